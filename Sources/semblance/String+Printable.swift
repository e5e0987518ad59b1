extension String {
  /// As one line that a terminal shows and does not obey: control characters, and those that turn the
  /// direction of writing, stand as `\u{1b}`; line ends and tabs as `\n`, `\r`, `\t`.
  ///
  /// File names and the texts of tables come from others, and may hold any of these.
  var printable: String {
    guard unicodeScalars.contains(where: \.isObeyed) else { return self }
    return unicodeScalars.map { scalar in
      scalar.isObeyed ? scalar.escaped : String(Character(scalar))
    }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isObeyed: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }

  fileprivate var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }
}

/// A bound on a number of a result: the gate is crossed where `metric comparison bound` holds.
public struct Gate: Sendable, Equatable {
  public let metric: GateMetric
  public let comparison: Comparison
  public let bound: Double
  /// As it was written.
  public let text: String

  public enum Comparison: String, Sendable, CaseIterable {
    // Longer signs first: ">=" begins with ">".
    case atLeast = ">="
    case atMost = "<="
    case equal = "=="
    case unequal = "!="
    case above = ">"
    case below = "<"
  }

  /// Reads e.g. `leakage.leak_rate>0.01`, or `leak_rate>0.01` where only leakage is asked for; blanks
  /// around the sign do not matter.
  ///
  /// - Parameters:
  ///   - place: where it stands, for messages.
  ///   - question: the only one that is asked, whose name may be left out; nil for several.
  /// - Throws: `SettingsError` that says what is wrong with it.
  public init(_ text: String, place: String, question: String? = nil) throws(SettingsError) {
    let known = GateMetric.allCases.filter { question == nil || $0.question == question }
    let names = known.map { question == nil ? $0.rawValue : $0.key }
    guard let (sign, range) = Self.sign(in: text) else {
      throw .wrongValue(
        place: place, found: "\"\(text)\"",
        expected: "METRIC>NUMBER (or >=, <, <=, ==, !=), e.g. \(names.first ?? "pair_count")>0")
    }
    let name = text[..<range.lowerBound].trimmed
    let metric = known.first { $0.rawValue == name || (question != nil && $0.key == name) }
    guard let metric else {
      throw .unknownName(what: "\(place): metric", found: name, known: names)
    }
    let number = text[range.upperBound...].trimmed
    guard let bound = Double(number), bound.isFinite else {
      throw .wrongValue(
        place: place, found: "\"\(text)\"", expected: "a number after \(sign.rawValue)")
    }
    (self.metric, comparison, self.bound, self.text) = (metric, sign, bound, text)
  }

  /// The first sign there, as long as it is.
  private static func sign(in text: String) -> (Comparison, Range<String.Index>)? {
    guard let start = text.firstIndex(where: { "<>=!".contains($0) }),
      let sign = Comparison.allCases.first(where: { text[start...].hasPrefix($0.rawValue) })
    else { return nil }
    return (sign, start..<text.index(start, offsetBy: sign.rawValue.count))
  }

  public func isCrossed(by value: Double) -> Bool {
    switch comparison {
    case .atLeast: value >= bound
    case .atMost: value <= bound
    case .equal: value == bound
    case .unequal: value != bound
    case .above: value > bound
    case .below: value < bound
    }
  }
}

extension Gate: Codable {
  /// As it was written; read with the question's name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(text, place: "gate")
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

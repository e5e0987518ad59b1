/// One line of text; line breaks and other control characters count as spaces.
public struct Text: Sendable, Codable, Equatable {
  public let string: String
  /// Where the anchor lies.
  public let position: Point
  public let size: Double
  public var isBold = false
  public var color = Color.black
  /// Which point of the text's box lies at the position.
  public var horizontal = HorizontalAnchor.start
  public var vertical = VerticalAnchor.middle
  /// Turned a quarter to the left, reading upwards; anchors turn with it.
  public var isVertical = false
  /// Longer text loses a part to an ellipsis.
  public var maximumWidth: Double?
  /// Which part a text that is too long loses.
  public var ellipsis = Ellipsis.middle
  /// A pale outline that keeps text readable over marks.
  public var hasHalo = false

  public enum HorizontalAnchor: String, Sendable, Codable {
    case start, middle, end
  }

  public enum VerticalAnchor: String, Sendable, Codable {
    case top, middle, bottom
  }

  /// Names often differ in their last characters, sentences rarely.
  public enum Ellipsis: String, Sendable, Codable {
    case middle, end
  }

  public init(_ string: String, at position: Point, size: Double) {
    self.string = string
    self.position = position
    self.size = size
  }

  /// What is set: one line, without control characters, and with U+FFFD for noncharacters, for which
  /// Cairo would refuse the whole PDF and XML has no place.
  var printable: String {
    let scalars = string.unicodeScalars.map { scalar -> Unicode.Scalar in
      if scalar.properties.isNoncharacterCodePoint { return "\u{FFFD}" }
      return switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: " "
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// The longest shortened text that `fits`, or a lone ellipsis.
  ///
  /// - Parameter fits: holds for every text shorter than one for which it holds.
  func shortened(where fits: (String) -> Bool) -> String {
    let characters = Array(printable)
    if fits(printable) { return printable }
    var (kept, tooMany) = (0, characters.count)
    while tooMany - kept > 1 {
      let middle = (kept + tooMany) / 2
      if fits(keeping(middle, of: characters)) { kept = middle } else { tooMany = middle }
    }
    return keeping(kept, of: characters)
  }

  private func keeping(_ count: Int, of characters: [Character]) -> String {
    let head = ellipsis == .end ? count : (count + 1) / 2
    let tail = count - head
    return String(characters.prefix(head)).trimmingSpaces() + "…"
      + String(characters.suffix(tail)).trimmingSpaces()
  }
}

extension String {
  fileprivate func trimmingSpaces() -> String {
    let start = drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
    return String(start[...last])
  }
}

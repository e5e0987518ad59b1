/// What becomes of transparent pixels.
///
/// Written as `white`, `#rrggbb`, `drop` or `refuse`.
public enum AlphaPolicy: Sendable, Hashable {
  /// They are laid over a colour; a grey picture over one that is not grey becomes RGB.
  case composite(over: BackgroundColor)
  /// Alpha is forgotten and the colours are taken as they are stored.
  case drop
  /// A picture of which any pixel is transparent, in part or in whole, is an error.
  case refuse
}

extension AlphaPolicy: RawRepresentable, Codable {
  public init?(rawValue: String) {
    switch rawValue {
    case "drop": self = .drop
    case "refuse": self = .refuse
    case "white": self = .composite(over: .white)
    default:
      guard let color = BackgroundColor(hex: rawValue) else { return nil }
      self = .composite(over: color)
    }
  }

  public var rawValue: String {
    switch self {
    case .composite(.white): "white"
    case .composite(let color): color.hex
    case .drop: "drop"
    case .refuse: "refuse"
    }
  }
}

/// What transparent pixels are laid over, sRGB.
public struct BackgroundColor: Sendable, Hashable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  public static let white = BackgroundColor(red: 255, green: 255, blue: 255)

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// From "#rrggbb", of either case; nil for anything else.
  public init?(hex: String) {
    let digits = hex.dropFirst().compactMap(\.hexDigitValue)
    guard hex.first == "#", hex.count == 7, digits.count == 6 else { return nil }
    func byte(_ index: Int) -> UInt8 { UInt8(16 * digits[index] + digits[index + 1]) }
    self.init(red: byte(0), green: byte(2), blue: byte(4))
  }

  var isGrey: Bool { red == green && green == blue }

  /// "#rrggbb" in lower case.
  public var hex: String {
    let digits = Array("0123456789abcdef")
    return "#"
      + String([red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

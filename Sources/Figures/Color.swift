import Foundation

/// A colour in sRGB, each part in [0, 1].
public struct Color: Sendable, Codable, Equatable {
  public let red: Double
  public let green: Double
  public let blue: Double
  public let opacity: Double

  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// From 0xRRGGBB.
  public init(hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255)
  }

  /// Nearly black, softer on paper than full black.
  public static let black = Color(hex: 0x1B1F24)
  public static let white = Color(hex: 0xFFFFFF)

  public func withOpacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// Red, green and blue in linear light.
  var linear: [Double] {
    [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
  }

  /// Relative luminance in [0, 1] (WCAG 2.2).
  public var luminance: Double {
    let light = linear
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
  }

  /// Red, green and blue from 0 to 255, rounded.
  var bytes: [UInt8] {
    [red, green, blue].map { UInt8((255 * max(0, min(1, $0))).rounded()) }
  }

  /// The colour a share of the way to another, mixed in sRGB.
  func mixed(with other: Color, share: Double) -> Color {
    func mix(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

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

  public static let black = Color(hex: 0x1B1F24)
  public static let white = Color(hex: 0xFFFFFF)

  public func withOpacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// Relative luminance in [0, 1] (WCAG 2.2).
  public var luminance: Double {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// From OKLCh: lightness in [0, 1], chroma, hue in degrees; parts outside sRGB are clamped.
  ///
  /// Source: Ottosson, "A perceptual color space for image processing" (2020).
  init(lightness: Double, chroma: Double, hue: Double) {
    let (a, b) = (chroma * cos(hue * .pi / 180), chroma * sin(hue * .pi / 180))
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    func encoded(_ linear: Double) -> Double {
      let value = max(0, min(1, linear))
      return value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
    }
    self.init(
      red: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }
}

/// A continuous scale of colours over [0, 1].
public enum ColorScale: String, Sendable, Codable {
  /// From pale to dark, lightness falling evenly: readable in grey.
  case sequential
  /// From blue over white to orange, for values around a centre.
  case diverging

  /// - Parameter position: in [0, 1]; clamped.
  public func color(at position: Double) -> Color {
    let t = max(0, min(1, position))
    switch self {
    case .sequential:
      return Color(
        lightness: 0.97 - 0.72 * t, chroma: 0.03 + 0.11 * sin(.pi * t), hue: 105 + 170 * t)
    case .diverging:
      let distance = abs(2 * t - 1)
      return Color(
        lightness: 0.97 - 0.45 * distance, chroma: 0.14 * distance, hue: t < 0.5 ? 255 : 55)
    }
  }
}

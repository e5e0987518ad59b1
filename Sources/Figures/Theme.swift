/// How all charts look.
public struct Theme: Sendable {
  /// Families in order of preference, comma separated.
  public let fonts: String
  public let titleSize: Double
  public let labelSize: Double
  public let tickSize: Double
  /// Text and axes.
  public let ink: Color
  /// Secondary text, ticks and frames.
  public let soft: Color
  public let grid: Color
  /// Told apart with any colour vision and, the first eight, in grey; beyond the palette a series has
  /// another mark and dash.
  ///
  /// As seen with normal vision, protanopia and deuteranopia any two are at least 12 apart by CIEDE2000,
  /// with tritanopia 11. The first eight differ by at least 4.5 in lightness (CIE L*). Each stands out
  /// from paper by at least 2 : 1. Begins with blue and vermilion of Okabe & Ito (2008); the others were
  /// searched for distance.
  public let categories: [Color]

  public static let standard = Theme(
    fonts: "Inter, DejaVu Sans, sans-serif", titleSize: 11, labelSize: 9, tickSize: 8,
    ink: Color(hex: 0x1B1F24), soft: Color(hex: 0x5B6570), grid: Color(hex: 0xE3E7EB),
    categories: [
      0x0072B2, 0xD55E00, 0x14AF98, 0x381D7B, 0x6887FB, 0xF5910E, 0x8A495F, 0xB3B0F3, 0x1F4206,
      0x1B1F24,
    ].map(Color.init(hex:)))

  /// Categories beyond the palette begin again.
  func category(_ index: Int) -> Color { categories[index % categories.count] }

  /// Marks that differ within a colour of the palette, and between its neighbours.
  func symbol(_ index: Int) -> MarkSymbol {
    let all = MarkSymbol.allCases
    return all[(index + index / categories.count) % all.count]
  }

  /// Dashes that tell lines apart in grey; the first is whole.
  func dash(_ index: Int) -> [Double] {
    let all: [[Double]] = [[], [4, 1.6], [1.6, 1.2], [6, 1.6, 1.6, 1.6]]
    return all[(index + index / categories.count) % all.count]
  }

  /// Width of a text before it is set: an estimate from its characters that does not depend on the
  /// fonts installed. What is set is kept inside by `Text.maximumWidth`.
  func width(of text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + Self.advance($1) } * size
  }

  /// In shares of the size, rounded up from those of Inter.
  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "|", "!", "'", "·", " ": 0.31
    case "f", "t", "r", "(", ")", "[", "]", "/", "-": 0.4
    case "m", "w", "M", "W", "%": 0.92
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: 0
      case .uppercaseLetter: 0.72
      default: scalar.value < 0x2E80 ? 0.63 : 1.05
      }
    }
  }
}

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
  /// Told apart by readers with any colour vision: under normal vision, protanopia and deuteranopia
  /// any two are at least 0.12 apart in OKLab; each stands out from paper by at least 2 : 1.
  ///
  /// Begins with blue and vermilion of Okabe & Ito (2008); the others were searched for distance.
  public let categories: [Color]

  public static let standard = Theme(
    fonts: "Inter, DejaVu Sans, sans-serif", titleSize: 11, labelSize: 9, tickSize: 8,
    ink: Color(hex: 0x1B1F24), soft: Color(hex: 0x5B6570), grid: Color(hex: 0xE3E7EB),
    categories: [
      0x0072B2, 0xD55E00, 0x439E8E, 0x391F7F, 0x70BDDE, 0xE0AC00, 0x89495E, 0x6591F1, 0x254104,
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

/// How all charts look.
public struct Theme: Sendable {
  /// Families in order of preference.
  public let fonts: String
  public let titleSize: Double
  public let labelSize: Double
  public let tickSize: Double
  /// Text and axes.
  public let ink: Color
  /// Secondary text, ticks and grids.
  public let soft: Color
  public let grid: Color
  /// Told apart by readers with any colour vision: Okabe & Ito (2008) with
  /// black last, a darker yellow, and violet, grey and brown added.
  public let categories: [Color]

  public static let standard = Theme(
    fonts: "Inter, DejaVu Sans, sans-serif", titleSize: 11, labelSize: 9, tickSize: 8,
    ink: Color(hex: 0x1B1F24), soft: Color(hex: 0x5B6570), grid: Color(hex: 0xE3E7EB),
    categories: [
      0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE6AB02, 0x5B3A8E, 0xB5BEC7, 0x8C2D04,
      0x1B1F24,
    ].map(Color.init(hex:)))

  /// Categories beyond the palette begin again.
  func category(_ index: Int) -> Color { categories[index % categories.count] }

  /// Width of a text before it is set: an estimate that does not depend on the fonts installed.
  func width(of text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 0.56 : 1) } * size
  }
}

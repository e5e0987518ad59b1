/// A continuous scale of colours over [0, 1].
///
/// The tables lie evenly, in steps of OKLab, on smooth paths inside sRGB whose lightness falls all the
/// way, so that equal differences look equal and the order survives a grey print. OKLab: Ottosson,
/// "A perceptual color space for image processing" (2020).
public enum ColorScale: String, Sendable, Codable {
  /// From pale to dark, over green and teal to indigo.
  case sequential
  /// From blue over white to orange, for values around a centre; equally dark at both ends.
  case diverging

  private static let paleToDark = table([
    0xFCF8DD, 0xE6ECC3, 0xCAE3AE, 0xABD8A3, 0x8DCC9E, 0x6DBF9C, 0x4CB19B, 0x28A39B, 0x09939B,
    0x008299, 0x037197, 0x125F91, 0x1B4E85, 0x1D3E75, 0x1C2E64, 0x191F53, 0x151142,
  ])

  private static let blueToOrange = table([
    0x104E89, 0x2A639E, 0x4178B4, 0x588ECA, 0x71A4DE, 0x91B9E6, 0xB2CEEE, 0xD3E2F4, 0xF7F7F7,
    0xF1DCCF, 0xE8C2AB, 0xDEA887, 0xD28E64, 0xBD774A, 0xA76132, 0x914B18, 0x793800,
  ])

  private static func table(_ hexes: [UInt32]) -> [Color] { hexes.map(Color.init(hex:)) }

  /// - Parameter position: in [0, 1]; clamped. NaN is taken as 0.
  public func color(at position: Double) -> Color {
    let table = self == .sequential ? Self.paleToDark : Self.blueToOrange
    let place = (position >= 0 ? min(1, position) : 0) * Double(table.count - 1)
    let lower = min(Int(place), table.count - 2)
    return table[lower].mixed(with: table[lower + 1], share: place - Double(lower))
  }
}

/// How far a picture may be turned, zoomed and moved at random.
public struct GeometricChange: Sendable, Hashable {
  /// Up to this angle, left or right.
  public let degrees: Int
  /// Up to this share of both sides, right or left, down or up.
  public let shiftPercent: Int
  /// Both sides by 1 ± this share, each by its own.
  public let zoomPercent: Int
  /// Each drawn with probability ½.
  public let flips: [Perturbation.Flip]

  public init(degrees: Int, shiftPercent: Int, zoomPercent: Int, flips: [Perturbation.Flip]) {
    (self.degrees, self.shiftPercent) = (degrees, shiftPercent)
    (self.zoomPercent, self.flips) = (zoomPercent, flips)
  }
}

extension Image {
  /// Turned, zoomed, moved and mirrored as drawn evenly from the ranges; what comes into view is the
  /// nearest pixel of the edge.
  func altered(by change: GeometricChange, using generator: inout some RandomNumberGenerator)
    -> Image
  {
    func drawn(_ largest: Double) -> Double { largest * (2 * generator.fraction() - 1) }
    let degrees = drawn(Double(change.degrees))
    let shift = (
      x: drawn(Double(change.shiftPercent) / 100), y: drawn(Double(change.shiftPercent) / 100)
    )
    let zoom = (
      x: 1 + drawn(Double(change.zoomPercent) / 100), y: 1 + drawn(Double(change.zoomPercent) / 100)
    )
    let map = AffineMap(
      degrees: degrees, zoom: zoom, shift: shift, width: width, height: height)
    var altered = transformed(by: map, beyond: .edge)
    for flip in change.flips where generator.isHeads() {
      altered = altered.turned(flip == .horizontal ? .mirrored : .flipped)
    }
    return altered
  }
}

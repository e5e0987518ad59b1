/// How far the centres of neighbouring pixels are apart.
public struct PixelSpacing: Sendable, Hashable, Codable {
  /// Across and down, > 0, in the unit of distances.
  public let x: Double
  public let y: Double

  /// Distances in pixels.
  public static let pixels = PixelSpacing(x: 1, y: 1)

  public init(x: Double, y: Double) {
    precondition(x > 0 && y > 0 && x.isFinite && y.isFinite, "pixels of \(x) × \(y)")
    (self.x, self.y) = (x, y)
  }
}

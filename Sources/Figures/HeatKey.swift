/// Says what the colours of `PixelHeat` are: a strip of them, and what has no value.
public struct HeatKey: Sendable, Equatable {
  /// Whether some pictures have a part without a value.
  public let hasUnseen: Bool

  private static let (strip, thickness) = (72.0, 8.0)

  public init(hasUnseen: Bool) {
    self.hasUnseen = hasUnseen
  }

  func height(_ theme: Theme) -> Double { theme.tickSize + 10 }

  /// - Parameter corner: of the upper left.
  func elements(at corner: Point, _ theme: Theme) -> [Element] {
    let middle = corner.y + height(theme) / 2
    func box(_ x: Double, _ width: Double) -> Rectangle {
      Rectangle(x: x, y: middle - Self.thickness / 2, width: width, height: Self.thickness)
    }
    func words(_ string: String, _ x: Double) -> Element {
      var text = Text(string, at: Point(x: x, y: middle), size: theme.tickSize)
      text.color = theme.soft
      return .text(text)
    }
    func border(_ frame: Rectangle) -> Element {
      .path(Path(.rectangle(frame), stroke: theme.soft, lineWidth: 0.5))
    }
    let (least, greatest) = ("least of each map", "greatest")
    let strip = box(corner.x + theme.width(of: least, size: theme.tickSize) + 6, Self.strip)
    let end = strip.right + 6 + theme.width(of: greatest, size: theme.tickSize) + 16
    let unseen = box(end, Self.thickness * 1.5)
    return [
      words(least, corner.x), .picture(Picture(Self.gradient, in: strip, isPixelated: true)),
      border(strip), words(greatest, strip.right + 6),
    ]
      + (hasUnseen
        ? [
          .path(Path.hatching([unseen], stroke: theme.soft)), border(unseen),
          words("not seen by the model", unseen.right + 6),
        ] : [])
  }

  private static var gradient: Bitmap {
    let samples = (0..<256).flatMap { ColorScale.sequential.color(at: Double($0) / 255).bytes }
    return Bitmap(width: 256, height: 1, channels: 3, samples: samples)
  }
}

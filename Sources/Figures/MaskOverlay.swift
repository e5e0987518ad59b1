/// A mask that lies over a picture: a tint of what it covers, and a line along the edges of its pixels.
///
/// Drawn of lines and areas, and so sharp at any size.
public struct MaskOverlay: Sendable, Equatable {
  public let mask: MaskOutline
  public var color: Color
  /// Share of the colour within the mask, in [0, 1]; 0 leaves the picture as it is.
  public var tint: Double = 0.3
  /// In points; in a small frame lines are finer.
  public var lineWidth: Double = 1.2
  /// To tell two masks of one picture apart in grey, too.
  public var isDashed = false

  public init(_ mask: MaskOutline, color: Color) {
    self.mask = mask
    self.color = color
  }

  /// - Parameter frame: where the whole picture is; the mask is scaled to it.
  func elements(in frame: Rectangle) -> [Element] {
    let lines = mask.lines.map { Self.closed($0).map { mask.place($0, in: frame) } }
    guard !lines.isEmpty else { return [] }
    let area = Path(.lines(lines), fill: color.withOpacity(tint))
    let lineWidth = min(lineWidth, max(0.4, min(frame.width, frame.height) * Self.widest))
    // Light below the colour stands out from dark pictures.
    let halo = Path(
      .lines(lines), stroke: .white.withOpacity(0.65), lineWidth: 1.7 * lineWidth)
    var line = Path(.lines(lines), stroke: color, lineWidth: lineWidth)
    if isDashed { line.dash = [2.6 * lineWidth, 1.8 * lineWidth] }
    return [.clipped(frame, (tint > 0 ? [.path(area)] : []) + [.path(halo), .path(line)])]
  }

  /// Width of a line in parts of the frame's shorter side.
  private static let widest = 0.007

  /// From the middle of its first side and back: ends at a corner would leave a notch.
  private static func closed(_ corners: [Point]) -> [Point] {
    guard corners.count >= 2 else { return corners }
    let middle = Point(
      x: (corners[0].x + corners[1].x) / 2, y: (corners[0].y + corners[1].y) / 2)
    return [middle] + corners.dropFirst() + [corners[0], middle]
  }
}

extension MaskOutline {
  fileprivate func place(_ corner: Point, in frame: Rectangle) -> Point {
    Point(
      x: frame.x + corner.x / Double(width) * frame.width,
      y: frame.y + corner.y / Double(height) * frame.height)
  }
}

extension Figure {
  /// A picture of one point a pixel with masks over it, and nothing else; later masks lie over earlier
  /// ones.
  ///
  /// `png(scale: 1)` has the pixels of the picture.
  public init(of picture: Bitmap, under masks: [MaskOverlay]) {
    let frame = Rectangle(
      x: 0, y: 0, width: Double(picture.width), height: Double(picture.height))
    self.init(
      width: frame.width, height: frame.height,
      elements: [.picture(Picture(picture, in: frame, isPixelated: true))]
        + masks.flatMap { $0.elements(in: frame) })
  }
}

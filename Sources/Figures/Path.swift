/// Lines and areas.
public struct Path: Sendable, Codable, Equatable {
  public let shape: Shape
  public var stroke: Color?
  public var lineWidth: Double = 1
  /// Lengths of dash and gap; empty for a whole line.
  public var dash: [Double] = []
  public var fill: Color?

  public enum Shape: Sendable, Codable, Equatable {
    /// Polylines, all painted at once.
    case lines([[Point]])
    case polygon([Point])
    case rectangle(Rectangle)
    /// The same mark at many places, painted one by one, so that translucent ones darken where
    /// they overlap.
    case marks(MarkSymbol, centres: [Point], radius: Double)
  }

  public init(_ shape: Shape, stroke: Color? = nil, lineWidth: Double = 1, fill: Color? = nil) {
    self.shape = shape
    self.stroke = stroke
    self.lineWidth = lineWidth
    self.fill = fill
  }

  /// A straight line.
  public init(
    from start: Point, to end: Point, stroke: Color, lineWidth: Double, dash: [Double] = []
  ) {
    self.init(.lines([[start, end]]), stroke: stroke, lineWidth: lineWidth)
    self.dash = dash
  }
}

extension Element {
  /// Whether nothing of a path is seen, for want of points.
  var isEmpty: Bool {
    guard case .path(let path) = self else { return false }
    return switch path.shape {
    case .lines(let lines): lines.allSatisfy(\.isEmpty)
    case .polygon(let points), .marks(_, let points, _): points.isEmpty
    case .rectangle: false
    }
  }
}

/// The form of a mark; all have about the same area for the same radius.
public enum MarkSymbol: String, Sendable, Codable, CaseIterable {
  case circle, triangle, square, diamond

  /// Corners around the origin for radius 1; nil for a circle.
  var corners: [Point]? {
    switch self {
    case .circle: nil
    case .triangle:
      [(0, -1.45), (1.26, 0.73), (-1.26, 0.73)].map { Point(x: $0, y: $1) }
    case .square:
      [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)].map { Point(x: $0, y: $1) }
    case .diamond:
      [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)].map { Point(x: $0, y: $1) }
    }
  }
}

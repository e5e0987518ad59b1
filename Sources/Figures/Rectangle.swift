/// A place in a figure, in points from the top left corner.
public struct Point: Sendable, Codable, Equatable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A box with level sides, in points from the top left corner.
public struct Rectangle: Sendable, Codable, Equatable {
  public let x: Double
  public let y: Double
  public let width: Double
  public let height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var right: Double { x + width }
  public var bottom: Double { y + height }
  var centre: Point { Point(x: x + width / 2, y: y + height / 2) }

  func intersects(_ other: Rectangle) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }

  /// The largest rectangle of a bitmap's proportions in the middle of this one.
  func fitting(_ bitmap: Bitmap) -> Rectangle {
    let scale = min(width / Double(bitmap.width), height / Double(bitmap.height))
    let (w, h) = (Double(bitmap.width) * scale, Double(bitmap.height) * scale)
    return Rectangle(x: centre.x - w / 2, y: centre.y - h / 2, width: w, height: h)
  }
}

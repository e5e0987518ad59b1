/// A drawing as data: what is where, in points from the top left corner.
///
/// Charts make figures, renderers turn them into bytes. Being `Codable`, a figure can be compared as
/// text.
public struct Figure: Sendable, Codable, Equatable {
  /// In points, 1/72 inch.
  public let width: Double
  public let height: Double
  /// Later elements lie over earlier ones.
  public let elements: [Element]

  public init(width: Double, height: Double, elements: [Element]) {
    self.width = width
    self.height = height
    self.elements = elements
  }
}

/// One thing in a figure.
public indirect enum Element: Sendable, Codable, Equatable {
  case path(Path)
  case text(Text)
  case picture(Picture)
  /// Elements of which only what lies inside a rectangle is seen.
  case clipped(Rectangle, [Element])
}

public struct Point: Sendable, Codable, Equatable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

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

  var right: Double { x + width }
  var bottom: Double { y + height }
  var centre: Point { Point(x: x + width / 2, y: y + height / 2) }
}

/// Lines and areas.
public struct Path: Sendable, Codable, Equatable {
  public let shape: Shape
  public var stroke: Color?
  public var lineWidth: Double = 1
  /// Lengths of dash and gap; empty for a whole line.
  public var dash: [Double] = []
  public var fill: Color?

  public enum Shape: Sendable, Codable, Equatable {
    case line([Point])
    case polygon([Point])
    case rectangle(Rectangle)
    case circles(centres: [Point], radius: Double)
  }

  public init(_ shape: Shape, stroke: Color? = nil, lineWidth: Double = 1, fill: Color? = nil) {
    self.shape = shape
    self.stroke = stroke
    self.lineWidth = lineWidth
    self.fill = fill
  }
}

/// One line of text.
public struct Text: Sendable, Codable, Equatable {
  public let string: String
  /// Where the anchor lies.
  public let position: Point
  public let size: Double
  public var isBold = false
  public var color = Color.black
  /// Which point of the text's box lies at the position.
  public var horizontal = HorizontalAnchor.start
  public var vertical = VerticalAnchor.middle
  /// Quarter turns to the left.
  public var isVertical = false
  /// Longer text loses its middle to an ellipsis.
  public var maximumWidth: Double?
  /// A pale outline that keeps text readable over marks.
  public var hasHalo = false

  public enum HorizontalAnchor: String, Sendable, Codable {
    case start, middle, end
  }

  public enum VerticalAnchor: String, Sendable, Codable {
    case top, middle, bottom
  }

  public init(_ string: String, at position: Point, size: Double) {
    self.string = string
    self.position = position
    self.size = size
  }
}

/// Pixels scaled into a rectangle.
public struct Picture: Sendable, Codable, Equatable {
  public let bitmap: Bitmap
  public let frame: Rectangle
  /// Whether pixels stay sharp squares instead of being smoothed.
  public let isPixelated: Bool

  public init(_ bitmap: Bitmap, in frame: Rectangle, isPixelated: Bool) {
    self.bitmap = bitmap
    self.frame = frame
    self.isPixelated = isPixelated
  }
}

/// Pixels, rows from the top.
public struct Bitmap: Sendable, Codable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 grey, 3 red, green and blue.
  public let channels: Int
  public let samples: [UInt8]

  /// - Precondition: width, height ≥ 1; 1 or 3 channels; as many samples as they make.
  public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    precondition(width >= 1 && height >= 1 && (channels == 1 || channels == 3))
    precondition(samples.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }
}

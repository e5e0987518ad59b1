/// A drawing as data: what is where, in points from the top left corner.
///
/// Charts make figures, renderers turn them into bytes. Being `Codable`, a figure can be compared as
/// text.
public struct Figure: Sendable, Codable, Equatable {
  /// In points, 1/72 inch.
  public let width: Double
  public let height: Double
  /// Families of its text in order of preference, comma separated.
  public let fonts: String
  /// Later elements lie over earlier ones.
  public let elements: [Element]
  /// What it draws; nil for pictures. No part of the drawing: it is not encoded, and figures that look
  /// alike are equal.
  public internal(set) var numbers: FigureNumbers?

  private enum CodingKeys: CodingKey { case width, height, fonts, elements }

  public init(
    width: Double, height: Double, fonts: String = Theme.standard.fonts, elements: [Element]
  ) {
    self.width = width
    self.height = height
    self.fonts = fonts
    self.elements = elements
  }

  public static func == (a: Figure, b: Figure) -> Bool {
    (a.width, a.height, a.fonts, a.elements) == (b.width, b.height, b.fonts, b.elements)
  }
}

/// One thing in a figure.
public indirect enum Element: Sendable, Codable, Equatable {
  case path(Path)
  case text(Text)
  case picture(Picture)
  /// Elements of which only what lies inside a rectangle is seen.
  case clipped(Rectangle, [Element])
  /// Elements whose origin lies elsewhere, at another scale.
  case placed(at: Point, scale: Double, [Element])
}

extension Theme {
  /// Where the drawing begins below a title.
  func top(of title: String) -> Double { title.isEmpty ? 12 : titleSize + 20 }

  /// White paper with a title at its top left and elements on it.
  func figure(
    _ width: Double, _ height: Double, title: String, _ elements: [Element]
  ) -> Figure {
    let paper = Rectangle(x: 0, y: 0, width: width, height: height)
    let heading = title.isEmpty ? [] : [Element.text(self.heading(title, width: width))]
    return Figure(
      width: width, height: height, fonts: fonts,
      elements: [.path(Path(.rectangle(paper), fill: .white))] + heading + elements)
  }

  private func heading(_ title: String, width: Double) -> Text {
    var text = Text(title, at: Point(x: 8, y: 8), size: titleSize)
    text.isBold = true
    text.vertical = .top
    text.maximumWidth = width - 16
    text.ellipsis = .end
    text.color = ink
    return text
  }

  /// A line of secondary text below the title.
  func subtitle(_ string: String, below title: String, _ width: Double) -> Element {
    var text = Text(string, at: Point(x: 8, y: top(of: title) - 6), size: labelSize)
    text.vertical = .top
    text.maximumWidth = width - 16
    text.ellipsis = .end
    text.color = soft
    return .text(text)
  }

  /// What stands where nothing can be drawn.
  func note(_ string: String, at centre: Point) -> Element {
    var text = Text(string, at: centre, size: labelSize)
    text.horizontal = .middle
    text.color = soft
    text.hasHalo = true
    return .text(text)
  }

  /// A dashed line with nothing beside it, for a value to compare with.
  func reference(from start: Point, to end: Point) -> Path {
    reference(along: [[start, end]])
  }

  func reference(along lines: [[Point]]) -> Path {
    var path = Path(.lines(lines), stroke: ink, lineWidth: 0.9)
    path.dash = Self.referenceDash
    return path
  }

  static let referenceDash = [3.0, 2]
}

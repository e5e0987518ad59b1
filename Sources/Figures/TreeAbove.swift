/// The tree that stands above the columns of a heat map, with a scale of its heights.
struct TreeAbove {
  let tree: Tree
  /// Of its heights; may be empty.
  let label: String
  let theme: Theme

  static let room = 56.0
  /// Between the tree and the matrix.
  private static let gap = 4.0

  private var range: ClosedRange<Double> { 0...(tree.height > 0 ? tree.height : 1) }
  private var ticks: Ticks { Ticks(in: range, about: 2) }

  /// Room left of the matrix that its scale needs.
  var left: Double { tickWidth + 16 + (label.isEmpty ? 0 : theme.tickSize + 6) }

  private var tickWidth: Double {
    ticks.labels.map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
  }

  /// - Parameter area: of the matrix.
  func elements(above area: Rectangle) -> [Element] {
    let (base, top) = (area.y - Self.gap, area.y - Self.room + 6)
    let height = Scale(values: range, places: (base, top))
    let cell = area.width / Double(tree.leafCount)
    let lines = tree.lines.map { line in
      line.map { Point(x: area.x + $0.along * cell, y: height.place($0.height)) }
    }
    let branches = Path(.lines(lines), stroke: theme.soft, lineWidth: min(1, cell / 4))
    return [.path(branches)] + scale(x: area.x - 4, height)
  }

  private func scale(x: Double, _ height: Scale) -> [Element] {
    let (base, top) = height.places
    let axis = Path(
      from: Point(x: x, y: base), to: Point(x: x, y: top), stroke: theme.soft, lineWidth: 0.8)
    return [.path(axis)] + name(right: x - tickWidth - 8, y: (base + top) / 2)
      + zip(ticks.values, ticks.labels).flatMap { value, label -> [Element] in
        let place = Point(x: x, y: height.place(value))
        var text = Text(label, at: Point(x: x - 5, y: place.y), size: theme.tickSize)
        text.horizontal = .end
        text.color = theme.soft
        let mark = Path(
          from: place, to: Point(x: x - 3, y: place.y), stroke: theme.soft, lineWidth: 0.8)
        return [.path(mark), .text(text)]
      }
  }

  private func name(right: Double, y: Double) -> [Element] {
    guard !label.isEmpty else { return [] }
    var text = Text(label, at: Point(x: right, y: y), size: theme.tickSize)
    text.isVertical = true
    text.horizontal = .middle
    text.vertical = .bottom
    text.maximumWidth = Self.room
    text.ellipsis = .end
    text.color = theme.soft
    return [.text(text)]
  }
}

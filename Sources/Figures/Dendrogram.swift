/// A tree that grows to the right from names, one below the other, e.g. of sites by their distance.
public struct Dendrogram: Sendable {
  public let title: String
  /// Of the heights, with their unit.
  public let xLabel: String
  /// The names of the leaves, by number.
  public let names: [String]
  public let tree: Tree

  private static let widestName = 190.0

  /// - Precondition: one name a leaf.
  public init(title: String, xLabel: String, names: [String], tree: Tree) {
    precondition(names.count == tree.leafCount, "\(names.count) names, \(tree.leafCount) leaves")
    (self.title, self.xLabel, self.names, self.tree) = (title, xLabel, names, tree)
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let widths = names.map { theme.width(of: $0, size: theme.tickSize) }
    let rows = Double(names.count)
    let rowHeight = names.count > 30 ? theme.tickSize + 2 : 18.0
    let high = tree.height > 0 ? 1.04 * tree.height : 1
    let frame = PlotFrame(
      theme, width: 430, height: rows * rowHeight + theme.top(of: title) + 39,
      labels: PlotLabels(title: title, x: xLabel, y: ""), x: 0...high, y: 0...rows,
      left: min(Self.widestName, widths.max() ?? 0) + 20)
    let lines = tree.lines.map { line in
      line.map { frame.point($0.height, rows - $0.along) }
    }
    let branches = Path(.lines(lines), stroke: theme.category(0), lineWidth: 1.2)
    // A leaf alone has no branch, and is no lack of values.
    let marks = Path.Shape.marks(
      .circle, centres: (0..<names.count).map { frame.point(0, Double($0) + 0.5) }, radius: 1.6)
    return frame.figure(
      marks: [.path(branches), .path(Path(marks, fill: theme.category(0)))],
      overlay: tree.order.enumerated().map { place, leaf in
        name(names[leaf], y: rows - Double(place) - 0.5, frame)
      }, axes: .horizontal
    )
    .with(numbers)
  }

  private func name(_ name: String, y: Double, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.x - 8, y: frame.y.place(y))
    var text = Text(name, at: place, size: frame.theme.tickSize)
    text.horizontal = .end
    text.maximumWidth = place.x - 6
    text.color = frame.theme.ink
    return .text(text)
  }
}

/// Shares between 0 and 1 over sizes, as lines in a table of small panels with the same axes.
public struct SmallMultiples: Sendable {
  public let title: String
  /// Of the sizes, which stand on a logarithmic axis.
  public let xLabel: String
  public let yLabel: String
  /// Above the panels.
  public let columns: [String]
  public let rows: [Row]
  /// A share to compare with, drawn as a line in each panel.
  public let reference: Double?

  /// Panels side by side, one a column; nil leaves a gap.
  public struct Row: Sendable {
    public let name: String
    public let panels: [[LineSeries]?]

    public init(name: String, panels: [[LineSeries]?]) {
      (self.name, self.panels) = (name, panels)
    }
  }

  private static let panel = (width: 108.0, height: 54.0)
  private static let gap = (x: 12.0, y: 12.0)
  private static let widestName = 130.0

  /// Series of the same place in their panel are of one kind and have one name.
  public init(
    title: String, xLabel: String, yLabel: String, columns: [String], rows: [Row],
    reference: Double? = nil
  ) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.columns, self.rows, self.reference) = (columns, rows, reference)
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let layout = Layout(self, theme)
    guard !rows.isEmpty, !columns.isEmpty else {
      return theme.figure(
        430, 120, title: title, [theme.note("no values", at: Point(x: 215, y: 70))])
    }
    let panels = rows.indices.flatMap { row in
      columns.indices.flatMap { column in panel(row, column, layout) }
    }
    return theme.figure(
      layout.width, layout.height, title: title,
      panels + names(layout) + axisLabels(layout) + layout.legend.elements(beside: layout.panels)
    )
    .with(numbers)
  }

  /// The common range of all sizes.
  fileprivate var xRange: ClosedRange<Double> {
    let values = rows.flatMap(\.panels).compactMap(\.self).joined().flatMap(\.x)
      .filter { $0 > 0 && $0.isFinite }
    guard let low = values.min(), let high = values.max() else { return 1...10 }
    return low / 1.1...high * 1.1
  }

  private func panel(_ row: Int, _ column: Int, _ layout: Layout) -> [Element] {
    guard column < rows[row].panels.count, let series = rows[row].panels[column] else { return [] }
    let frame = PlotFrame(
      layout.theme, area: layout.area(row, column), x: xRange, y: 0...1,
      kinds: (.logarithmic, .linear))
    let marks = referenceLine(frame) + series.enumerated().flatMap { $1.marks($0, frame) }
    let isLowest = !rows[(row + 1)...].contains {
      column < $0.panels.count && $0.panels[column] != nil
    }
    return frame.panel(marks: marks) + (column == 0 ? frame.yTickLabels : [])
      + (isLowest ? frame.xTickLabels : [])
  }

  private func referenceLine(_ frame: PlotFrame) -> [Element] {
    guard let reference else { return [] }
    let y = frame.y.place(reference)
    return [
      .path(
        frame.theme.reference(
          from: Point(x: frame.area.x, y: y), to: Point(x: frame.area.right, y: y)))
    ]
  }

  private func names(_ layout: Layout) -> [Element] {
    let theme = layout.theme
    let above = columns.indices.map { column -> Element in
      let area = layout.area(0, column)
      var text = Text(
        columns[column], at: Point(x: area.centre.x, y: area.y - 6), size: theme.labelSize)
      text.horizontal = .middle
      text.vertical = .bottom
      text.color = theme.ink
      return .text(text)
    }
    return above
      + rows.indices.map { row in
        var text = Text(
          rows[row].name, at: Point(x: 20, y: layout.area(row, 0).centre.y), size: theme.labelSize)
        text.maximumWidth = layout.nameWidth
        text.color = theme.ink
        return .text(text)
      }
  }

  private func axisLabels(_ layout: Layout) -> [Element] {
    let (theme, panels) = (layout.theme, layout.panels)
    var below = Text(
      xLabel, at: Point(x: panels.centre.x, y: layout.height - 6), size: theme.labelSize)
    below.horizontal = .middle
    below.vertical = .bottom
    var side = Text(yLabel, at: Point(x: 4, y: panels.centre.y), size: theme.labelSize)
    side.isVertical = true
    side.horizontal = .middle
    side.vertical = .top
    return [below, side].map { text in
      var text = text
      text.color = theme.ink
      return .text(text)
    }
  }

  /// Where everything stands.
  private struct Layout {
    let theme: Theme
    let nameWidth: Double
    let panels: Rectangle
    let legend: Legend

    var width: Double { panels.right + legend.width }
    var height: Double { panels.bottom + 44 }

    init(_ chart: SmallMultiples, _ theme: Theme) {
      self.theme = theme
      let names = chart.rows.map { theme.width(of: $0.name, size: theme.labelSize) }
      nameWidth = min(SmallMultiples.widestName, names.max() ?? 0)
      let (columns, rows) = (Double(chart.columns.count), Double(chart.rows.count))
      panels = Rectangle(
        x: 20 + nameWidth + 34, y: theme.top(of: chart.title) + 16,
        width: columns * panel.width + max(0, columns - 1) * gap.x,
        height: rows * panel.height + max(0, rows - 1) * gap.y)
      let longest = chart.rows.flatMap(\.panels).compactMap(\.self).max { $0.count < $1.count }
      legend = Legend(
        (longest ?? []).enumerated().map {
          .init(name: $1.name, key: $1.key($0, theme), color: $1.color($0, theme))
        }, theme)
    }

    func area(_ row: Int, _ column: Int) -> Rectangle {
      Rectangle(
        x: panels.x + Double(column) * (panel.width + gap.x),
        y: panels.y + Double(row) * (panel.height + gap.y), width: panel.width,
        height: panel.height)
    }
  }
}

/// Values of several series in named rows, as dots over one axis.
///
/// A value that is not finite has no dot.
public struct DotPlot: Sendable {
  public let title: String
  public let xLabel: String
  /// First on top.
  public let rows: [String]
  public let series: [DotSeries]
  /// Ends of the axis; nil for those of the values.
  public let range: ClosedRange<Double>?

  private static let rowHeight = 17.0
  private static let widestName = 150.0

  /// - Precondition: a value for each row in every series.
  public init(
    title: String, xLabel: String, rows: [String], series: [DotSeries],
    range: ClosedRange<Double>? = nil
  ) {
    precondition(series.allSatisfy { $0.values.count == rows.count }, "a value for each row")
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
    self.series = series
    self.range = range
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let legend = Legend(
      series.enumerated().map {
        .init(name: $1.name, key: .mark(theme.symbol($0)), color: theme.category($0))
      }, theme)
    let names = rows.map { theme.width(of: $0, size: theme.labelSize) }
    let count = Double(max(1, rows.count))
    let height = max(count * Self.rowHeight, legend.height) + theme.top(of: title) + 39
    let frame = PlotFrame(
      theme, width: 430, height: height, labels: PlotLabels(title: title, x: xLabel, y: ""),
      x: range ?? series.flatMap(\.values).paddedRange(by: 0.04), y: 0...count,
      right: legend.width, left: min(Self.widestName, names.max() ?? 0) + 20)
    let dots = series.indices.map { marks(of: $0, frame) }
    return frame.figure(
      marks: (dots.allSatisfy(\.isEmpty) ? [] : lines(frame)) + dots,
      overlay: rows.indices.map { name(of: $0, frame) } + legend.elements(beside: frame.area),
      axes: .horizontal
    )
    .with(numbers)
  }

  /// Of a row's middle.
  private func y(_ row: Int) -> Double { Double(rows.count - row) - 0.5 }

  /// Series lie a little below each other, so that equal values do not hide one another.
  private func offset(_ index: Int) -> Double {
    let step = min(2.6, 9 / Double(series.count))
    return (Double(index) - Double(series.count - 1) / 2) * step
  }

  private func lines(_ frame: PlotFrame) -> [Element] {
    let lines = rows.indices.map { row -> [Point] in
      let place = frame.y.place(y(row))
      return [Point(x: frame.area.x, y: place), Point(x: frame.area.right, y: place)]
    }
    return [.path(Path(.lines(lines), stroke: frame.theme.grid, lineWidth: 0.6))]
  }

  private func marks(of index: Int, _ frame: PlotFrame) -> Element {
    let values = series[index].values
    let centres = rows.indices.filter { values[$0].isFinite }.map { row in
      let place = frame.point(values[row], y(row))
      return Point(x: place.x, y: place.y + offset(index))
    }
    let marks = Path.Shape.marks(frame.theme.symbol(index), centres: centres, radius: 2.6)
    return .path(Path(marks, fill: frame.theme.category(index).withOpacity(0.85)))
  }

  private func name(of row: Int, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.x - 10, y: frame.y.place(y(row)))
    var text = Text(rows[row], at: place, size: frame.theme.labelSize)
    text.horizontal = .end
    text.maximumWidth = place.x - 6
    text.color = frame.theme.ink
    return .text(text)
  }
}

/// Values with a name, one a row.
public struct DotSeries: Sendable {
  public let name: String
  public let values: [Double]

  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

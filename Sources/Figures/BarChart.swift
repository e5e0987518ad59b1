/// Counts in named rows, as bars with their value beside them.
///
/// The axis is logarithmic where the largest count is more than fifty times the smallest.
public struct BarChart: Sendable {
  public let title: String
  public let xLabel: String
  /// First on top.
  public let rows: [BarRow]

  private static let rowHeight = 19.0
  private static let widestName = 150.0
  private static let widestRatio = 50.0

  public init(title: String, xLabel: String, rows: [BarRow]) {
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let names = rows.map { theme.width(of: $0.name, size: theme.labelSize) }
    let texts = rows.map { theme.width(of: $0.text, size: theme.tickSize) }
    let count = Double(max(1, rows.count))
    let frame = PlotFrame(
      theme, width: 430, height: count * Self.rowHeight + theme.top(of: title) + 39,
      labels: PlotLabels(title: title, x: label, y: ""), x: foot...top, y: 0...count,
      right: (texts.max() ?? 0) + 14, left: min(Self.widestName, names.max() ?? 0) + 20,
      hasWholeX: true, kinds: (axis, .linear))
    return frame.figure(
      marks: rows.indices.compactMap { bar(of: $0, frame) },
      overlay: rows.indices.flatMap { [name(of: $0, frame), text(of: $0, frame)] },
      axes: .horizontal
    )
    .with(numbers)
  }

  private var label: String { axis == .linear ? xLabel : "\(xLabel) (log scale)" }
  private var counts: [Double] { rows.map { Double($0.count) }.filter { $0 > 0 } }
  private var top: Double { max(1, counts.max() ?? 1) * (axis == .linear ? 1.02 : 1.15) }
  private var foot: Double { axis == .linear ? 0 : 0.6 }

  private var axis: AxisKind {
    (counts.max() ?? 1) > Self.widestRatio * (counts.min() ?? 1) ? .logarithmic : .linear
  }

  /// Of a row's middle.
  private func y(_ row: Int) -> Double { Double(rows.count - row) - 0.5 }

  private func end(of row: Int, _ frame: PlotFrame) -> Double {
    rows[row].count > 0 ? frame.x.place(Double(rows[row].count)) : frame.area.x
  }

  private func bar(of row: Int, _ frame: PlotFrame) -> Element? {
    guard rows[row].count > 0 else { return nil }
    let bar = Rectangle(
      x: frame.area.x, y: frame.y.place(y(row)) - 5.5, width: end(of: row, frame) - frame.area.x,
      height: 11)
    return .path(Path(.rectangle(bar), fill: frame.theme.category(0)))
  }

  private func name(of row: Int, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.x - 8, y: frame.y.place(y(row)))
    var text = Text(rows[row].name, at: place, size: frame.theme.labelSize)
    text.horizontal = .end
    text.maximumWidth = place.x - 6
    text.color = frame.theme.ink
    return .text(text)
  }

  private func text(of row: Int, _ frame: PlotFrame) -> Element {
    let place = Point(x: end(of: row, frame) + 5, y: frame.y.place(y(row)))
    var text = Text(rows[row].text, at: place, size: frame.theme.tickSize)
    text.color = frame.theme.soft
    return .text(text)
  }
}

/// A count with its name.
public struct BarRow: Sendable {
  public let name: String
  /// ≥ 0; 0 has no bar.
  public let count: Int
  /// What stands beside the bar.
  public let text: String

  public init(name: String, count: Int, text: String) {
    precondition(count >= 0, "\(count) of \(name)")
    self.name = name
    self.count = count
    self.text = text
  }
}

/// Estimates with their intervals, one below the other.
public struct IntervalPlot: Sendable {
  public let title: String
  public let xLabel: String
  public let rows: [IntervalRow]
  /// A value to compare with, drawn as a line.
  public let reference: Double?

  private static let rowHeight = 26.0

  public init(title: String, xLabel: String, rows: [IntervalRow], reference: Double?) {
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
    self.reference = reference
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let names = rows.map { theme.width(of: $0.name, size: theme.labelSize) }
    let left = min(180, (names.max() ?? 0) + 22)
    let values = rows.flatMap { [$0.low, $0.estimate, $0.high] } + (reference.map { [$0] } ?? [])
    let height = Double(max(1, rows.count)) * Self.rowHeight + theme.titleSize + 68
    let frame = PlotFrame(
      theme, width: 430, height: height, title: title, xLabel: xLabel, yLabel: "",
      x: values.paddedRange(by: 0.08), y: 0...Double(max(1, rows.count)), left: left)
    let marks = referenceLine(frame) + rows.enumerated().flatMap { whisker($1, $0, frame) }
    return frame.figure(
      marks: marks, labels: rows.enumerated().map { name($1, $0, frame) }, showsYTicks: false)
  }

  private func height(_ index: Int) -> Double { Double(rows.count - index) - 0.5 }

  private func referenceLine(_ frame: PlotFrame) -> [Element] {
    guard let reference else { return [] }
    var line = Path(
      .line([
        frame.point(reference, 0), frame.point(reference, Double(max(1, rows.count))),
      ]), stroke: frame.theme.soft, lineWidth: 0.9)
    line.dash = [3, 2]
    return [.path(line)]
  }

  private func whisker(_ row: IntervalRow, _ index: Int, _ frame: PlotFrame) -> [Element] {
    let y = height(index)
    let color = frame.theme.category(0)
    let ends = [row.low, row.high].map { frame.point($0, y) }
    let caps = ends.map { end -> Element in
      .path(
        Path(
          .line([Point(x: end.x, y: end.y - 4), Point(x: end.x, y: end.y + 4)]), stroke: color,
          lineWidth: 1.4))
    }
    return [.path(Path(.line(ends), stroke: color, lineWidth: 1.4))] + caps + [
      .path(Path(.circles(centres: [frame.point(row.estimate, y)], radius: 3.2), fill: color))
    ]
  }

  private func name(_ row: IntervalRow, _ index: Int, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.x - 8, y: frame.y.place(height(index)))
    var text = Text(row.name, at: place, size: frame.theme.labelSize)
    text.horizontal = .end
    text.maximumWidth = frame.area.x - 12
    text.color = frame.theme.ink
    return .text(text)
  }
}

public struct IntervalRow: Sendable {
  public let name: String
  public let estimate: Double
  public let low: Double
  public let high: Double

  public init(name: String, estimate: Double, low: Double, high: Double) {
    self.name = name
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}

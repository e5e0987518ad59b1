/// Estimates with their intervals, one below the other.
///
/// A bound that is not finite leaves its whisker out; an estimate that is not finite reads "no value".
public struct IntervalPlot: Sendable {
  public let title: String
  public let xLabel: String
  public let rows: [IntervalRow]
  /// A value to compare with, drawn as a line.
  public let reference: Double?

  private static let rowHeight = 24.0
  private static let widestName = 150.0

  public init(title: String, xLabel: String, rows: [IntervalRow], reference: Double? = nil) {
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
    self.reference = reference
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let names = rows.map { theme.width(of: $0.name, size: theme.labelSize) }
    let values =
      rows.flatMap { [$0.low, $0.estimate, $0.high] + $0.comparisons }
      + (reference.map { [$0] } ?? [])
    let range = values.paddedRange(by: 0.08)
    let texts = rows.map { $0.text(in: range) }
    let right = (texts.map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0) + 22
    let count = Double(max(1, rows.count))
    let frame = PlotFrame(
      theme, width: 430, height: count * Self.rowHeight + theme.top(of: title) + 39,
      labels: PlotLabels(title: title, x: xLabel, y: ""), x: range, y: 0...count, right: right,
      left: min(Self.widestName, names.max() ?? 0) + 20)
    let marks = referenceLine(frame) + rows.enumerated().flatMap { $1.marks(y($0), frame) }
    let overlay = rows.indices.flatMap { index in
      [name(rows[index].name, y(index), frame), value(texts[index], y(index), frame)]
    }
    return frame.figure(marks: marks, overlay: overlay, axes: .horizontal)
      .with(numbers)
  }

  /// Of a row's middle; the first row is on top.
  private func y(_ index: Int) -> Double { Double(rows.count - index) - 0.5 }

  private func referenceLine(_ frame: PlotFrame) -> [Element] {
    guard let reference, reference.isFinite else { return [] }
    let ends = [0, Double(max(1, rows.count))].map { frame.point(reference, $0) }
    return [.path(frame.theme.reference(from: ends[0], to: ends[1]))]
  }

  private func name(_ name: String, _ y: Double, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.x - 10, y: frame.y.place(y))
    var text = Text(name, at: place, size: frame.theme.labelSize)
    text.horizontal = .end
    text.maximumWidth = place.x - 6
    text.color = frame.theme.ink
    return .text(text)
  }

  private func value(_ string: String, _ y: Double, _ frame: PlotFrame) -> Element {
    let place = Point(x: frame.area.right + 10, y: frame.y.place(y))
    var text = Text(string, at: place, size: frame.theme.tickSize)
    text.color = frame.theme.soft
    return .text(text)
  }
}

/// An estimate with the bounds of its interval.
public struct IntervalRow: Sendable {
  public let name: String
  public let estimate: Double
  public let low: Double
  public let high: Double
  /// Values to compare with, drawn as a triangle, a square and a diamond.
  public var comparisons: [Double] = []

  public init(name: String, estimate: Double, low: Double, high: Double) {
    self.name = name
    self.estimate = estimate
    self.low = low
    self.high = high
  }

  /// "0.861 [0.845, 0.876]", with one digit more than the axis.
  fileprivate func text(in range: ClosedRange<Double>) -> String {
    guard estimate.isFinite else { return "no value" }
    let labels = Ticks(in: range, about: 50)
    let value = labels.label(of: estimate)
    guard low.isFinite, high.isFinite else { return value }
    return "\(value) [\(labels.label(of: low)), \(labels.label(of: high))]"
  }

  fileprivate func marks(_ y: Double, _ frame: PlotFrame) -> [Element] {
    guard estimate.isFinite else { return [] }
    let color = frame.theme.category(0)
    let centre = frame.point(estimate, y)
    let whiskers = [low, high].filter(\.isFinite).map { bound -> [[Point]] in
      let end = frame.point(bound, y)
      return [[centre, end], [Point(x: end.x, y: end.y - 4), Point(x: end.x, y: end.y + 4)]]
    }
    let others = zip([MarkSymbol.triangle, .square, .diamond], comparisons).map { symbol, value in
      Element.path(
        Path(
          .marks(symbol, centres: [frame.point(value, y)], radius: 3), stroke: frame.theme.soft,
          fill: .white))
    }
    return [
      .path(Path(.lines(Array(whiskers.joined())), stroke: color, lineWidth: 1.4)),
      .path(Path(.marks(.circle, centres: [centre], radius: 3.2), fill: color)),
    ] + others
  }
}

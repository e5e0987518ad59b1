/// Distributions as densities over one axis, drawn as steps that may overlap.
public struct Histogram: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [HistogramSeries]
  public let markers: [Marker]

  private static let legendWidth = 130.0

  public init(
    title: String, xLabel: String, yLabel: String, series: [HistogramSeries], markers: [Marker]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.markers = markers
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let steps = series.map(\.density)
    let top = steps.flatMap { $0.map(\.y) }.max() ?? 1
    let frame = PlotFrame(
      theme, width: 460, height: 240, title: title, xLabel: xLabel, yLabel: yLabel,
      x: occupiedRange, y: 0...(top > 0 ? top * 1.08 : 1), right: Self.legendWidth)
    let marks = steps.enumerated().flatMap { index, outline in
      self.marks(outline, theme.category(index), frame)
    }
    let corner = Point(x: frame.area.right + 10, y: frame.area.y)
    let names = series.enumerated().map { (name: $1.name, color: theme.category($0)) }
    return frame.figure(
      marks: marks + markers.flatMap { $0.elements(frame) },
      labels: legend(names, at: corner, width: Self.legendWidth - 14, theme))
  }

  /// From the first to the last bin with a count, so that empty parts of the axis take no room.
  private var occupiedRange: ClosedRange<Double> {
    let occupied = series.flatMap { series in
      series.counts.indices.filter { series.counts[$0] > 0 }
        .flatMap { [series.edges[$0], series.edges[$0 + 1]] }
    }
    return (occupied + markers.map(\.x)).paddedRange(by: 0.02)
  }

  private func marks(_ outline: [Point], _ color: Color, _ frame: PlotFrame) -> [Element] {
    let points = outline.map { frame.point($0.x, $0.y) }
    return [
      .path(Path(.polygon(points), fill: color.withOpacity(0.14))),
      .path(Path(.line(points), stroke: color, lineWidth: 1.4)),
    ]
  }
}

public struct HistogramSeries: Sendable {
  public let name: String
  /// Ascending; one more than there are counts.
  public let edges: [Double]
  public let counts: [Double]

  public init(name: String, edges: [Double], counts: [Double]) {
    precondition(edges.count == counts.count + 1)
    self.name = name
    self.edges = edges
    self.counts = counts
  }

  /// The outline of the density: counts over their total and the width of their bin.
  fileprivate var density: [Point] {
    let total = counts.reduce(0, +)
    guard total > 0, let first = edges.first, let last = edges.last else { return [] }
    let steps = counts.indices.flatMap { bin -> [Point] in
      let height = counts[bin] / total / (edges[bin + 1] - edges[bin])
      return [Point(x: edges[bin], y: height), Point(x: edges[bin + 1], y: height)]
    }
    return [Point(x: first, y: 0)] + steps + [Point(x: last, y: 0)]
  }
}

/// A vertical line with a label.
public struct Marker: Sendable {
  public let x: Double
  public let label: String

  public init(x: Double, label: String) {
    self.x = x
    self.label = label
  }

  fileprivate func elements(_ frame: PlotFrame) -> [Element] {
    let place = frame.x.place(x)
    var line = Path(
      .line([Point(x: place, y: frame.area.y), Point(x: place, y: frame.area.bottom)]),
      stroke: frame.theme.ink, lineWidth: 0.9)
    line.dash = [3, 2]
    var text = Text(label, at: Point(x: place - 4, y: frame.area.y + 6), size: frame.theme.tickSize)
    text.horizontal = .end
    text.hasHalo = true
    return [.path(line), .text(text)]
  }
}

/// Distributions as densities over one axis, drawn as steps that may overlap.
///
/// The axis spans the bins with a count and the markers. A series without counts is named in the legend
/// and has no steps.
public struct Histogram: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [HistogramSeries]
  public let markers: [Marker]

  public init(
    title: String, xLabel: String, yLabel: String, series: [HistogramSeries], markers: [Marker] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.markers = markers
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let steps = series.map(\.steps)
    let top = steps.joined().map(\.density).max() ?? 1
    let legend = Legend(
      series.enumerated().map {
        .init(
          name: $1.name, key: .line(dash: theme.dash($0), symbol: nil), color: theme.category($0))
      }, theme)
    let frame = PlotFrame(
      theme, width: 430, height: 250, labels: PlotLabels(title: title, x: xLabel, y: yLabel),
      x: range(of: steps), y: 0...(top * 1.08), right: legend.width)
    let shown = markers.filter(\.x.isFinite)
    return frame.figure(
      marks: marks(steps, frame) + shown.map { .path($0.line(frame)) },
      overlay: shown.enumerated().map { .text($1.text(row: $0, frame)) }
        + legend.elements(beside: frame.area))
  }

  private func range(of steps: [[HistogramSeries.Step]]) -> ClosedRange<Double> {
    let bounds = steps.joined().flatMap { [$0.start, $0.end] } + markers.map(\.x)
    if bounds.contains(where: \.isFinite) { return bounds.paddedRange(by: 0.02) }
    return series.flatMap(\.edges).paddedRange(by: 0)
  }

  /// All areas below all outlines, so that no outline is dimmed.
  private func marks(_ steps: [[HistogramSeries.Step]], _ frame: PlotFrame) -> [Element] {
    let theme = frame.theme
    let outlines = steps.map { $0.outline.map { frame.point($0.x, $0.y) } }
    let areas = outlines.enumerated().map { index, points in
      Path(.polygon(points), fill: theme.category(index).withOpacity(0.13))
    }
    let lines = outlines.enumerated().map { index, points in
      var path = Path(.lines([points]), stroke: theme.category(index), lineWidth: 1.3)
      path.dash = theme.dash(index)
      return path
    }
    return (areas + lines).map(Element.path)
  }
}

/// Counts in bins.
public struct HistogramSeries: Sendable {
  public let name: String
  /// Ascending; one more than there are counts.
  public let edges: [Double]
  /// At least 0; bins whose count is not finite or whose width is 0 are left out.
  public let counts: [Double]

  public init(name: String, edges: [Double], counts: [Double]) {
    precondition(
      edges.count == counts.count + 1, "\(edges.count) edges of \(counts.count) bins")
    self.name = name
    self.edges = edges
    self.counts = counts
  }

  /// A bin with its share of the counts by its width.
  struct Step {
    let start: Double
    let end: Double
    let density: Double
  }

  /// From the first to the last bin with a count.
  var steps: [Step] {
    let usable = counts.indices.filter {
      counts[$0].isFinite && counts[$0] >= 0 && edges[$0].isFinite && edges[$0 + 1].isFinite
        && edges[$0] < edges[$0 + 1]
    }
    let total = usable.map { counts[$0] }.reduce(0, +)
    guard let first = usable.first(where: { counts[$0] > 0 }),
      let last = usable.last(where: { counts[$0] > 0 })
    else { return [] }
    return usable.filter { (first...last).contains($0) }.map { bin in
      let (start, end) = (edges[bin], edges[bin + 1])
      return Step(start: start, end: end, density: counts[bin] / total / (end - start))
    }
  }
}

extension [HistogramSeries.Step] {
  /// Up from the axis, along the steps, and down to it.
  fileprivate var outline: [Point] {
    guard let first, let last else { return [] }
    let tops = flatMap { [Point(x: $0.start, y: $0.density), Point(x: $0.end, y: $0.density)] }
    return [Point(x: first.start, y: 0)] + tops + [Point(x: last.end, y: 0)]
  }
}

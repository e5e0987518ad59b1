import Foundation

/// Distributions over one axis, drawn as steps that may overlap.
///
/// The axis spans the bins with a count and the markers. A series without counts is named in the legend
/// and has no steps.
public struct Histogram: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [HistogramSeries]
  public let markers: [Marker]
  public let heights: Heights

  /// What the height of a step says.
  public enum Heights: Sendable {
    /// The share of its counts by the width of the bin: each series has the area 1.
    case densities
    /// The count, on a logarithmic axis: single pairs are seen beside millions. An empty bin stands
    /// at the foot of the axis.
    case counts
  }

  public init(
    title: String, xLabel: String, yLabel: String, series: [HistogramSeries],
    markers: [Marker] = [], heights: Heights = .densities
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.markers = markers
    self.heights = heights
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let steps = series.map { $0.steps(heights) }
    let top = steps.joined().map(\.height).max() ?? 1
    let legend = Legend(
      series.enumerated().map {
        .init(
          name: $1.name, key: .line(dash: theme.dash($0), symbol: nil), color: theme.category($0))
      }, theme)
    let frame = PlotFrame(
      theme, width: 430, height: 250, labels: PlotLabels(title: title, x: xLabel, y: yLabel),
      x: range(of: steps), y: heights.foot...(top * heights.headroom(above: top)),
      right: legend.width,
      kinds: (.linear, heights.axis))
    let shown = markers.filter(\.x.isFinite)
    return frame.figure(
      marks: marks(steps, frame) + shown.map { .path($0.line(frame)) },
      overlay: shown.enumerated().map { .text($1.text(row: $0, frame)) }
        + legend.elements(beside: frame.area)
    )
    .with(numbers)
  }

  private func range(of steps: [[HistogramSeries.Step]]) -> ClosedRange<Double> {
    let bounds = steps.joined().flatMap { [$0.start, $0.end] } + markers.map(\.x)
    if bounds.contains(where: \.isFinite) { return bounds.paddedRange(by: 0.02) }
    return series.flatMap(\.edges).paddedRange(by: 0)
  }

  /// All areas below all outlines, so that no outline is dimmed.
  private func marks(_ steps: [[HistogramSeries.Step]], _ frame: PlotFrame) -> [Element] {
    let theme = frame.theme
    let outlines = steps.map { $0.outline(foot: heights.foot).map { frame.point($0.x, $0.y) } }
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

  /// A bin with what is drawn of it.
  struct Step {
    let start: Double
    let end: Double
    let height: Double
  }

  /// From the first to the last bin with a count.
  func steps(_ heights: Histogram.Heights) -> [Step] {
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
      let height =
        switch heights {
        case .densities: counts[bin] / total / (end - start)
        case .counts: max(counts[bin], heights.foot)
        }
      return Step(start: start, end: end, height: height)
    }
  }
}

extension [HistogramSeries.Step] {
  /// Up from the axis, along the steps, and down to it.
  fileprivate func outline(foot: Double) -> [Point] {
    guard let first, let last else { return [] }
    let tops = flatMap { [Point(x: $0.start, y: $0.height), Point(x: $0.end, y: $0.height)] }
    return [Point(x: first.start, y: foot)] + tops + [Point(x: last.end, y: foot)]
  }
}

extension Histogram.Heights {
  fileprivate var axis: AxisKind {
    switch self {
    case .densities: .linear
    case .counts: .logarithmic
    }
  }

  /// Where the axis begins; below one count, which is thus seen.
  fileprivate var foot: Double {
    switch self {
    case .densities: 0
    case .counts: 0.6
    }
  }

  /// Room above the highest step, as a factor: for the label of a marker.
  fileprivate func headroom(above top: Double) -> Double {
    switch self {
    case .densities: 1.08
    case .counts: max(2, pow(top / foot, 0.1))
    }
  }
}

/// Values over one axis, as lines or bars.
public struct LineChart: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [LineSeries]
  public let markers: [Marker]
  public let axes: Axes
  /// What the y axis shows; nil for as much as the values need.
  public let yLimits: ClosedRange<Double>?
  /// Texts at the top of the box over their x, e.g. counts; of two that would overlap the first stays.
  public let notes: [Marker]

  /// How values become places.
  public enum Axes: Sendable {
    case linear
    /// Both logarithmic: x are positive; y that are not leave gaps.
    case logarithmic
    /// x logarithmic and positive; y linear.
    case logarithmicX

    fileprivate var kinds: (x: AxisKind, y: AxisKind) {
      (self == .linear ? .linear : .logarithmic, self == .logarithmic ? .logarithmic : .linear)
    }
  }

  public init(
    title: String, xLabel: String, yLabel: String, series: [LineSeries], markers: [Marker] = [],
    axes: Axes = .linear, yLimits: ClosedRange<Double>? = nil, notes: [Marker] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.markers = markers
    self.axes = axes
    self.yLimits = yLimits
    self.notes = notes
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let legend = Legend(
      series.enumerated().map {
        .init(name: $1.name, key: $1.key($0, theme), color: $1.color($0, theme))
      }, theme)
    let frame = PlotFrame(
      theme, width: 430, height: 250, labels: PlotLabels(title: title, x: xLabel, y: yLabel),
      x: xRange, y: yRange, right: legend.width, hasWholeX: hasWholeX,
      kinds: axes.kinds)
    // Bars first: they stand behind lines.
    let order = series.indices.sorted { (series[$0].layer, $0) < (series[$1].layer, $1) }
    let marks = order.flatMap { series[$0].marks($0, frame) }
    let shown = markers.filter(\.x.isFinite)
    return frame.figure(
      marks: marks + shown.map { .path($0.line(frame)) },
      overlay: shown.enumerated().map { .text($1.text(row: $0, frame)) }
        + noteTexts(frame) + legend.elements(beside: frame.area)
    )
    .with(numbers)
  }

  private func noteTexts(_ frame: PlotFrame) -> [Element] {
    var end = -Double.infinity
    return notes.filter(\.x.isFinite).sorted { $0.x < $1.x }.compactMap { note in
      let half = frame.theme.width(of: note.label, size: frame.theme.tickSize) / 2
      let place = Point(x: frame.x.place(note.x), y: frame.area.y + 6)
      guard place.x - half > end else { return nil }
      end = place.x + half + 2
      var text = Text(note.label, at: place, size: frame.theme.tickSize)
      text.horizontal = .middle
      text.color = frame.theme.soft
      text.hasHalo = true
      return .text(text)
    }
  }

  private var hasBars: Bool { series.contains { $0.style == .bars } }

  /// Bars that stand on whole numbers count something.
  private var hasWholeX: Bool {
    hasBars && series.flatMap(\.x).allSatisfy { $0 == $0.rounded() && abs($0) < 1e9 }
  }

  private var xRange: ClosedRange<Double> {
    let finite = (series.flatMap(\.x) + markers.map(\.x)).filter {
      $0.isFinite && (axes == .linear || $0 > 0)
    }
    if axes != .linear, let first = finite.min(), let last = finite.max() {
      return axes == .logarithmic ? first...last : (first / 1.15)...(last * 1.15)
    }
    guard hasBars, let first = finite.min(), let last = finite.max() else {
      return finite.paddedRange(by: 0.02)
    }
    return (first - 0.6)...(last + 0.6)
  }

  /// Bars stand on zero.
  private var yRange: ClosedRange<Double> {
    if let yLimits { return yLimits }
    let values = series.flatMap { $0.y + ($0.low ?? []) + ($0.high ?? []) }
    if axes == .logarithmic {
      let positive = values.filter { $0 > 0 && $0.isFinite }
      if let low = positive.min(), let high = positive.max() { return low / 1.3...high * 1.3 }
    }
    guard hasBars else { return values.paddedRange(by: 0.06) }
    let padded = (values + [0]).paddedRange(by: 0.06)
    return (values.contains { $0 < 0 } ? padded.lowerBound : 0)...padded.upperBound
  }
}

/// Points in a plane, in named series.
public struct ScatterPlot: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [ScatterSeries]

  private static let legendWidth = 110.0

  public init(title: String, xLabel: String, yLabel: String, series: [ScatterSeries]) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let count = series.map(\.x.count).reduce(0, +)
    let frame = PlotFrame(
      theme, width: 430, height: 330, title: title, xLabel: xLabel, yLabel: yLabel,
      x: series.flatMap(\.x).paddedRange(by: 0.04), y: series.flatMap(\.y).paddedRange(by: 0.04),
      right: Self.legendWidth)
    let radius = count > 5_000 ? 1.1 : count > 1_000 ? 1.5 : 2.2
    let corner = Point(x: frame.area.right + 10, y: frame.area.y)
    let names = series.enumerated().map { (name: $1.name, color: theme.category($0)) }
    return frame.figure(
      marks: marks(frame, theme, radius: radius, opacity: count > 1_000 ? 0.55 : 0.8),
      labels: legend(names, at: corner, width: Self.legendWidth - 14, theme))
  }

  /// Points of all series take turns, so that none hides the others.
  private func marks(
    _ frame: PlotFrame, _ theme: Theme, radius: Double, opacity: Double
  ) -> [Element] {
    let rounds = 8
    return (0..<rounds).flatMap { round in
      series.enumerated().compactMap { index, series -> Element? in
        let centres = stride(from: round, to: series.x.count, by: rounds)
          .filter { series.x[$0].isFinite && series.y[$0].isFinite }
          .map { frame.point(series.x[$0], series.y[$0]) }
        guard !centres.isEmpty else { return nil }
        return .path(
          Path(
            .circles(centres: centres, radius: radius),
            fill: theme.category(index).withOpacity(opacity)))
      }
    }
  }
}

public struct ScatterSeries: Sendable {
  public let name: String
  public let x: [Double]
  public let y: [Double]

  public init(name: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count)
    self.name = name
    self.x = x
    self.y = y
  }
}

/// Points in a plane, in named series.
///
/// Points that are not finite are left out.
public struct ScatterPlot: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [ScatterSeries]
  public let coordinates: Coordinates

  /// Whether positions can be read.
  public enum Coordinates: Sendable {
    case labelled
    /// Only who is near whom matters: no ticks, no labels.
    case meaningless
  }

  /// Points of a series are drawn in so many turns.
  private static let rounds = 16
  /// A series is rare if the largest has so many times its points.
  private static let rarity = 8

  public init(title: String, xLabel: String, yLabel: String, series: [ScatterSeries]) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.series, coordinates) = (series, .labelled)
  }

  /// Points of a map whose coordinates mean nothing.
  public init(map title: String, series: [ScatterSeries]) {
    (self.title, xLabel, yLabel) = (title, "", "")
    (self.series, coordinates) = (series, .meaningless)
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let style = Style(count: series.map(\.x.count).reduce(0, +), series: series.count, theme)
    let legend = Legend(
      series.enumerated().map {
        .init(name: $1.name, key: .mark(style.symbol($0)), color: theme.category($0))
      }, theme)
    let isMap = coordinates == .meaningless
    let frame = PlotFrame(
      theme, width: 430, height: 330, labels: PlotLabels(title: title, x: xLabel, y: yLabel),
      x: range(\.x, \.x), y: range(\.y, \.y), right: legend.width, left: isMap ? 8 : nil,
      bottom: isMap ? 8 : nil)
    return frame.figure(
      marks: marks(frame, style) + outlines(frame),
      overlay: medianLabels(frame) + legend.elements(beside: frame.area),
      axes: isMap ? .none : .both
    )
    .with(numbers)
  }

  /// Of points and outlines.
  private func range(
    _ points: KeyPath<ScatterSeries, [Double]>, _ outline: KeyPath<Point, Double>
  ) -> ClosedRange<Double> {
    series.flatMap { $0[keyPath: points] + $0.outlines.joined().map { $0[keyPath: outline] } }
      .paddedRange(by: 0.04)
  }

  /// Over all points, on a light ground so that they stand out from their own.
  private func outlines(_ frame: PlotFrame) -> [Element] {
    let theme = frame.theme
    return series.enumerated().filter { !$0.element.outlines.isEmpty }.flatMap { index, series in
      let lines = series.outlines.map { $0.map { frame.point($0.x, $0.y) } }
      var path = Path(.lines(lines), stroke: theme.category(index), lineWidth: 1.5)
      path.dash = theme.dash(index)
      return [
        Element.path(
          Path(.lines(lines), stroke: Color.white.withOpacity(0.8), lineWidth: 3.5)),
        .path(path),
      ]
    }
  }

  // MARK: Marks

  /// How marks look for so many points.
  private struct Style {
    let radius: Double
    let opacity: Double
    let hasSymbols: Bool
    let theme: Theme

    init(count: Int, series: Int, _ theme: Theme) {
      radius = count > 20_000 ? 0.6 : count > 5_000 ? 1.1 : count > 1_000 ? 1.5 : 2.1
      opacity = count > 20_000 ? 0.35 : count > 1_000 ? 0.55 : 0.75
      // Forms of small marks in a crowd are noise, unless colours repeat.
      hasSymbols = count <= 1_000 || series > theme.categories.count
      self.theme = theme
    }

    func symbol(_ index: Int) -> MarkSymbol { hasSymbols ? theme.symbol(index) : .circle }
  }

  /// Points of common series take turns, so that none hides another; rare ones lie on top, larger and
  /// opaque.
  private func marks(_ frame: PlotFrame, _ style: Style) -> [Element] {
    let largest = series.map(\.x.count).max() ?? 0
    let rare = Set(series.indices.filter { series[$0].x.count * Self.rarity < largest })
    let turns = (0..<Self.rounds).flatMap { round in
      series.indices.filter { !rare.contains($0) }.map { index in
        let points = stride(from: round, to: series[index].x.count, by: Self.rounds)
        return path(Array(points), of: index, frame, style)
      }
    }
    let onTop = rare.sorted().map { index in
      var path = path(
        Array(series[index].x.indices), of: index, frame, style, radius: style.radius + 0.8)
      path.fill = style.theme.category(index)
      path.stroke = .white
      path.lineWidth = 0.4
      return path
    }
    return (turns + onTop).map(Element.path)
  }

  private func path(
    _ points: [Int], of index: Int, _ frame: PlotFrame, _ style: Style, radius: Double? = nil
  ) -> Path {
    let (x, y) = (series[index].x, series[index].y)
    let centres = points.filter { x[$0].isFinite && y[$0].isFinite }.map {
      frame.point(x[$0], y[$0])
    }
    return Path(
      .marks(style.symbol(index), centres: centres, radius: radius ?? style.radius),
      fill: style.theme.category(index).withOpacity(style.opacity))
  }
}

/// Points with a name; x and y of a point have the same index.
public struct ScatterSeries: Sendable {
  public let name: String
  public let x: [Double]
  public let y: [Double]
  /// Lines over the points in the same coordinates, e.g. contours of their density.
  public let outlines: [[Point]]

  public init(name: String, x: [Double], y: [Double], outlines: [[Point]] = []) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    self.name = name
    self.x = x
    self.y = y
    self.outlines = outlines
  }
}

/// Values over one axis, as lines or bars.
public struct LineChart: Sendable {
  public let title: String
  public let xLabel: String
  public let yLabel: String
  public let series: [LineSeries]

  public init(title: String, xLabel: String, yLabel: String, series: [LineSeries]) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let hasBars = series.contains { $0.style == .bars }
    let xs = series.flatMap(\.x)
    let ys = series.flatMap(\.y) + (hasBars ? [0] : [])
    let top = ys.paddedRange(by: 0.05)
    let frame = PlotFrame(
      theme, width: 430, height: 240, title: title, xLabel: xLabel, yLabel: yLabel,
      x: hasBars ? ((xs.min() ?? 0) - 0.6)...((xs.max() ?? 1) + 0.6) : xs.paddedRange(by: 0.02),
      y: (hasBars ? 0 : top.lowerBound)...top.upperBound, right: 84)
    let marks = series.enumerated().flatMap { $1.marks(theme.category($0), frame) }
    let corner = Point(x: frame.area.right + 10, y: frame.area.y)
    let names = series.enumerated().map { (name: $1.name, color: theme.category($0)) }
    return frame.figure(marks: marks, labels: legend(names, at: corner, width: 70, theme))
  }
}

public struct LineSeries: Sendable {
  public let name: String
  public let x: [Double]
  public let y: [Double]
  public let style: Style

  public enum Style: Sendable {
    case line
    case bars
  }

  public init(name: String, x: [Double], y: [Double], style: Style = .line) {
    precondition(x.count == y.count)
    self.name = name
    self.x = x
    self.y = y
    self.style = style
  }

  fileprivate func marks(_ color: Color, _ frame: PlotFrame) -> [Element] {
    let points = zip(x, y).filter { $0.isFinite && $1.isFinite }
    switch style {
    case .line:
      let places = points.map { frame.point($0, $1) }
      return [
        .path(Path(.line(places), stroke: color, lineWidth: 1.6)),
        .path(Path(.circles(centres: places, radius: 2), fill: color)),
      ]
    case .bars:
      return points.map { x, y in
        let (left, right) = (frame.x.place(x - 0.35), frame.x.place(x + 0.35))
        let (top, base) = (frame.y.place(y), frame.y.place(0))
        return .path(
          Path(
            .rectangle(Rectangle(x: left, y: top, width: right - left, height: base - top)),
            fill: color))
      }
    }
  }
}

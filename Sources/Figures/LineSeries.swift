/// Values with a name; x and y of a value have the same index.
///
/// A value that is not finite leaves a gap.
public struct LineSeries: Sendable {
  public let name: String
  public let x: [Double]
  public let y: [Double]
  /// Bounds of a band around a line, e.g. a confidence interval.
  public let low: [Double]?
  public let high: [Double]?
  public let style: Style

  public enum Style: Sendable {
    case line
    case bars
    /// Something to compare with: a dashed line without marks, in the colour of text.
    case reference
  }

  /// - Precondition: as many y, and bounds if any, as x.
  public init(
    name: String, x: [Double], y: [Double], low: [Double]? = nil, high: [Double]? = nil,
    style: Style = .line
  ) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    precondition(
      (low?.count ?? x.count) == x.count && (high?.count ?? x.count) == x.count
        && (low == nil) == (high == nil), "bounds for each value or none")
    self.name = name
    self.x = x
    self.y = y
    self.low = low
    self.high = high
    self.style = style
  }

  /// What lies lower comes first.
  var layer: Int { style == .bars ? 0 : 1 }

  /// Few values are marked; lines of many are told apart by dashes.
  private var hasSymbols: Bool { x.count <= 40 }

  func key(_ index: Int, _ theme: Theme) -> Legend.Key {
    switch style {
    case .bars: .area
    case .reference: .line(dash: Theme.referenceDash, symbol: nil)
    case .line where hasSymbols: .line(dash: [], symbol: theme.symbol(index))
    case .line: .line(dash: theme.dash(index), symbol: nil)
    }
  }

  func color(_ index: Int, _ theme: Theme) -> Color {
    style == .reference ? theme.ink : theme.category(index)
  }

  func marks(_ index: Int, _ frame: PlotFrame) -> [Element] {
    switch style {
    case .bars: bars(index, frame)
    case .line: band(index, frame) + line(index, frame)
    case .reference: [.path(frame.theme.reference(along: parts(frame)))]
    }
  }

  /// Between gaps.
  private func parts(_ frame: PlotFrame) -> [[Point]] {
    x.indices.split { !x[$0].isFinite || !y[$0].isFinite }.map { part in
      part.map { frame.point(x[$0], y[$0]) }
    }
  }

  private func line(_ index: Int, _ frame: PlotFrame) -> [Element] {
    let (theme, color) = (frame.theme, frame.theme.category(index))
    let parts = parts(frame)
    var path = Path(.lines(parts), stroke: color, lineWidth: 1.5)
    guard hasSymbols else {
      path.dash = theme.dash(index)
      return [.path(path)]
    }
    let marks = Path.Shape.marks(theme.symbol(index), centres: Array(parts.joined()), radius: 2)
    return [.path(path), .path(Path(marks, fill: color))]
  }

  private func band(_ index: Int, _ frame: PlotFrame) -> [Element] {
    guard let low, let high else { return [] }
    let parts = x.indices.split { !(x[$0].isFinite && low[$0].isFinite && high[$0].isFinite) }
    return parts.map { part in
      let corners =
        part.map { frame.point(x[$0], high[$0]) }
        + part.reversed().map { frame.point(x[$0], low[$0]) }
      return .path(Path(.polygon(corners), fill: frame.theme.category(index).withOpacity(0.15)))
    }
  }

  private func bars(_ index: Int, _ frame: PlotFrame) -> [Element] {
    let base = frame.y.place(0)
    return zip(x, y).filter { $0.isFinite && $1.isFinite }.map { x, y in
      let (left, right) = (frame.x.place(x - 0.35), frame.x.place(x + 0.35))
      let end = frame.y.place(y)
      let bar = Rectangle(
        x: left, y: min(end, base), width: right - left, height: abs(base - end))
      return .path(Path(.rectangle(bar), fill: frame.theme.category(index)))
    }
  }
}

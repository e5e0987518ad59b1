/// A matrix as colours, with its rows and columns in groups.
public struct HeatMap: Sendable {
  public let title: String
  /// Rows of equal length; NaN has no colour.
  public let values: [[Double]]
  public let valueLabel: String
  /// Values of the palest and darkest colour; nil for those of the matrix.
  public let range: ClosedRange<Double>?
  /// Groups of rows, and of columns alike, in order.
  public let rowGroups: [GroupSpan]
  public let scale: ColorScale

  private static let width = 430.0
  private static let barWidth = 10.0
  private static let noValue = Color(hex: 0xB8BEC5)

  public init(
    title: String, values: [[Double]], valueLabel: String, range: ClosedRange<Double>?,
    rowGroups: [GroupSpan], scale: ColorScale
  ) {
    precondition(Set(values.map(\.count)).count <= 1, "rows of different length")
    self.title = title
    self.values = values
    self.valueLabel = valueLabel
    self.range = range
    self.rowGroups = rowGroups
    self.scale = scale
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let names = rowGroups.map { theme.width(of: $0.name, size: theme.tickSize) }
    let left = min(110, (names.max() ?? 0) + 16)
    let top = theme.titleSize + 20
    let side = Self.width - left - 70
    let area = Rectangle(x: left, y: top, width: side, height: side)
    let colored = colorRange
    let elements =
      [background(Self.width, top + side + 14), heading(title, theme)]
      + matrix(area, colored) + separators(area, theme) + groupNames(area, theme)
      + colorBar(area, colored, theme)
    return Figure(width: Self.width, height: top + side + 14, elements: elements)
  }

  private var colorRange: ClosedRange<Double> {
    if let range { return range }
    let finite = values.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return 0...1 }
    return low...high
  }

  private func matrix(_ area: Rectangle, _ range: ClosedRange<Double>) -> [Element] {
    guard let columns = values.first?.count, columns > 0 else { return [] }
    let width = range.upperBound - range.lowerBound
    let samples = values.joined().flatMap { value -> [UInt8] in
      let color =
        value.isFinite ? scale.color(at: (value - range.lowerBound) / width) : Self.noValue
      return color.bytes
    }
    let bitmap = Bitmap(width: columns, height: values.count, channels: 3, samples: samples)
    return [.picture(Picture(bitmap, in: area, isPixelated: true))]
  }

  /// Where each group begins and ends, as a share of the side.
  private var spans: [(group: GroupSpan, start: Double, end: Double)] {
    let total = Double(max(1, rowGroups.map(\.count).reduce(0, +)))
    var start = 0
    return rowGroups.map { group in
      defer { start += group.count }
      return (group, Double(start) / total, Double(start + group.count) / total)
    }
  }

  private func separators(_ area: Rectangle, _ theme: Theme) -> [Element] {
    spans.dropLast().flatMap { span -> [Element] in
      let (x, y) = (area.x + span.end * area.width, area.y + span.end * area.height)
      let lines = [
        [Point(x: x, y: area.y), Point(x: x, y: area.bottom)],
        [Point(x: area.x, y: y), Point(x: area.right, y: y)],
      ]
      return lines.map { .path(Path(.line($0), stroke: .white, lineWidth: 0.8)) }
    }
  }

  /// Names stand where their group has room for a line of text.
  private func groupNames(_ area: Rectangle, _ theme: Theme) -> [Element] {
    spans.filter { ($0.end - $0.start) * area.height >= theme.tickSize }.map { span in
      let middle = area.y + (span.start + span.end) / 2 * area.height
      var text = Text(span.group.name, at: Point(x: area.x - 6, y: middle), size: theme.tickSize)
      text.horizontal = .end
      text.maximumWidth = area.x - 12
      text.color = theme.ink
      return .text(text)
    }
  }

  private func colorBar(
    _ area: Rectangle, _ range: ClosedRange<Double>, _ theme: Theme
  ) -> [Element] {
    let bar = Rectangle(
      x: area.right + 12, y: area.y, width: Self.barWidth, height: area.height)
    let samples = (0..<256).flatMap { scale.color(at: 1 - Double($0) / 255).bytes }
    let gradient = Bitmap(width: 1, height: 256, channels: 3, samples: samples)
    let axis = Scale(values: range, places: (bar.bottom, bar.y))
    let ticks = axis.ticks(about: 5)
    let labels = zip(ticks, Scale.labels(ticks)).map { tick, label -> Element in
      var text = Text(label, at: Point(x: bar.right + 4, y: axis.place(tick)), size: theme.tickSize)
      text.color = theme.soft
      return .text(text)
    }
    var name = Text(
      valueLabel, at: Point(x: Self.width - 4, y: bar.centre.y), size: theme.labelSize)
    name.isVertical = true
    name.horizontal = .middle
    name.vertical = .bottom
    return [.picture(Picture(gradient, in: bar, isPixelated: false)), .text(name)] + labels
  }
}

/// Neighbouring rows that belong together.
public struct GroupSpan: Sendable {
  public let name: String
  public let count: Int

  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

extension Color {
  /// Red, green and blue, rounded.
  fileprivate var bytes: [UInt8] {
    [red, green, blue].map { UInt8((255 * $0).rounded()) }
  }
}

/// The box that values are drawn into, with its axes, ticks, grid and labels.
struct PlotFrame {
  let theme: Theme
  let width: Double
  let height: Double
  let area: Rectangle
  let x: Scale
  let y: Scale
  private let labels: PlotLabels
  private let xTicks: Ticks
  private let yTicks: Ticks

  /// - Parameters:
  ///   - right: room kept to the right of the box, e.g. for a legend.
  ///   - left: room for names instead of y ticks; nil to leave as much as the y ticks need.
  ///   - bottom: room kept below the box; nil to leave as much as x ticks and their label need.
  ///   - hasWholeX: whether x counts something.
  ///   - kinds: of both axes.
  init(
    _ theme: Theme, width: Double, height: Double, labels: PlotLabels, x: ClosedRange<Double>,
    y: ClosedRange<Double>, right: Double = 14, left: Double? = nil, bottom: Double? = nil,
    hasWholeX: Bool = false,
    kinds: (x: AxisKind, y: AxisKind) = (.linear, .linear)
  ) {
    yTicks = kinds.y.ticks(in: y, about: max(3, Int(height / 50)))
    let tickWidth = yTicks.labels.map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
    let leftRoom = left ?? (tickWidth + 14 + (labels.y.isEmpty ? 4 : theme.labelSize + 8))
    let top = theme.top(of: labels.title)
    let bottom = bottom ?? theme.tickSize + theme.labelSize + 22
    area = Rectangle(
      x: leftRoom, y: top, width: width - leftRoom - right, height: height - top - bottom)
    xTicks = Self.xTicks(in: x, kinds.x, width: area.width, theme, isWhole: hasWholeX)
    self.x = Scale(values: x, places: (area.x, area.right), kind: kinds.x)
    self.y = Scale(values: y, places: (area.bottom, area.y), kind: kinds.y)
    (self.theme, self.width, self.height, self.labels) = (theme, width, height, labels)
  }

  /// One of several boxes of a figure, which draws what stands around them.
  init(
    _ theme: Theme, area: Rectangle, x: ClosedRange<Double>, y: ClosedRange<Double>,
    kinds: (x: AxisKind, y: AxisKind)
  ) {
    xTicks = Self.xTicks(in: x, kinds.x, width: area.width, theme, isWhole: false)
    yTicks = kinds.y.ticks(in: y, about: 3)
    self.x = Scale(values: x, places: (area.x, area.right), kind: kinds.x)
    self.y = Scale(values: y, places: (area.bottom, area.y), kind: kinds.y)
    (self.theme, self.area, width, height) = (theme, area, area.width, area.height)
    labels = PlotLabels(title: "", x: "", y: "")
  }

  /// As many as stand side by side with room between their labels.
  private static func xTicks(
    in range: ClosedRange<Double>, _ kind: AxisKind, width: Double, _ theme: Theme, isWhole: Bool
  ) -> Ticks {
    let wanted = isWhole ? 12 : max(4, Int(width / 50))
    for count in stride(from: wanted, to: 1, by: -1) {
      let ticks = kind.ticks(in: range, about: count, isWhole: isWhole)
      let widths = ticks.labels.map { theme.width(of: $0, size: theme.tickSize) + 8 }
      if widths.reduce(0, +) <= width { return ticks }
    }
    return kind.ticks(in: range, about: 1, isWhole: isWhole)
  }

  func point(_ px: Double, _ py: Double) -> Point { Point(x: x.place(px), y: y.place(py)) }

  /// The whole figure: grid and axes below, `marks` clipped to the box, `overlay` on top.
  ///
  /// Without marks the box says so, and has no ticks: there is no range to show.
  func figure(marks: [Element], overlay: [Element] = [], axes: ShownAxes = .both) -> Figure {
    let drawn = marks.filter { !$0.isEmpty }
    let names = labels.elements(area, width: width, height, theme)
    let content =
      drawn.isEmpty
      ? [theme.note("no values", at: area.centre), baseline] : content(drawn, axes)
    return theme.figure(width, height, title: labels.title, content + names + overlay)
  }

  private func content(_ marks: [Element], _ axes: ShownAxes) -> [Element] {
    let marks = Element.clipped(area.widened(by: 3), marks)
    return switch axes {
    case .both: grid + yTickLabels + [marks, baseline] + xTickLabels
    case .horizontal: [marks, baseline] + xTickLabels
    case .none: [marks, .path(Path(.rectangle(area), stroke: theme.grid, lineWidth: 0.8))]
    }
  }

  private var grid: [Element] {
    yTicks.values.map { tick in
      let place = y.place(tick)
      return .path(
        Path(
          from: Point(x: area.x, y: place), to: Point(x: area.right, y: place), stroke: theme.grid,
          lineWidth: 0.6))
    }
  }

  /// Grid and marks alone, without labels.
  func panel(marks: [Element]) -> [Element] {
    grid + [.clipped(area.widened(by: 3), marks.filter { !$0.isEmpty }), baseline]
  }

  private var baseline: Element {
    .path(
      Path(
        from: Point(x: area.x, y: area.bottom), to: Point(x: area.right, y: area.bottom),
        stroke: theme.soft, lineWidth: 0.8))
  }

  var xTickLabels: [Element] {
    zip(xTicks.values, xTicks.labels).flatMap { tick, label -> [Element] in
      let foot = Point(x: x.place(tick), y: area.bottom)
      var text = Text(label, at: Point(x: foot.x, y: foot.y + 5), size: theme.tickSize)
      text.horizontal = .middle
      text.vertical = .top
      text.color = theme.soft
      let mark = Path(
        from: foot, to: Point(x: foot.x, y: foot.y + 3), stroke: theme.soft, lineWidth: 0.8)
      return [.path(mark), .text(text)]
    }
  }

  var yTickLabels: [Element] {
    zip(yTicks.values, yTicks.labels).map { tick, label in
      var text = Text(label, at: Point(x: area.x - 6, y: y.place(tick)), size: theme.tickSize)
      text.horizontal = .end
      text.color = theme.soft
      return .text(text)
    }
  }
}

/// Which axes of a plot are drawn.
enum ShownAxes {
  case both
  /// Ticks of x alone, where rows have names.
  case horizontal
  /// A frame, where coordinates mean nothing.
  case none
}

/// What stands above and beside a plot.
struct PlotLabels {
  let title: String
  /// Below the box, with its unit.
  let x: String
  /// Left of the box, reading upwards, with its unit.
  let y: String

  fileprivate func elements(
    _ area: Rectangle, width: Double, _ height: Double, _ theme: Theme
  ) -> [Element] {
    var bottom = Text(x, at: Point(x: area.centre.x, y: height - 6), size: theme.labelSize)
    bottom.horizontal = .middle
    bottom.vertical = .bottom
    bottom.maximumWidth = 2 * min(area.centre.x, width - area.centre.x) - 12
    var side = Text(y, at: Point(x: 6, y: area.centre.y), size: theme.labelSize)
    side.isVertical = true
    side.horizontal = .middle
    side.vertical = .top
    side.maximumWidth = 2 * min(area.centre.y - 24, height - area.centre.y - 8)
    return [bottom, side].filter { !$0.string.isEmpty }.map { text in
      var text = text
      text.color = theme.ink
      text.ellipsis = .end
      return .text(text)
    }
  }
}

extension Rectangle {
  /// So that marks and lines at the very edge stay whole.
  fileprivate func widened(by room: Double) -> Rectangle {
    Rectangle(x: x - room, y: y - room, width: width + 2 * room, height: height + room + 0.4)
  }
}

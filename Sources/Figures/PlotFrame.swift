/// The box that values are drawn into, with its axes, ticks, grid and labels.
struct PlotFrame {
  let theme: Theme
  let width: Double
  let height: Double
  let title: String
  let xLabel: String
  let yLabel: String
  let area: Rectangle
  let x: Scale
  let y: Scale

  /// - Parameters:
  ///   - right: room kept to the right of the box, e.g. for a legend.
  ///   - left: room for tick labels; nil to leave as much as the y ticks need.
  init(
    _ theme: Theme, width: Double, height: Double, title: String, xLabel: String, yLabel: String,
    x: ClosedRange<Double>, y: ClosedRange<Double>, right: Double = 14, left: Double? = nil
  ) {
    let yTicks = Scale.labels(Scale(values: y, places: (0, 1)).ticks(about: 5))
    let tickWidth = yTicks.map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
    let leftRoom = left ?? (tickWidth + 12 + (yLabel.isEmpty ? 4 : theme.labelSize + 8))
    let top = title.isEmpty ? 12 : theme.titleSize + 18
    let bottom = theme.tickSize + theme.labelSize + 22
    area = Rectangle(
      x: leftRoom, y: top, width: width - leftRoom - right, height: height - top - bottom)
    self.x = Scale(values: x, places: (area.x, area.right))
    self.y = Scale(values: y, places: (area.bottom, area.y))
    (self.theme, self.width, self.height) = (theme, width, height)
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
  }

  func point(_ px: Double, _ py: Double) -> Point { Point(x: x.place(px), y: y.place(py)) }

  /// The whole figure: grid and axes below, `marks` clipped to the box, `labels` on top.
  func figure(marks: [Element], labels: [Element] = [], showsYTicks: Bool = true) -> Figure {
    let yAxis = showsYTicks ? horizontalGrid + yTickLabels : []
    return Figure(
      width: width, height: height,
      elements: [background(width, height)] + yAxis + [.clipped(area, marks), baseline]
        + xTickLabels + axisLabels + [heading(title, theme)] + labels)
  }

  private var xTicks: [Double] { x.ticks(about: max(2, Int(area.width / 55))) }
  private var yTicks: [Double] { y.ticks(about: 5) }

  private var horizontalGrid: [Element] {
    yTicks.map { tick in
      let place = y.place(tick)
      return .path(
        Path(
          .line([Point(x: area.x, y: place), Point(x: area.right, y: place)]), stroke: theme.grid,
          lineWidth: 0.6))
    }
  }

  private var baseline: Element {
    .path(
      Path(
        .line([Point(x: area.x, y: area.bottom), Point(x: area.right, y: area.bottom)]),
        stroke: theme.soft, lineWidth: 0.8))
  }

  private var xTickLabels: [Element] {
    zip(xTicks, Scale.labels(xTicks)).flatMap { tick, label -> [Element] in
      let place = x.place(tick)
      var text = Text(
        label, at: Point(x: place, y: area.bottom + 6), size: theme.tickSize)
      text.horizontal = .middle
      text.vertical = .top
      text.color = theme.soft
      let mark = Path(
        .line([Point(x: place, y: area.bottom), Point(x: place, y: area.bottom + 3)]),
        stroke: theme.soft, lineWidth: 0.8)
      return [.path(mark), .text(text)]
    }
  }

  private var yTickLabels: [Element] {
    zip(yTicks, Scale.labels(yTicks)).map { tick, label in
      var text = Text(label, at: Point(x: area.x - 6, y: y.place(tick)), size: theme.tickSize)
      text.horizontal = .end
      text.color = theme.soft
      return .text(text)
    }
  }

  private var axisLabels: [Element] {
    var bottom = Text(xLabel, at: Point(x: area.centre.x, y: height - 6), size: theme.labelSize)
    bottom.horizontal = .middle
    bottom.vertical = .bottom
    bottom.color = theme.ink
    var side = Text(yLabel, at: Point(x: 6, y: area.centre.y), size: theme.labelSize)
    side.isVertical = true
    side.horizontal = .middle
    side.vertical = .top
    side.color = theme.ink
    return [xLabel.isEmpty ? nil : bottom, yLabel.isEmpty ? nil : side].compactMap {
      $0.map(Element.text)
    }
  }
}

/// White paper.
func background(_ width: Double, _ height: Double) -> Element {
  .path(Path(.rectangle(Rectangle(x: 0, y: 0, width: width, height: height)), fill: .white))
}

/// A figure's title, top left.
func heading(_ title: String, _ theme: Theme) -> Element {
  var text = Text(title, at: Point(x: 8, y: 8), size: theme.titleSize)
  text.isBold = true
  text.vertical = .top
  text.color = theme.ink
  return .text(text)
}

/// Names beside coloured squares, one below the other, in the room right of the corner.
func legend(
  _ entries: [(name: String, color: Color)], at corner: Point, width: Double, _ theme: Theme
)
  -> [Element]
{
  entries.enumerated().flatMap { row, entry -> [Element] in
    let y = corner.y + Double(row) * (theme.tickSize + 6)
    let swatch = Path(
      .rectangle(Rectangle(x: corner.x, y: y, width: 8, height: 8)), fill: entry.color)
    var text = Text(entry.name, at: Point(x: corner.x + 13, y: y + 4), size: theme.tickSize)
    text.color = theme.ink
    text.maximumWidth = width - 13
    return [.path(swatch), .text(text)]
  }
}

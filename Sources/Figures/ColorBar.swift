/// The key of a heat map: a strip of its colours with their values.
struct ColorBar {
  let range: ClosedRange<Double>
  let scale: ColorScale
  let label: String
  /// Whether some cells have no value.
  let hasHoles: Bool
  let theme: Theme

  private static let (gap, strip) = (12.0, 10.0)

  /// Room right of the matrix, with the page's margin.
  var width: Double {
    max(
      Self.gap + Self.strip + 6 + tickWidth + (label.isEmpty ? 0 : theme.labelSize + 10) + 6,
      hasHoles ? Self.gap + 62 : 0)
  }

  func color(of value: Double) -> Color { scale.color(at: range.share(of: value)) }

  private var ticks: Ticks { Ticks(in: range, about: 5) }

  private var tickWidth: Double {
    ticks.labels.map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
  }

  func elements(beside area: Rectangle) -> [Element] {
    let strip = Rectangle(
      x: area.right + Self.gap, y: area.y, width: Self.strip,
      height: max(1, area.height - (hasHoles ? 20 : 0)))
    return [.picture(gradient(strip)), .path(border(strip))] + tickLabels(strip) + name(strip)
      + (hasHoles ? holeKey(strip, area) : [])
  }

  private func gradient(_ strip: Rectangle) -> Picture {
    let samples = (0..<256).flatMap { scale.color(at: 1 - Double($0) / 255).bytes }
    let bitmap = Bitmap(width: 1, height: 256, channels: 3, samples: samples)
    return Picture(bitmap, in: strip, isPixelated: true)
  }

  private func border(_ strip: Rectangle) -> Path {
    Path(.rectangle(strip), stroke: theme.soft, lineWidth: 0.5)
  }

  private func tickLabels(_ strip: Rectangle) -> [Element] {
    let axis = Scale(values: range, places: (strip.bottom, strip.y))
    return zip(ticks.values, ticks.labels).flatMap { tick, label -> [Element] in
      let start = Point(x: strip.right, y: axis.place(tick))
      let mark = Path(
        from: start, to: Point(x: start.x + 3, y: start.y), stroke: theme.soft, lineWidth: 0.8)
      var text = Text(label, at: Point(x: start.x + 6, y: start.y), size: theme.tickSize)
      text.color = theme.soft
      return [.path(mark), .text(text)]
    }
  }

  private func name(_ strip: Rectangle) -> [Element] {
    guard !label.isEmpty else { return [] }
    let place = Point(x: strip.right + 6 + tickWidth + 6, y: strip.centre.y)
    var text = Text(label, at: place, size: theme.labelSize)
    text.isVertical = true
    text.horizontal = .middle
    text.vertical = .top
    text.maximumWidth = strip.height
    text.ellipsis = .end
    text.color = theme.ink
    return [.text(text)]
  }

  private func holeKey(_ strip: Rectangle, _ area: Rectangle) -> [Element] {
    let square = Rectangle(
      x: strip.x, y: area.bottom - Self.strip, width: Self.strip, height: Self.strip)
    var text = Text(
      "no value", at: Point(x: square.right + 6, y: square.centre.y), size: theme.tickSize)
    text.color = theme.soft
    return [
      .path(Path.hatching([square], stroke: theme.soft)), .path(border(square)), .text(text),
    ]
  }
}

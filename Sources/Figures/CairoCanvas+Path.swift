import CCairo

extension CairoCanvas {
  func draw(_ path: Path) {
    unsafe cairo_set_line_width(context, path.lineWidth)
    unsafe cairo_set_dash(context, path.dash, Int32(path.dash.count), 0)
    switch path.shape {
    case .lines(let lines):
      for line in lines { trace(line) }
      paint(path)
    case .polygon(let corners):
      trace(corners)
      unsafe cairo_close_path(context)
      paint(path)
    case .rectangle(let frame):
      unsafe cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
      paint(path)
    case .marks(let symbol, let centres, let radius):
      for centre in centres {
        trace(symbol, at: centre, radius: radius)
        paint(path)
      }
    }
  }

  private func trace(_ points: [Point]) {
    unsafe cairo_new_sub_path(context)
    for point in points { unsafe cairo_line_to(context, point.x, point.y) }
  }

  private func trace(_ symbol: MarkSymbol, at centre: Point, radius: Double) {
    guard let corners = symbol.corners else {
      unsafe cairo_new_sub_path(context)
      unsafe cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
      return unsafe cairo_close_path(context)
    }
    trace(corners.map { Point(x: centre.x + radius * $0.x, y: centre.y + radius * $0.y) })
    unsafe cairo_close_path(context)
  }

  private func paint(_ path: Path) {
    if let fill = path.fill {
      setColor(fill)
      unsafe cairo_fill_preserve(context)
    }
    if let stroke = path.stroke {
      setColor(stroke)
      unsafe cairo_stroke_preserve(context)
    }
    unsafe cairo_new_path(context)
  }
}

/// Names beside keys, one below the other in the room right of a plot, or side by side below it.
struct Legend {
  let entries: [Entry]
  let theme: Theme

  struct Entry {
    let name: String
    let key: Key
    let color: Color
  }

  /// How a series is drawn.
  enum Key {
    case area
    case line(dash: [Double], symbol: MarkSymbol?)
    case mark(MarkSymbol)
  }

  private static let gap = 10.0
  private static let keyWidth = 17.0
  private static let widest = 136.0

  /// Series without a name have no entry.
  init(_ entries: [Entry], _ theme: Theme) {
    self.entries = entries.filter { !$0.name.isEmpty }
    self.theme = theme
  }

  /// Room that it needs right of the box, with the page's margin.
  var width: Double {
    let names = entries.map { theme.width(of: $0.name, size: theme.tickSize) }
    guard let longest = names.max() else { return 14 }
    return Self.gap + Self.keyWidth + min(Self.widest, longest) + 8
  }

  /// Room that it needs to show all entries.
  var height: Double { Double(entries.count) * lineHeight }

  private var lineHeight: Double { theme.tickSize + 6 }

  /// As many entries as the box is high; what does not fit is counted.
  func elements(beside area: Rectangle) -> [Element] {
    let room = max(1, Int(area.height / lineHeight))
    let shown = entries.count <= room ? entries.count : room - 1
    let corner = Point(x: area.right + Self.gap, y: area.y)
    let rows = entries.prefix(shown).enumerated().flatMap { row, entry in
      key(entry, left: corner.x, y: y(row, corner)) + [name(entry.name, corner.x, y(row, corner))]
    }
    let rest = entries.count - shown
    return rows + (rest > 0 ? [name("and \(rest) more", corner.x, y(shown, corner))] : [])
  }

  /// Height of the entries side by side.
  func height(across width: Double) -> Double {
    Double((places(across: width).last?.row ?? -1) + 1) * lineHeight
  }

  /// All entries side by side, in as many rows as they need.
  func elements(from corner: Point, across width: Double) -> [Element] {
    zip(entries, places(across: width)).flatMap { entry, place in
      key(entry, left: corner.x + place.x, y: y(place.row, corner))
        + [name(entry.name, corner.x + place.x, y(place.row, corner))]
    }
  }

  private func places(across width: Double) -> [(x: Double, row: Int)] {
    var (x, row) = (0.0, 0)
    return entries.map { entry in
      let name = min(Self.widest, theme.width(of: entry.name, size: theme.tickSize))
      let needed = Self.keyWidth + name
      if x > 0, x + needed > width { (x, row) = (0, row + 1) }
      defer { x += needed + Self.gap }
      return (x, row)
    }
  }

  private func y(_ row: Int, _ corner: Point) -> Double {
    corner.y + (Double(row) + 0.5) * lineHeight
  }

  private func name(_ string: String, _ left: Double, _ y: Double) -> Element {
    var text = Text(string, at: Point(x: left + Self.keyWidth, y: y), size: theme.tickSize)
    text.color = theme.ink
    text.maximumWidth = Self.widest
    return .text(text)
  }

  private func key(_ entry: Entry, left: Double, y: Double) -> [Element] {
    let centre = Point(x: left + 6, y: y)
    switch entry.key {
    case .area:
      let square = Rectangle(x: left + 2, y: y - 4, width: 8, height: 8)
      return [.path(Path(.rectangle(square), fill: entry.color))]
    case .mark(let symbol):
      return [.path(Path(.marks(symbol, centres: [centre], radius: 3), fill: entry.color))]
    case .line(let dash, let symbol):
      let line = Path(
        from: Point(x: left, y: y), to: Point(x: left + 12, y: y), stroke: entry.color,
        lineWidth: 1.6, dash: dash)
      let mark = symbol.map { Path(.marks($0, centres: [centre], radius: 2.2), fill: entry.color) }
      return [.path(line)] + (mark.map { [.path($0)] } ?? [])
    }
  }
}

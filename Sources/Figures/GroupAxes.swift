/// Brackets and names of groups, left of a matrix and below it.
struct GroupAxes {
  private let spans: [Span]
  private let hasColumns: Bool
  /// Rows that are alone need no bracket.
  private let hasBrackets: Bool
  private let theme: Theme
  /// Of names, beyond which they are shortened.
  private let nameWidth: Double

  /// A group with its place as shares of the side.
  private struct Span {
    let name: String
    let start: Double
    let end: Double
    var middle: Double { (start + end) / 2 }
  }

  private static let widest = 96.0
  /// Of the bracket from the matrix, and of the name from the bracket.
  private static let (bracketGap, nameGap) = (3.5, 8.0)

  /// - Parameter hasColumns: whether the columns have the same groups.
  init(_ groups: [GroupSpan], hasColumns: Bool, _ theme: Theme) {
    let total = Double(max(1, groups.map(\.count).reduce(0, +)))
    var start = 0
    spans = groups.filter { $0.count > 0 }.map { group in
      defer { start += group.count }
      return Span(
        name: group.name, start: Double(start) / total, end: Double(start + group.count) / total)
    }
    let names = spans.map { theme.width(of: $0.name, size: theme.tickSize) }
    nameWidth = min(Self.widest, names.max() ?? 0)
    self.hasColumns = hasColumns
    hasBrackets = groups.contains { $0.count > 1 }
    self.theme = theme
  }

  /// Room left of the matrix.
  var left: Double { spans.isEmpty ? 12 : 8 + nameWidth + Self.bracketGap + Self.nameGap }

  func room(below area: Rectangle) -> Double {
    guard hasColumns, !spans.isEmpty else { return 12 }
    let names = columnNamesLie(area) ? theme.tickSize + 2 : nameWidth
    return Self.bracketGap + Self.nameGap + names + 8
  }

  /// Where two groups meet, as shares of the side, if both are thick enough.
  func cuts(thickerThan share: Double) -> [Double] {
    zip(spans, spans.dropFirst()).compactMap { before, after in
      min(before.end - before.start, after.end - after.start) >= share ? after.start : nil
    }
  }

  func elements(around area: Rectangle) -> [Element] {
    guard !spans.isEmpty else { return [] }
    return rows(area) + (hasColumns ? columns(area) : [])
  }

  private func rows(_ area: Rectangle) -> [Element] {
    let x = area.x - Self.bracketGap
    let brackets = spans.map { span in
      bracket(area.y + span.start * area.height, area.y + span.end * area.height).map {
        Point(x: x - $0.depth, y: $0.along)
      }
    }
    let named = places(along: area.height, size: theme.tickSize + 2)
    let leaders = named.compactMap { span, place -> [Point]? in
      leader(area.y + span.middle * area.height, area.y + place)?.map {
        Point(x: x - $0.depth, y: $0.along)
      }
    }
    let names = named.map { span, place in
      let end = Point(x: x - Self.nameGap, y: area.y + place)
      var text = name(span, at: end)
      text.horizontal = .end
      return Element.text(text)
    }
    return lines((hasBrackets ? brackets : []) + leaders) + names
  }

  private func columns(_ area: Rectangle) -> [Element] {
    let y = area.bottom + Self.bracketGap
    let brackets = spans.map { span in
      bracket(area.x + span.start * area.width, area.x + span.end * area.width).map {
        Point(x: $0.along, y: y + $0.depth)
      }
    }
    let areLying = columnNamesLie(area)
    let named =
      areLying
      ? spans.map { ($0, $0.middle * area.width) }
      : places(along: area.width, size: theme.tickSize + 2)
    let leaders = named.compactMap { span, place -> [Point]? in
      leader(area.x + span.middle * area.width, area.x + place)?.map {
        Point(x: $0.along, y: y + $0.depth)
      }
    }
    let names = named.map { span, place in
      var text = name(span, at: Point(x: area.x + place, y: y + Self.nameGap))
      text.isVertical = !areLying
      text.horizontal = areLying ? .middle : .end
      text.vertical = areLying ? .top : .middle
      return Element.text(text)
    }
    return lines((hasBrackets ? brackets : []) + leaders) + names
  }

  private func name(_ span: Span, at place: Point) -> Text {
    var text = Text(span.name, at: place, size: theme.tickSize)
    text.maximumWidth = nameWidth
    text.color = theme.ink
    return text
  }

  private func lines(_ lines: [[Point]]) -> [Element] {
    lines.isEmpty ? [] : [.path(Path(.lines(lines), stroke: theme.soft, lineWidth: 0.8))]
  }

  /// Along the side with a foot at both ends, leaving a little air to the next.
  private func bracket(_ start: Double, _ end: Double) -> [(along: Double, depth: Double)] {
    let air = min(1, (end - start) / 4)
    return [(start + air, 0), (start + air, 2), (end - air, 2), (end - air, 0)]
  }

  /// From a bracket to a name that had to move aside.
  private func leader(_ bracket: Double, _ name: Double) -> [(along: Double, depth: Double)]? {
    abs(bracket - name) < 1 ? nil : [(bracket, 2), (name, Self.nameGap - 1.5)]
  }

  /// Whether all names of columns fit side by side below their brackets.
  private func columnNamesLie(_ area: Rectangle) -> Bool {
    spans.allSatisfy {
      theme.width(of: $0.name, size: theme.tickSize) <= ($0.end - $0.start) * area.width - 2
    }
  }

  /// Places of names without overlap, as near to their groups as order allows; where there is no room
  /// for all, the largest groups have names.
  private func places(along length: Double, size: Double) -> [(Span, Double)] {
    let named = named(max(0, Int(length / size)))
    var places = named.map { $0.middle * length }
    for index in places.indices {
      let before = index > 0 ? places[index - 1] + size : size / 2
      places[index] = max(places[index], before)
    }
    for index in places.indices.reversed() {
      let after = index + 1 < places.count ? places[index + 1] - size : length - size / 2
      places[index] = min(places[index], after)
    }
    return Array(zip(named, places))
  }

  /// The largest groups where there is room for some only; where all are of one size, every so many.
  private func named(_ room: Int) -> [Span] {
    guard room < spans.count else { return spans }
    let sizes = spans.map { (1e9 * ($0.end - $0.start)).rounded() }
    if Set(sizes).count == 1 { return (0..<room).map { spans[$0 * spans.count / room] } }
    return spans.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(room).sorted()
      .map { spans[$0] }
  }
}

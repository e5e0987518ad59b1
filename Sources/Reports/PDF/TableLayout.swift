import Figures

/// Widths of a table's columns, and its rows as slabs.
struct TableLayout {
  private let table: Table
  private let style: PageStyle
  private let size: Double
  /// Of each column what its cells have.
  private let widths: [Double]

  private static let gap = 12.0
  private static let padding = 3.5

  /// The table; where its words would have to be cut, several of neighbouring columns, each with the
  /// columns of text that name its rows.
  static func parts(
    of table: Table, _ style: PageStyle, _ measure: inout TextMeasure
  ) -> [Table] {
    let widths = table.columns.indices.map {
      Self.widths(of: $0, in: table, style.smallestTableSize, &measure).least + gap
    }
    let room = style.textWidth + gap
    guard widths.reduce(0, +) > room else { return [table] }
    let leading = table.columns.prefix { $0.alignment == .left }.count
    let names = widths.prefix(leading).reduce(0, +) <= room / 2 ? max(1, leading) : 1
    let free = room - widths.prefix(names).reduce(0, +)
    let others = widths.dropFirst(names).reduce(0, +)
    // Parts of about equal width, rather than a last one of a single column.
    let share = others / max(1, (others / max(free, 1)).rounded(.up))
    var parts: [[Int]] = []
    var left = 0.0
    for column in table.columns.indices.dropFirst(names) {
      if parts.isEmpty || widths[column] > left || free - left >= share {
        parts.append(Array(0..<names))
        left = free
      }
      parts[parts.count - 1].append(column)
      left -= widths[column]
    }
    return parts.isEmpty ? [table] : parts.map { table.selecting($0) }
  }

  /// The largest size at which no word has to be cut.
  init(_ table: Table, _ style: PageStyle, _ measure: inout TextMeasure) {
    (self.table, self.style) = (table, style)
    let gaps = Self.gap * Double(table.columns.count - 1)
    var size = style.tableSize
    var widths = [Double]()
    while true {
      let columns = table.columns.indices.map { Self.widths(of: $0, in: table, size, &measure) }
      let room = style.textWidth - gaps
      let fits = columns.map(\.least).reduce(0, +) <= room
      if fits || size <= style.smallestTableSize {
        widths = Self.divided(room, among: columns)
        break
      }
      size -= 0.5
    }
    (self.size, self.widths) = (size, widths)
  }

  /// Without line breaks, and between words.
  private static func widths(
    of column: Int, in table: Table, _ size: Double, _ measure: inout TextMeasure
  ) -> (whole: Double, least: Double) {
    var (whole, least) = (0.0, 0.0)
    let isText = table.columns[column].alignment == .left
    for (row, cell) in ([table.columns[column].heading] + table.rows.map { $0[column] })
      .enumerated()
    {
      let width = measure.width(of: cell, size: size, isBold: row == 0)
      whole = max(whole, width)
      guard isText || row == 0 else {
        least = max(least, width)
        continue
      }
      for word in cell.split(separator: " ") {
        least = max(least, measure.width(of: String(word), size: size, isBold: row == 0))
      }
    }
    // Longer words, e.g. paths, are cut.
    return (whole + 0.5, min(least, isText ? 110 : .infinity) + 0.5)
  }

  /// What columns need, where there is room; else what is left beyond their least is given to those that want it.
  private static func divided(
    _ room: Double, among columns: [(whole: Double, least: Double)]
  ) -> [Double] {
    let (whole, least) = (
      columns.reduce(0) { $0 + $1.whole }, columns.reduce(0) { $0 + $1.least }
    )
    if whole <= room { return columns.map(\.whole) }
    guard least < room else { return columns.map { $0.least * room / least } }
    return columns.map { $0.least + ($0.whole - $0.least) * (room - least) / (whole - least) }
  }

  func slabs(_ measure: inout TextMeasure) -> [Slab] {
    var head = row(table.columns.map(\.heading), isHead: true, &measure)
    head.keepsWithNext = true
    return [head]
      + table.rows.map { cells in
        var slab = row(cells, isHead: false, &measure)
        slab.head = [head]
        return slab
      }
  }

  private func row(_ cells: [String], isHead: Bool, _ measure: inout TextMeasure) -> Slab {
    let step = size * 1.3
    let most = Int((style.bottom - style.top) / 2 / step)
    var elements: [Element] = []
    var (x, count) = (0.0, 1)
    for (column, cell) in cells.enumerated() {
      var lines = measure.lines(of: cell, size: size, isBold: isHead, width: widths[column])
      if lines.count > most { lines = lines.prefix(most - 1) + ["…"] }
      count = max(count, lines.count)
      let isNumber = table.columns[column].alignment == .right
      elements += lines.enumerated().map { row, line in
        style.line(
          line, size, x: isNumber ? x + widths[column] : x, y: Self.padding + Double(row) * step,
          isBold: isHead, anchor: isNumber ? .end : .start)
      }
      x += widths[column] + Self.gap
    }
    let height = Double(count) * step + 2 * Self.padding
    let rule = Path(
      from: Point(x: 0, y: height), to: Point(x: x - Self.gap, y: height),
      stroke: isHead ? style.theme.soft : style.theme.grid, lineWidth: isHead ? 0.8 : 0.6)
    return Slab(space: isHead ? 2 : 0, height: height, elements + [.path(rule)])
  }
}

extension Table {
  fileprivate func selecting(_ chosen: [Int]) -> Table {
    Table(chosen.map { columns[$0] }, rows.map { row in chosen.map { row[$0] } }, caption: caption)
  }
}

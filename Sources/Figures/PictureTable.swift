/// Pictures in named rows under column headings; frames tell groups apart.
public struct PictureTable: Sendable {
  public let title: String
  /// Headings of the columns.
  public let columns: [String]
  public let rows: [Row]
  /// Places that each column has for pictures.
  public let cells: Int
  /// Of the groups that frames tell apart, in their order.
  public let groups: [String]

  /// Pictures side by side in each column.
  public struct Row: Sendable {
    public let name: String
    /// Below the name.
    public let note: String
    public let columns: [[Cell]]

    public init(name: String, note: String, columns: [[Cell]]) {
      (self.name, self.note, self.columns) = (name, note, columns)
    }
  }

  public struct Cell: Sendable {
    /// Nil draws a hatched cell.
    public let image: Bitmap?
    /// Place of its group, which its frame shows.
    public let group: Int?

    public init(image: Bitmap?, group: Int? = nil) {
      (self.image, self.group) = (image, group)
    }
  }

  private static let width = 430.0

  /// - Parameter cells: places of each column; nil for as many as the fullest needs.
  /// - Precondition: every row has pictures of each column, no more than there are places; groups of
  ///   cells lie within `groups`.
  public init(
    title: String, columns: [String], rows: [Row], cells: Int? = nil, groups: [String] = []
  ) {
    let all = rows.flatMap(\.columns)
    self.cells = cells ?? max(1, all.map(\.count).max() ?? 1)
    precondition(rows.allSatisfy { $0.columns.count == columns.count }, "pictures of each column")
    precondition(all.allSatisfy { [cells = self.cells] in $0.count <= cells }, "more than places")
    precondition(
      all.joined().allSatisfy { $0.group.map(groups.indices.contains) ?? true }, "no such group")
    (self.title, self.columns, self.rows, self.groups) = (title, columns, rows, groups)
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    guard !rows.isEmpty, !columns.isEmpty else {
      let note = theme.note(
        "no pictures", at: Point(x: Self.width / 2, y: theme.top(of: title) + 6))
      return theme.figure(Self.width, theme.top(of: title) + 24, title: title, [note])
    }
    let layout = Layout(self, width: Self.width, theme)
    return theme.figure(
      Self.width, layout.height.rounded(.up), title: title,
      layout.headings + rows.indices.flatMap(layout.row) + layout.key)
  }
}

extension PictureTable {
  /// Where everything stands.
  private struct Layout {
    let table: PictureTable
    let theme: Theme
    let nameWidth: Double
    let side: Double
    let top: Double
    let legend: Legend
    let legendWidth: Double

    private static let (margin, cellGap, columnGap, rowGap) = (8.0, 3.0, 9.0, 8.0)
    private static let widestName = 76.0

    init(_ table: PictureTable, width: Double, _ theme: Theme) {
      (self.table, self.theme) = (table, theme)
      let names = table.rows.flatMap { [$0.name, $0.note] }
      nameWidth = min(
        Self.widestName, names.map { 1.06 * theme.width(of: $0, size: theme.tickSize) }.max() ?? 0)
      let (columns, cells) = (Double(table.columns.count), Double(table.cells))
      let room = width - 2 * Self.margin - nameWidth - columns * Self.columnGap
      side = (room - columns * (cells - 1) * Self.cellGap) / (columns * cells)
      top = theme.top(of: table.title) + theme.tickSize + 7
      legend = Legend(
        table.groups.enumerated().map { .init(name: $1, key: .area, color: theme.category($0)) },
        theme)
      legendWidth = width - 2 * Self.margin
    }

    private var rowHeight: Double { max(side, 2 * theme.tickSize + 6) + Self.rowGap }
    private var bottom: Double { top + Double(table.rows.count) * rowHeight }

    var height: Double {
      bottom + (legend.entries.isEmpty ? 2 : legend.height(across: legendWidth) + 8)
    }

    var key: [Element] {
      legend.elements(from: Point(x: Self.margin, y: bottom + 2), across: legendWidth)
    }

    private func left(_ column: Int) -> Double {
      let width = Double(table.cells) * (side + Self.cellGap) - Self.cellGap
      return Self.margin + nameWidth + Self.columnGap
        + Double(column) * (width + Self.columnGap)
    }

    var headings: [Element] {
      table.columns.indices.map { column in
        var text = Text(
          table.columns[column], at: Point(x: left(column), y: top - 4), size: theme.tickSize)
        text.vertical = .bottom
        text.isBold = true
        text.color = theme.ink
        text.maximumWidth = Double(table.cells) * (side + Self.cellGap)
        return .text(text)
      }
    }

    func row(_ index: Int) -> [Element] {
      let (row, y) = (table.rows[index], top + Double(index) * rowHeight)
      let pictures = row.columns.enumerated().flatMap { column, cells in
        cells.enumerated().flatMap { place, cell in
          let box = Rectangle(
            x: left(column) + Double(place) * (side + Self.cellGap), y: y, width: side,
            height: side)
          return FramedPicture(image: cell.image, group: cell.group).elements(in: box, theme)
        }
      }
      return names(of: row, middle: y + side / 2) + pictures
    }

    /// Two lines, or one in the middle.
    private func names(of row: Row, middle: Double) -> [Element] {
      let half = row.note.isEmpty ? 0 : (theme.tickSize + 3) / 2
      return [(row.name, -half, true), (row.note, half, false)].filter { !$0.0.isEmpty }.map {
        string, offset, isBold in
        var text = Text(
          string, at: Point(x: Self.margin, y: middle + offset), size: theme.tickSize)
        text.isBold = isBold
        text.color = isBold ? theme.ink : theme.soft
        text.maximumWidth = nameWidth
        return .text(text)
      }
    }
  }
}

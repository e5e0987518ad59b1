/// Pictures in the cells of a grid over a plane: what lies where, without one hiding another.
public struct PictureMap: Sendable {
  public let title: String
  public let columns: Int
  public let rows: Int
  public let cells: [Cell]
  /// Of the groups that frames tell apart, in their order.
  public let groups: [String]

  public struct Cell: Sendable {
    /// From the left, from 0.
    public let column: Int
    /// From the top, from 0.
    public let row: Int
    /// Nil draws a hatched cell.
    public let image: Bitmap?
    /// Place of its group, which its frame shows.
    public let group: Int?

    public init(column: Int, row: Int, image: Bitmap?, group: Int? = nil) {
      (self.column, self.row, self.image, self.group) = (column, row, image, group)
    }
  }

  private static let width = 430.0
  private static let gap = 3.0

  /// - Precondition: columns and rows ≥ 1; cells lie within them, groups within `groups`.
  public init(title: String, columns: Int, rows: Int, cells: [Cell], groups: [String] = []) {
    precondition(columns >= 1 && rows >= 1, "a grid of \(columns) × \(rows)")
    precondition(
      cells.allSatisfy {
        (0..<columns).contains($0.column) && (0..<rows).contains($0.row)
          && $0.group.map(groups.indices.contains) ?? true
      }, "a cell outside the grid")
    (self.title, self.columns, self.rows) = (title, columns, rows)
    (self.cells, self.groups) = (cells, groups)
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let legend = Legend(
      groups.enumerated().map { .init(name: $1, key: .area, color: theme.category($0)) }, theme)
    let side = (Self.width - 8 - legend.width) / Double(columns)
    let area = Rectangle(
      x: 8, y: theme.top(of: title), width: side * Double(columns), height: side * Double(rows))
    let note =
      cells.isEmpty ? [theme.note("no pictures", at: area.centre)] : []
    return theme.figure(
      Self.width, (area.bottom + 8).rounded(.up), title: title,
      note + cells.flatMap { elements($0, area, side, theme) } + legend.elements(beside: area))
  }

  private func elements(
    _ cell: Cell, _ area: Rectangle, _ side: Double, _ theme: Theme
  ) -> [Element] {
    let box = Rectangle(
      x: area.x + Double(cell.column) * side + Self.gap / 2,
      y: area.y + Double(cell.row) * side + Self.gap / 2, width: side - Self.gap,
      height: side - Self.gap)
    return FramedPicture(image: cell.image, group: cell.group).elements(in: box, theme)
  }
}

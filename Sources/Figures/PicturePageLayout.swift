/// Where everything stands on a page of pictures.
struct PicturePageLayout {
  private let pages: PicturePages
  private let parts: [PicturePages.Part]
  /// "page 2 of 7", or empty.
  private let number: String
  private let theme: Theme
  private let side: Double
  /// Below each picture.
  private let lines: Int

  private static let (width, margin, gap, padding) = (430.0, 8.0, 7.0, 4.0)
  /// That a page's pictures should not exceed together, so that it can be printed.
  private static let highestRows = 560.0

  init(
    _ pages: PicturePages, parts: [PicturePages.Part], number: String, _ theme: Theme
  ) {
    (self.pages, self.parts, self.number, self.theme) = (pages, parts, number, theme)
    side = Self.side(rows: pages.rows, columns: pages.columns)
    lines = pages.groups.flatMap(\.cells).map(\.lines.count).max() ?? 0
  }

  /// As large as the page's width and height allow.
  static func side(rows: Int, columns: Int) -> Double {
    let gaps = gap * Double(columns - 1)
    return min(
      (width - 2 * margin - 2 * padding - gaps) / Double(columns), highestRows / Double(rows))
  }

  private var line: Double { theme.tickSize + 4 }
  private var rowHeight: Double { side + Double(lines) * line + (lines > 0 ? 2 : 0) }
  private var top: Double {
    theme.top(of: pages.title) + (pages.subtitle.isEmpty ? 0 : theme.labelSize + 6)
  }

  var figure: Figure {
    var y = top
    var drawn: [Element] = []
    for part in parts {
      drawn += elements(of: part, top: y)
      y += height(of: part) + Self.gap
    }
    let note =
      parts.isEmpty
      ? [theme.note("no pictures", at: Point(x: Self.width / 2, y: top + 6))] : []
    let height = (parts.isEmpty ? top + 24 : y) + (number.isEmpty ? 0 : line + 2)
    return theme.figure(
      Self.width, height.rounded(.up), title: pages.title,
      subtitle + note + drawn + pageNumber(bottom: height.rounded(.up)))
  }

  // MARK: Groups

  private func heading(of part: PicturePages.Part) -> Double { part.name == nil ? 0 : line + 1 }
  private func inset(of part: PicturePages.Part) -> Double { part.name == nil ? 0 : Self.padding }

  private func height(of part: PicturePages.Part) -> Double {
    let rows = Double(part.rows.count)
    return heading(of: part) + 2 * inset(of: part) + rows * rowHeight + (rows - 1) * Self.gap
  }

  private func elements(of part: PicturePages.Part, top: Double) -> [Element] {
    let first = top + heading(of: part) + inset(of: part)
    let cells = part.rows.enumerated().flatMap { row, cells in
      cells.enumerated().flatMap { column, cell in
        let box = Rectangle(
          x: Self.margin + Self.padding + Double(column) * (side + Self.gap),
          y: first + Double(row) * (rowHeight + Self.gap), width: side, height: side)
        return theme.cell(cell.image, in: box) + [.path(cell.frame.path(box, theme))]
          + captions(cell, box)
      }
    }
    return frame(of: part, top: top) + cells
  }

  private func frame(of part: PicturePages.Part, top: Double) -> [Element] {
    guard let name = part.name else { return [] }
    let columns = Double(pages.columns)
    let box = Rectangle(
      x: Self.margin, y: top + heading(of: part),
      width: columns * side + (columns - 1) * Self.gap + 2 * Self.padding,
      height: height(of: part) - heading(of: part))
    var text = Text(name, at: Point(x: Self.margin, y: top), size: theme.tickSize)
    text.isBold = true
    text.vertical = .top
    text.maximumWidth = Self.width - 2 * Self.margin
    text.color = theme.ink
    return [.path(Path(.rectangle(box), stroke: theme.soft, lineWidth: 0.8)), .text(text)]
  }

  // MARK: Pictures

  private func captions(_ cell: PicturePages.Cell, _ box: Rectangle) -> [Element] {
    cell.lines.enumerated().map { row, string in
      let y = box.bottom + 2 + Double(row) * line
      var text = Text(string, at: Point(x: box.centre.x, y: y), size: theme.tickSize)
      text.horizontal = .middle
      text.vertical = .top
      text.maximumWidth = box.width
      text.color = row == 0 ? theme.ink : theme.soft
      return .text(text)
    }
  }

  // MARK: The page

  private var subtitle: [Element] {
    pages.subtitle.isEmpty ? [] : [theme.subtitle(pages.subtitle, below: pages.title, Self.width)]
  }

  private func pageNumber(bottom: Double) -> [Element] {
    guard !number.isEmpty else { return [] }
    var text = Text(
      number, at: Point(x: Self.width - Self.margin, y: bottom - 6), size: theme.tickSize)
    text.horizontal = .end
    text.vertical = .bottom
    text.color = theme.soft
    return [.text(text)]
  }
}

/// Where the pictures and captions of a group lie.
struct GridGroupLayout {
  let theme: Theme
  let width: Double
  let cells: Int
  /// Whether a picture's own caption stands above it, as its title, for want of a group's.
  let isSingle: Bool
  /// Lines above the pictures of a group.
  let headings: Int
  /// Lines below each picture.
  let captions: Int

  private static let cellGap = 4.0

  private var side: Double { (width - Self.cellGap * Double(cells - 1)) / Double(cells) }
  private var line: Double { theme.tickSize + 5 }

  var height: Double {
    side + line * Double(isSingle ? 1 : headings + captions)
  }

  func elements(_ group: GridGroup, at corner: Point) -> [Element] {
    let top = corner.y + line * Double(isSingle ? 1 : headings)
    let boxes = group.cells.indices.map { index in
      Rectangle(
        x: corner.x + Double(index) * (side + Self.cellGap), y: top, width: side, height: side)
    }
    let pictures = zip(group.cells, boxes).flatMap {
      theme.cell($0.image, under: $0.masks, in: $1)
    }
    let captions = zip(group.cells, boxes).flatMap(captions)
    return pictures + frames(group, boxes) + captions + headings(of: group, at: corner)
  }

  private func headings(of group: GridGroup, at corner: Point) -> [Element] {
    [group.caption, group.note].enumerated().compactMap { row, string in
      string.map { string in
        var text = Text(
          string, at: Point(x: corner.x, y: corner.y + line * Double(row)), size: theme.tickSize)
        text.isBold = row == 0
        text.vertical = .top
        text.maximumWidth = width
        text.ellipsis = .end
        text.color = row == 0 ? theme.ink : theme.soft
        return .text(text)
      }
    }
  }

  private func captions(of cell: GridCell, _ box: Rectangle) -> [Element] {
    let lines = (isSingle ? [] : cell.notes) + [cell.caption]
    return lines.enumerated().map { .text(caption($1, row: $0, box)) }
  }

  private func caption(_ string: String, row: Int, _ box: Rectangle) -> Text {
    let y = isSingle ? box.y - line : box.bottom + 2 + line * Double(row)
    var text = Text(string, at: Point(x: box.centre.x, y: y), size: theme.tickSize)
    text.horizontal = .middle
    text.vertical = .top
    text.maximumWidth = box.width
    text.ellipsis = isSingle ? .end : .middle
    text.color = isSingle ? theme.ink : theme.soft
    return text
  }

  private func frames(_ group: GridGroup, _ boxes: [Rectangle]) -> [Element] {
    if let shared = group.sharedFrame, let first = boxes.first, let last = boxes.last {
      let around = Rectangle(
        x: first.x, y: first.y, width: last.right - first.x, height: first.height)
      return [.path(shared.path(around, theme))]
    }
    return zip(group.cells, boxes).compactMap { cell, box in
      cell.frame.map { .path($0.path(box, theme)) }
    }
  }
}

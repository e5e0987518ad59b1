/// Pictures in rows and columns with captions, singly or in framed groups.
public struct ImageGrid: Sendable {
  public let title: String
  /// Cells a row.
  public let columns: Int
  public let groups: [GridGroup]

  private static let width = 430.0
  private static let gap = 6.0

  /// Pictures one after the other.
  public init(title: String, columns: Int, cells: [GridCell]) {
    self.init(
      title: title, columns: columns, groups: cells.map { GridGroup(caption: nil, cells: [$0]) })
  }

  /// - Precondition: columns ≥ 1; all groups have the same number of cells.
  public init(title: String, columns: Int, groups: [GridGroup]) {
    precondition(columns >= 1 && Set(groups.map(\.cells.count)).count <= 1)
    self.title = title
    self.columns = columns
    self.groups = groups
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let perGroup = max(1, groups.first?.cells.count ?? 1)
    let groupsAcross = max(1, columns / perGroup)
    let across = Double(groupsAcross)
    let groupWidth = (Self.width - 16 - Self.gap * (across - 1)) / across
    let layout = GroupLayout(
      theme: theme, width: groupWidth, cells: perGroup, hasCaption: hasCaptions)
    let top = title.isEmpty ? 8 : theme.titleSize + 20
    let rows = (groups.count + groupsAcross - 1) / groupsAcross
    let height = top + Double(rows) * (layout.height + Self.gap) + 4
    let drawn = groups.enumerated().flatMap { index, group in
      let (row, column) = index.quotientAndRemainder(dividingBy: groupsAcross)
      let corner = Point(
        x: 8 + Double(column) * (groupWidth + Self.gap),
        y: top + Double(row) * (layout.height + Self.gap))
      return layout.elements(group, at: corner)
    }
    return Figure(
      width: Self.width, height: height,
      elements: [background(Self.width, height), heading(title, theme)] + drawn)
  }

  private var hasCaptions: Bool { groups.contains { $0.caption != nil } }
}

/// Pictures that belong together, e.g. the two of a pair.
public struct GridGroup: Sendable {
  public let caption: String?
  public let cells: [GridCell]

  public init(caption: String?, cells: [GridCell]) {
    self.caption = caption
    self.cells = cells
  }
}

public struct GridCell: Sendable {
  /// Nil draws an empty cell that says so.
  public let image: Bitmap?
  public let caption: String
  public let frame: FrameColor?

  public init(image: Bitmap?, caption: String, frame: FrameColor? = nil) {
    self.image = image
    self.caption = caption
    self.frame = frame
  }
}

/// What a frame says.
public enum FrameColor: Sendable {
  case neutral
  case highlight
  /// Something disagrees.
  case conflict
}

/// Sizes inside a group of cells.
private struct GroupLayout {
  let theme: Theme
  let width: Double
  let cells: Int
  let hasCaption: Bool

  private static let cellGap = 3.0

  private var side: Double { (width - Self.cellGap * Double(cells - 1)) / Double(cells) }
  private var line: Double { theme.tickSize + 4 }

  var height: Double { (hasCaption ? line : 0) + side + line }

  func elements(_ group: GridGroup, at corner: Point) -> [Element] {
    var elements: [Element] = []
    if let caption = group.caption {
      var text = Text(caption, at: Point(x: corner.x, y: corner.y), size: theme.tickSize)
      text.isBold = true
      text.vertical = .top
      text.maximumWidth = width
      text.color = theme.ink
      elements.append(.text(text))
    }
    let top = corner.y + (hasCaption ? line : 0)
    for (index, cell) in group.cells.enumerated() {
      let left = corner.x + Double(index) * (side + Self.cellGap)
      elements += picture(cell, Rectangle(x: left, y: top, width: side, height: side))
    }
    return elements
  }

  /// A picture on its own has its caption above, as a title; those of a group have it below.
  private func picture(_ cell: GridCell, _ box: Rectangle) -> [Element] {
    let frame = Rectangle(
      x: box.x, y: box.y + (hasCaption ? 0 : line), width: box.width, height: box.height)
    var caption = Text(
      cell.caption, at: Point(x: frame.centre.x, y: hasCaption ? frame.bottom + 2 : box.y),
      size: theme.tickSize)
    caption.horizontal = .middle
    caption.vertical = .top
    caption.maximumWidth = frame.width
    caption.color = hasCaption ? theme.soft : theme.ink
    return content(cell, frame) + border(cell, frame) + [.text(caption)]
  }

  private func content(_ cell: GridCell, _ frame: Rectangle) -> [Element] {
    guard let image = cell.image else {
      var text = Text("no picture", at: frame.centre, size: theme.tickSize)
      text.horizontal = .middle
      text.color = theme.soft
      text.maximumWidth = frame.width
      return [.path(Path(.rectangle(frame), fill: theme.grid)), .text(text)]
    }
    return [
      .path(Path(.rectangle(frame), fill: theme.grid)),
      .picture(Picture(image, in: frame.fitting(image), isPixelated: image.width < 64)),
    ]
  }

  private func border(_ cell: GridCell, _ frame: Rectangle) -> [Element] {
    guard let kind = cell.frame else { return [] }
    let color =
      switch kind {
      case .neutral: theme.soft
      case .highlight: theme.category(0)
      case .conflict: theme.category(1)
      }
    let width = kind == .neutral ? 0.8 : 2.0
    return [.path(Path(.rectangle(frame), stroke: color, lineWidth: width))]
  }
}

extension Rectangle {
  /// The largest rectangle of a bitmap's proportions in the middle of this one.
  fileprivate func fitting(_ bitmap: Bitmap) -> Rectangle {
    let scale = min(width / Double(bitmap.width), height / Double(bitmap.height))
    let (w, h) = (Double(bitmap.width) * scale, Double(bitmap.height) * scale)
    return Rectangle(x: centre.x - w / 2, y: centre.y - h / 2, width: w, height: h)
  }
}

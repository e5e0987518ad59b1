/// Pictures in rows and columns with captions, singly or in groups.
public struct ImageGrid: Sendable {
  public let title: String
  /// A line below the title, e.g. what captions say; may be empty.
  public let subtitle: String
  /// Cells a row.
  public let columns: Int
  public let groups: [GridGroup]
  /// Below the pictures; nil where none shows a map.
  public var heatKey: HeatKey?

  private static let width = 430.0
  private static let gap = 8.0

  /// Pictures one after the other, each with its caption above.
  public init(title: String, subtitle: String = "", columns: Int, cells: [GridCell]) {
    self.init(
      title: title, subtitle: subtitle, columns: columns,
      groups: cells.map { GridGroup(caption: nil, cells: [$0]) })
  }

  /// Groups one after the other, each with its caption above and those of its pictures below.
  ///
  /// Groups of fewer cells than the largest leave room behind them.
  /// - Precondition: columns ≥ 1.
  public init(title: String, subtitle: String = "", columns: Int, groups: [GridGroup]) {
    precondition(columns >= 1, "\(columns) columns")
    self.title = title
    self.subtitle = subtitle
    self.columns = columns
    self.groups = groups
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    let perGroup = max(1, groups.map(\.cells.count).max() ?? 1)
    let across = max(1, columns / perGroup)
    let layout = GridGroupLayout(
      theme: theme, width: (Self.width - 16 - Self.gap * Double(across - 1)) / Double(across),
      cells: perGroup, isSingle: groups.allSatisfy { $0.caption == nil },
      headings: groups.contains { $0.note != nil } ? 2 : 1,
      captions: groups.flatMap(\.cells).map { $0.notes.count + 1 }.max() ?? 1)
    let top = theme.top(of: title) + (subtitle.isEmpty ? 0 : theme.labelSize + 6)
    let drawn = groups.enumerated().flatMap { index, group in
      let (row, column) = index.quotientAndRemainder(dividingBy: across)
      return layout.elements(
        group,
        at: Point(
          x: 8 + Double(column) * (layout.width + Self.gap),
          y: top + Double(row) * (layout.height + Self.gap)))
    }
    let rows = (groups.count + across - 1) / across
    let height = top + Double(rows) * (layout.height + Self.gap) + (rows == 0 ? 24 : 0)
    let key = heatKey.map { $0.elements(at: Point(x: 8, y: height), theme) } ?? []
    let below = heatKey?.height(theme) ?? 0
    let line = subtitle.isEmpty ? [] : [theme.subtitle(subtitle, below: title, Self.width)]
    return theme.figure(
      Self.width, (height + below).rounded(.up), title: title,
      line + drawn + key
        + (rows == 0
          ? [theme.note("no pictures", at: Point(x: Self.width / 2, y: top + 6))] : []))
  }
}

extension ImageGrid {
  /// As many pictures a row as leave room for the longest of their captions, 4 to 6.
  public static func columns(fitting captions: [String], _ theme: Theme = .standard) -> Int {
    // Captions are bold.
    let longest = captions.map { 1.06 * theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
    return (4...6).last { Self.cellWidth(columns: $0) >= longest } ?? 4
  }

  private static func cellWidth(columns: Int) -> Double {
    (width - 16 - gap * Double(columns - 1)) / Double(columns)
  }
}

/// Pictures that belong together, e.g. the two of a pair.
public struct GridGroup: Sendable {
  public let caption: String?
  /// A second line below the caption.
  public let note: String?
  public let cells: [GridCell]

  public init(caption: String?, note: String? = nil, cells: [GridCell]) {
    self.caption = caption
    self.note = note
    self.cells = cells
  }

  /// The frame that all cells of a larger group share; it is drawn once, around them.
  var sharedFrame: FrameColor? {
    guard cells.count > 1, let first = cells.first?.frame else { return nil }
    return cells.allSatisfy { $0.frame == first } ? first : nil
  }
}

/// A picture with its caption.
public struct GridCell: Sendable {
  /// Nil draws a hatched cell that says "no picture".
  public let image: Bitmap?
  /// Shortened to the width of the cell.
  public let caption: String
  /// Lines between the picture and its caption, where the cell is one of a group.
  public let notes: [String]
  public let frame: FrameColor?
  /// Over the picture, of any size; later ones lie over earlier ones.
  public let masks: [MaskOverlay]

  public init(
    image: Bitmap?, caption: String, notes: [String] = [], frame: FrameColor? = nil,
    masks: [MaskOverlay] = []
  ) {
    self.image = image
    self.masks = masks
    self.caption = caption
    self.notes = notes
    self.frame = frame
  }
}

/// What a frame says.
public enum FrameColor: Sendable {
  case neutral
  case highlight
  /// Something disagrees; dashed, to be seen in grey too.
  case conflict

  func path(_ frame: Rectangle, _ theme: Theme) -> Path {
    switch self {
    case .neutral: return Path(.rectangle(frame), stroke: theme.soft, lineWidth: 0.7)
    case .highlight:
      return Path(.rectangle(frame), stroke: theme.category(0), lineWidth: 2)
    case .conflict:
      var path = Path(.rectangle(frame), stroke: theme.category(1), lineWidth: 2)
      path.dash = [5, 2.5]
      return path
    }
  }
}

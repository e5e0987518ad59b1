/// Pictures in so many rows and columns, page by page; named groups have a heading and a frame.
public struct PicturePages: Sendable {
  public let title: String
  /// A line below the title; may be empty.
  public let subtitle: String
  /// Of pictures on a page.
  public let rows: Int
  public let columns: Int
  public let groups: [Group]

  /// Pictures that stand together; each group begins a row of its own.
  public struct Group: Sendable {
    /// Above its pictures, which a frame surrounds; nil for neither.
    public let name: String?
    public let cells: [Cell]

    public init(name: String?, cells: [Cell]) {
      (self.name, self.cells) = (name, cells)
    }
  }

  public struct Cell: Sendable {
    /// Nil draws a hatched cell that says "no picture".
    public let image: Bitmap?
    /// Below the picture, each shortened to its width.
    public let lines: [String]
    public let frame: FrameColor

    public init(image: Bitmap?, lines: [String], frame: FrameColor = .neutral) {
      (self.image, self.lines, self.frame) = (image, lines, frame)
    }
  }

  /// - Precondition: rows and columns ≥ 1.
  public init(
    title: String, subtitle: String = "", rows: Int, columns: Int, groups: [Group]
  ) {
    precondition(rows >= 1 && columns >= 1, "\(rows) × \(columns) pictures")
    (self.title, self.subtitle) = (title, subtitle)
    (self.rows, self.columns, self.groups) = (rows, columns, groups)
  }

  /// Longest side of a picture, in points.
  public static func pictureSide(rows: Int, columns: Int) -> Double {
    PicturePageLayout.side(rows: rows, columns: columns)
  }

  /// One at least, all of one width.
  public func figures(_ theme: Theme = .standard) -> [Figure] {
    let pages = pages
    return pages.enumerated().map { index, parts in
      let number = pages.count > 1 ? "page \(index + 1) of \(pages.count)" : ""
      return PicturePageLayout(self, parts: parts, number: number, theme).figure
    }
  }

  /// What of a group stands on a page.
  struct Part {
    let name: String?
    /// Of at most as many cells as there are columns.
    let rows: [[Cell]]
  }

  /// Rows in order, so many to a page.
  private var pages: [[Part]] {
    var pages: [[Part]] = [[]]
    for group in groups where !group.cells.isEmpty {
      var rest = stride(from: 0, to: group.cells.count, by: columns).map {
        Array(group.cells[$0..<min($0 + columns, group.cells.count)])
      }[...]
      var name = group.name
      while !rest.isEmpty {
        let room = rows - pages[pages.count - 1].reduce(0) { $0 + $1.rows.count }
        guard room > 0 else {
          pages.append([])
          continue
        }
        pages[pages.count - 1].append(Part(name: name, rows: Array(rest.prefix(room))))
        rest = rest.dropFirst(room)
        name = group.name.map { "\($0), continued" }
      }
    }
    return pages
  }
}

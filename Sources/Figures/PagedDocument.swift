import CCairo
public import Foundation

/// Pages in order, with what a reader's program shows beside them.
public struct PagedDocument: Sendable {
  public let title: String
  public let pages: [Figure]
  /// Headings in reading order; also those of parts, by their level.
  public let outline: [OutlineEntry]
  /// Places of pages that lead to others.
  public let links: [PageLink]

  public init(title: String, pages: [Figure], outline: [OutlineEntry], links: [PageLink]) {
    precondition(!pages.isEmpty, "a document without pages")
    (self.title, self.pages, self.outline, self.links) = (title, pages, outline, links)
  }

  /// As a PDF in the fonts of the first page, vector throughout but for its pictures.
  ///
  /// The same document and date give the same bytes on the same machine.
  /// - Parameter created: what the file says of its making, to the second.
  public func pdf(created: Date) throws(FigureError) -> [UInt8] {
    let canvas = try CairoCanvas(
      width: pages[0].width, height: pages[0].height, format: .pdf(created: created),
      fonts: pages[0].fonts)
    canvas.describe(title: title, outline: outline)
    for (index, page) in pages.enumerated() {
      if index > 0 { try canvas.turnPage(width: page.width, height: page.height) }
      for element in page.elements { try canvas.draw(element) }
      for link in links where link.page == index { canvas.add(link) }
    }
    return try canvas.finish()
  }
}

/// A heading with its place.
public struct OutlineEntry: Sendable, Equatable {
  public let title: String
  /// 1 for chapters, 2 for their parts.
  public let level: Int
  /// From 0.
  public let page: Int
  /// From the top of the page, in points.
  public let y: Double

  public init(title: String, level: Int, page: Int, y: Double) {
    (self.title, self.level, self.page, self.y) = (title, level, page, y)
  }
}

/// A place of a page that leads to another one.
public struct PageLink: Sendable, Equatable {
  /// From 0.
  public let page: Int
  public let frame: Rectangle
  /// Where it leads to.
  public let target: OutlineEntry

  public init(page: Int, frame: Rectangle, target: OutlineEntry) {
    (self.page, self.frame, self.target) = (page, frame, target)
  }
}

extension CairoCanvas {
  fileprivate func describe(title: String, outline: [OutlineEntry]) {
    let text = Text(title, at: Point(x: 0, y: 0), size: 1).printable
    unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text)
    // Of each level the last entry, below which those of the next one stand.
    var parents = [0: Int32(CAIRO_PDF_OUTLINE_ROOT)]
    for entry in outline {
      let parent = (0..<entry.level).reversed().lazy.compactMap { parents[$0] }.first
      let title = Text(entry.title, at: Point(x: 0, y: 0), size: 1).printable
      parents[entry.level] = unsafe cairo_pdf_surface_add_outline(
        surface, parent ?? Int32(CAIRO_PDF_OUTLINE_ROOT), title, entry.place,
        CAIRO_PDF_OUTLINE_FLAG_OPEN)
    }
  }

  fileprivate func add(_ link: PageLink) {
    let frame = link.frame
    let place = "rect=[\(frame.x) \(frame.y) \(frame.width) \(frame.height)] \(link.target.place)"
    unsafe cairo_tag_begin(context, CAIRO_TAG_LINK, place)
    unsafe cairo_tag_end(context, CAIRO_TAG_LINK)
  }
}

extension OutlineEntry {
  /// As Cairo reads it, pages from 1.
  fileprivate var place: String { "page=\(page + 1) pos=[0 \(y)]" }
}

public import Figures

extension Report {
  /// The report as pages of A4: title and contents, then what it says, with figures and tables numbered.
  ///
  /// - Throws: `FigureError` where no canvas can be made.
  public func document() throws(FigureError) -> PagedDocument {
    var maker = try SlabMaker()
    var body: [Slab] = []
    for section in sections { body += maker.slabs(of: section) }
    let flow = PageFlow(body, maker.style)
    // Page numbers do not change how many pages they stand on.
    let front = frontSlabs(flow.outline, &maker)
    let shift = PageFlow(front, maker.style).pages.count
    let outline = flow.outline.map { $0.moved(by: shift) }
    let contents = PageFlow(frontSlabs(outline, &maker), maker.style)
    let pages = contents.pages + flow.pages
    let style = maker.style
    return PagedDocument(
      title: title,
      pages: pages.enumerated().map { style.page($1, number: $0 + 1, of: pages.count) },
      outline: outline,
      links: zip(contents.outline, outline).map { entry, target in
        PageLink(
          page: entry.page,
          frame: Rectangle(
            x: style.margin, y: entry.y + PageFlow.outlineRise, width: style.textWidth,
            height: style.textSize * style.leading),
          target: target)
      })
  }

  /// Title, question and contents.
  private func frontSlabs(_ outline: [OutlineEntry], _ maker: inout SlabMaker) -> [Slab] {
    let style = maker.style
    var slabs = [maker.heading(title, level: 1)]
    if !question.isEmpty {
      slabs += maker.paragraph(question, size: 11, color: style.theme.soft)
    }
    return slabs
      + outline.enumerated().map { place, entry in
        let indent = 14 * Double(entry.level - 1)
        var name = Text(entry.title, at: Point(x: indent, y: 0), size: style.textSize)
        (name.vertical, name.ellipsis, name.maximumWidth) = (
          .top, .end, style.textWidth - indent - 40
        )
        let number = style.line(
          "\(entry.page + 1)", style.textSize, x: style.textWidth, y: 0, anchor: .end)
        var slab = Slab(
          space: place == 0 ? 24 : entry.level == 1 ? 4 : 0,
          height: style.textSize * style.leading, [.text(name), number])
        slab.heading = (entry.title, entry.level)
        return slab
      }
  }
}

extension OutlineEntry {
  fileprivate func moved(by pages: Int) -> OutlineEntry {
    OutlineEntry(title: title, level: level, page: page + pages, y: y)
  }
}

extension PageStyle {
  /// White paper with its number at the foot.
  fileprivate func page(_ elements: [Element], number: Int, of count: Int) -> Figure {
    let paper = Path(
      .rectangle(Rectangle(x: 0, y: 0, width: width, height: height)), fill: .white)
    let foot = line(
      "\(number) of \(count)", 8, x: width / 2, y: bottom + 18, color: theme.soft, anchor: .middle)
    return Figure(
      width: width, height: height, fonts: theme.fonts, elements: [.path(paper)] + elements + [foot]
    )
  }
}

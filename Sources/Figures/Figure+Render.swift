public import Foundation

extension Figure {
  /// As a PNG of width · scale × height · scale pixels, rounded up.
  ///
  /// The same figure gives the same bytes on the same machine.
  /// - Parameter scale: pixels to a point; 2 is 144 to an inch.
  public func png(scale: Double = 2) throws(FigureError) -> [UInt8] {
    try drawn(as: .png(scale: scale))
  }

  /// As a PDF of one page, vector throughout but for its pictures; text can be searched.
  ///
  /// The same figure and date give the same bytes on the same machine.
  /// - Parameter created: what the file says of its making, to the second.
  public func pdf(created: Date) throws(FigureError) -> [UInt8] {
    try [self].pdf(created: created)
  }

  /// As an SVG in UTF-8, whose text is text in the fonts that the reader has.
  ///
  /// - Parameter alternative: what the figure shows, for those who cannot see it.
  public func svg(alternative: String? = nil) throws(FigureError) -> [UInt8] {
    Array(try SVGWriter(self, alternative).text().utf8)
  }

  /// How many characters of its texts no font of this machine has; they are drawn as boxes.
  public func missingGlyphs() throws(FigureError) -> Int {
    let canvas = try CairoCanvas(width: 1, height: 1, format: .png(scale: 1), fonts: fonts)
    return elements.reduce(0) { count, element in
      if case .text(let text) = element { count + canvas.missingGlyphs(of: text) } else { count }
    }
  }

  private func drawn(as format: CairoCanvas.Format) throws(FigureError) -> [UInt8] {
    let canvas = try CairoCanvas(width: width, height: height, format: format, fonts: fonts)
    for element in elements { try canvas.draw(element) }
    return try canvas.finish()
  }
}

extension [Figure] {
  /// As one PDF of a page a figure, each of its own size, in the fonts of the first.
  ///
  /// - Precondition: one figure at least.
  public func pdf(created: Date) throws(FigureError) -> [UInt8] {
    precondition(!isEmpty, "a document without pages")
    let canvas = try CairoCanvas(
      width: self[0].width, height: self[0].height, format: .pdf(created: created),
      fonts: self[0].fonts)
    for (index, page) in enumerated() {
      if index > 0 { try canvas.turnPage(width: page.width, height: page.height) }
      for element in page.elements { try canvas.draw(element) }
    }
    return try canvas.finish()
  }
}

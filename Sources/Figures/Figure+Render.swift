public import Foundation

extension Figure {
  /// As a PNG of width · scale × height · scale pixels, rounded up.
  public func png(scale: Double = 2) throws(FigureError) -> [UInt8] {
    try rendered(as: .png(scale: scale))
  }

  /// As a PDF of one page, vector throughout; the same figure and date give the same bytes.
  public func pdf(created: Date) throws(FigureError) -> [UInt8] {
    try rendered(as: .pdf(created: created))
  }

  public func svg() throws(FigureError) -> [UInt8] {
    try rendered(as: .svg)
  }

  private func rendered(as format: CairoCanvas.Format) throws(FigureError) -> [UInt8] {
    let canvas = try CairoCanvas(
      width: width, height: height, format: format, fonts: Theme.standard.fonts)
    for element in elements { canvas.draw(element) }
    return try canvas.finish()
  }
}

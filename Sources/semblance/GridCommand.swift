import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

struct GridCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Draw pictures in rows and columns, page by page.",
    discussion: """
      Without a query, a set as it comes: all of it, or evenly spaced parts of it where the pages have \
      no room for all. With --query, what looks most like it, titled with the distance (1 − cosine), \
      the query framed: an image file, a folder of images (pages for each), or an item by its id.

      Pictures keep their proportions. A PDF has all pages; of PNG and SVG each page is a file of its \
      own, sheet-01.png, sheet-02.png and so on.

      EXAMPLES
        semblance grid photos/ -o sheet.pdf
        semblance grid archive/ --query photo.jpg -o nearest.png
        semblance grid sorted/ --levels split,label --group-by label --layout 8x10 -o groups.pdf
        semblance grid scans.csv --query 0017.png --captions distance,label,site --pages 2 -o like.svg
      """)

  @Argument(
    help: "Images: folder, table, archive, .npz, dataset.yaml …", completion: .file())
  var input: String

  @Option(
    name: .long, help: "Image, any other input, or id of an item, to show the nearest of.",
    completion: .file())
  var query: String?

  @OptionGroup var pages: GridOptions
  @OptionGroup var inputs: InputOptions

  func validate() throws {
    if query == nil, !inputs.encoder.isEmpty {
      throw ValidationError("--encoder is of no use without --query")
    }
    if query == nil, try pages.lines()?.contains(.distance) == true {
      throw ValidationError("--captions distance needs --query")
    }
  }

  func run() async throws {
    try pages.file.check()
    let grid = try pages.grid(ofQuery: query != nil)
    let figures =
      if let query {
        try await nearest(to: query, grid)
      } else {
        try await all(grid)
      }
    try pages.file.write(figures)
  }

  private func all(_ grid: PictureGrid) async throws -> [FigureFile.Page] {
    let loader = try inputs.loader(by: nil)
    let dataset = try await loader.pictures(at: input)
    Terminal.list(unreadable: dataset.unreadable)
    return try await loader.analyse("grid") { try grid.figures(of: dataset) }
  }

  private func nearest(to query: String, _ grid: PictureGrid) async throws -> [FigureFile.Page] {
    let isFile = FileManager.default.fileExists(atPath: query)
    let loaded = try await inputs.load(isFile ? [input, query] : [input])
    let items = loaded[0].items
    let queries = isFile ? loaded[1].items : try items.selecting(item: query)
    let count = grid.neighbors(isQueryThere: !isFile)
    let result = try await inputs.analyse("grid") {
      try findNeighbors(
        of: queries, in: items, count: count, encoder: loaded[0].encoder?.name)
    }
    Terminal.warn(result.warnings)
    return try await inputs.analyse("draw") {
      try grid.figures(nearest: result, in: loaded[0], queries: isFile ? loaded[1] : nil)
    }
  }
}

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

  @Option(name: .shortAndLong, help: "Figure to write: .pdf, .png or .svg.", completion: .file())
  var output: String

  @Option(
    name: .long, help: "Image, any other input, or id of an item, to show the nearest of.",
    completion: .file())
  var query: String?

  @Option(name: .long, help: "Rows and columns of a page, e.g. 8x10.")
  var layout = GridLayout(rows: 5, columns: 5)

  @Option(
    name: .long, help: "Pages at most, of each query. (default: 1 with --query, else 10)")
  var pages: Int?

  @Option(name: .long, help: "Pictures of one label, split or site stand together in a frame.")
  var groupBy: PartColumn?

  @Option(
    name: .long,
    help: """
      Lines below each picture, with commas between: distance (with --query), label, split, site, id. \
      (default: distance and label as far as known, else id)
      """)
  var captions: String?

  @Option(name: .long, help: "Title of each page. (default: the name of the set, or of the query)")
  var title: String?

  @OptionGroup var inputs: InputOptions

  func validate() throws {
    if let pages { try Check.atLeastOne("--pages", pages) }
    if query == nil, !inputs.encoder.isEmpty {
      throw ValidationError("--encoder is of no use without --query")
    }
    if query == nil, try lines()?.contains(.distance) == true {
      throw ValidationError("--captions distance needs --query")
    }
  }

  func run() async throws {
    let file = URL(filePath: output)
    try FigureFile.check(file)
    let grid = try grid()
    let figures =
      if let query {
        try await nearest(to: query, grid)
      } else {
        try await all(grid)
      }
    Terminal.warn([try FigureFile.fontWarning(for: figures)].compactMap(\.self))
    let files = try FigureFile.write(pages: figures, to: file)
    let folder = output.dropLast(file.lastPathComponent.count)
    let ends = files.count > 1 ? [files[0], files[files.count - 1]] : files
    Terminal.show(
      "\(figures.count) page\(figures.count == 1 ? "" : "s"): "
        + ends.map { folder + $0.lastPathComponent }.joined(separator: " to "))
  }

  private func grid() throws -> PictureGrid {
    var grid = PictureGrid()
    (grid.plan.rows, grid.plan.columns) = (layout.rows, layout.columns)
    grid.plan.pages = pages ?? (query == nil ? 10 : 1)
    (grid.plan.groupBy, grid.plan.captions) = (groupBy, try lines())
    grid.title = title
    return grid
  }

  private func lines() throws -> [GridCaption]? {
    try captions?.split(separator: ",").map { word in
      guard let line = GridCaption(rawValue: String(word)) else {
        throw ValidationError(
          "--captions \(word) is not known; choose from "
            + GridCaption.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return line
    }
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

/// Rows and columns of a page, as "8x10".
struct GridLayout: ExpressibleByArgument {
  let rows: Int
  let columns: Int

  var defaultValueDescription: String { "\(rows)x\(columns)" }

  init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
  }

  init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let rows = sides[0], let columns = sides[1],
      (1...GridPlan.largest).contains(rows), (1...GridPlan.largest).contains(columns)
    else { return nil }
    self.init(rows: rows, columns: columns)
  }
}

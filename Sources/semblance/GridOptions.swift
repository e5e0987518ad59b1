import Analyses
import ArgumentParser
import Experiments

/// How pages of pictures look, and where they go.
struct GridOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Figure to write: .pdf, .png or .svg.", completion: .file())
  var output: String

  @Option(name: .long, help: "Rows and columns of a page, e.g. 8x10.")
  var layout = GridLayout(rows: 5, columns: 5)

  @Option(name: .long, help: "Pages at most. (default: 10; of each query 1)")
  var pages: Int?

  @Option(name: .long, help: "Pictures of one label, split or site stand together in a frame.")
  var groupBy: PartColumn?

  @Option(
    name: .long,
    help: """
      Lines below each picture, with commas between: distance (to a query), label, split, site, id. \
      (default: distance and label as far as known, else id)
      """)
  var captions: String?

  @Option(name: .long, help: "Title of each page. (default: the name of the set, or of the query)")
  var title: String?

  func validate() throws {
    if let pages { try Check.atLeastOne("--pages", pages) }
    _ = try lines()
  }

  var file: PageFile { PageFile(output) }

  func grid(ofQuery isOfQuery: Bool) throws -> PictureGrid {
    var grid = PictureGrid()
    (grid.plan.rows, grid.plan.columns) = (layout.rows, layout.columns)
    grid.plan.pages = pages ?? (isOfQuery ? 1 : 10)
    (grid.plan.groupBy, grid.plan.captions) = (groupBy, try lines())
    grid.title = title
    return grid
  }

  /// Nil for the usual ones.
  func lines() throws -> [GridCaption]? {
    try captions?.split(separator: ",").map { word in
      guard let line = GridCaption(rawValue: String(word)) else {
        throw ValidationError(
          "--captions \(word) is not known; choose from "
            + GridCaption.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return line
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

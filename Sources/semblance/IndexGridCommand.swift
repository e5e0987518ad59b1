import Analyses
import ArgumentParser
import Experiments
import VectorStore

struct IndexGridCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Draw what is in a store in rows and columns, page by page.",
    discussion: """
      The thumbnails of the items that --where lets through, by id: all of them, or evenly spaced parts \
      where the pages have no room for all. What looks most like a query is drawn by semblance index \
      query --figure. Pages are those of semblance grid.

      EXAMPLES
        semblance index grid photos.store -o sheet.pdf
        semblance index grid photos.store --where 'split == test' --group-by label --layout 8x10 -o test.png
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @OptionGroup var filter: StoreFilterOptions
  @OptionGroup var pages: GridOptions

  func validate() throws {
    if try pages.lines()?.contains(.distance) == true {
      throw ValidationError(
        "--captions distance needs a query; see semblance index query --figure")
    }
  }

  func run() async throws {
    try pages.file.check()
    let conditions = try filter.filter()
    let reader = try await StoreAddress(store).reader()
    try await reader.requireThumbnails()
    let figures = try await pages.grid(ofQuery: false).figures(of: reader, where: conditions)
    try pages.file.write(figures)
  }
}

import Analyses
import ArgumentParser
import Experiments
import Foundation

struct SimilarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "Find what looks most like a query.",
    discussion: """
      The query is an image file, a folder of images, an .npy file of one vector a row, or an item of
      the collection by its id (or by its row, counted from 0, where there are no ids).

      EXAMPLES
        semblance similar photo.jpg --in archive/ -k 10
        semblance similar cats/17.png --in archive/ -k 25
        semblance similar queries.npy --in archive.npy -k 5 --json neighbors.json
      """)

  @Argument(
    help: "Image, any other input, or id of an item of the collection.", completion: .file())
  var query: String

  @Option(name: .customLong("in"), help: "The collection to search.", completion: .file())
  var collection: String

  @Option(name: [.customLong("k"), .customShort("k")], help: "Neighbours of each query.")
  var count = 10

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("-k", count)
  }

  func run() async throws {
    try outputs.check()
    let isFile = FileManager.default.fileExists(atPath: query)
    let loaded = try await inputs.load(isFile ? [collection, query] : [collection])
    let items = loaded[0].items
    let queries = isFile ? loaded[1].items : try items.selecting(item: query)
    let result = try await inputs.analyse("similar") { [count] in
      try findNeighbors(of: queries, in: items, count: count)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table(
      [["query", "neighbour", "cosine", "distance"]]
        + result.queries.prefix(10).flatMap { found in
          found.neighbors.map {
            ["\(found.query)", "\($0.id)", $0.cosine.brief, $0.distance.brief]
          }
        })
    if result.queries.count > 10 {
      Terminal.show("… \(result.queries.count - 10) more queries; --json lists them")
    }
  }
}

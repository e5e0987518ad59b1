import Analyses
import ArgumentParser

struct SimilarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "Find what looks most like a query.",
    discussion: """
      The query is an image file, a folder of images, or an .npy file of one vector a row.

      EXAMPLES
        semblance similar photo.jpg --in archive/ -k 10
        semblance similar queries.npy --in archive.npy -k 5 --json neighbors.json
      """)

  @Argument(help: "Image, folder or .npy of queries.", completion: .file())
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
    let queries = try await inputs.items(at: query)
    let items = try await inputs.items(at: collection)
    let result = try findNeighbors(of: queries, in: items, count: count)
    try outputs.write(result)
    Terminal.warn(result.warnings)
    Terminal.table(
      [["query", "neighbour", "cosine", "distance"]]
        + result.queries.prefix(10).flatMap { found in
          found.neighbors.map {
            ["\(found.query)", "\($0.id)", $0.cosine.brief, $0.distance.brief]
          }
        })
    if result.queries.count > 10 {
      print("… \(result.queries.count - 10) more queries; --json lists them")
    }
  }
}

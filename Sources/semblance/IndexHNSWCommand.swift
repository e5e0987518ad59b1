import ArgumentParser
import Experiments
import Foundation
import VectorStore

struct IndexHNSWCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hnsw",
    abstract: "Build the graph for fast approximate search, or link what came after it.",
    discussion: """
      Hierarchical navigable small worlds (Malkov and Yashunin 2020), for the cosine; the same graph on any \
      number of cores. What is added later is searched all the same, exactly, until it is linked; \
      compacting a store drops its graphs. On a PostgreSQL server it is pgvector's HNSW index, which the \
      server keeps up to date; there the command again measures anew what it finds.

      EXAMPLES
        semblance index hnsw photos.store
        semblance index hnsw 'postgres://me@db.example.org/images?schema=photos'
        semblance index hnsw photos.store --encoder vit-s14 --degree 32 --width 400
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @Option(name: .long, help: "Whose vectors. (default: those of every encoder)")
  var encoder: String?

  @Option(name: .long, help: "Links of each row (M); twice as many on the lowest level.")
  var degree = 16

  @Option(
    name: .long,
    help: "Rows in sight of the walk that looks for a row's neighbours (efConstruction).")
  var width = 200

  @Flag(name: .long, help: "Build anew what is there.")
  var anew = false

  @OptionGroup var outputs: OutputOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard (2...256).contains(degree) else {
      throw ValidationError("--degree \(degree): give 2 to 256 links")
    }
    try Check.atLeastOne("--width", width)
  }

  func run() async throws {
    try outputs.check()
    try requireLinearAlgebra()
    let writer = try await StoreAddress(store).writer()
    var names = try await writer.encoderNames
    if let encoder { names = [encoder] }
    var graphs: [StoreWriter.GraphFacts] = []
    for name in names { graphs.append(try await build(name, writer)) }
    try outputs.write(["graphs": graphs])
    Terminal.table(
      [["encoder", "rows", "linked now", "bytes", "recall@10"]]
        + graphs.map { graph in
          [
            graph.encoder, "\(graph.rows)", "\(graph.added)",
            graph.bytes.formatted(.byteCount(style: .file)), graph.recall.value.brief,
          ]
        })
  }

  private func build(_ name: String, _ writer: any WritableStore) async throws
    -> StoreWriter.GraphFacts
  {
    let progress = ProgressPrinter(isQuiet: quiet).handler
    let phase = Phase.analyse(question: "hnsw", encoder: name)
    progress(.started(phase))
    let (degree, width, anew) = (degree, width, anew)
    let facts = try await writer.buildGraph(
      of: name, degree: degree, width: width, startingAnew: anew
    ) { done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(.finished(phase, summary: "\(facts.added) rows linked"))
    return facts
  }
}

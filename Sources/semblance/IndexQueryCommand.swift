import Analyses
public import ArgumentParser
import Embeddings
import Experiments
import Foundation
import LinearAlgebra
public import VectorStore

extension SearchMetric: ExpressibleByArgument {}

struct IndexQueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Find what in a store looks most like a query.",
    discussion: """
      The query is an image, a folder or table of them, vectors, or an item of the store (--id), which \
      finds itself first. Every vector is compared that --where lets through, unless --hnsw is given: \
      then the answer says what part of the nearest such a search finds, measured on the store. Scores \
      are cosines, with --metric dot inner products, with --metric euclidean distances, with --metric \
      hamming bits in which perceptual hashes differ (--encoder phash or dhash); ties stand by id.

      EXAMPLES
        semblance index query photos.store new.jpg -k 5
        semblance index query photos.store --id cats/17.png -k 25 --where 'split == train' --where label!=dog
        semblance index query photos.store new.jpg -k 24 --figure near.png
        semblance index query photos.store new.jpg --hnsw --json near.json
        semblance index query photos.store new.jpg --encoder phash --metric hamming --within 4 -k 100
        semblance index query photos.store queries.npy --encoder clip --metric euclidean --json near.json
        semblance index query 'postgres://me@db.example.org/images?schema=photos' new.jpg -k 5
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @Argument(help: "Images or vectors to look for.", completion: .file())
  var query: String?

  @Option(name: .long, help: "An item of the store in place of an image.")
  var id: String?

  @Option(name: [.customLong("k"), .customShort("k")], help: "Items to find for each query.")
  var count = 10

  @Option(
    name: .long,
    help:
      "How vectors are compared: \(SearchMetric.allCases.map(\.rawValue).joined(separator: ", ")).")
  var metric = SearchMetric.cosine

  @Option(
    name: .long,
    help:
      "Leave out what is not as near: a cosine or product below, a distance or number of bits above."
  )
  var within: Double?

  @Option(
    name: .long, help: "Whose vectors are compared; needed where the store has several encoders.")
  var encoder: String?

  @Flag(
    name: .long,
    help: "Search by the HNSW graph, which semblance index hnsw builds: faster, and not exact.")
  var hnsw = false

  @Option(
    name: .customLong("width"),
    help: "Rows that a walk through the graph keeps in sight (ef); more find more. (default: 100)")
  var graphWidth: Int?

  @Option(
    name: .long,
    help: """
      Draw each query and its neighbours with their scores to a file that ends with .png, .pdf or .svg; \
      of items the thumbnails.
      """,
    completion: .file(extensions: FigureFile.endings))
  var figure: String?

  @OptionGroup var filter: StoreFilterOptions
  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("-k", count)
    guard (query == nil) != (id == nil) else {
      throw ValidationError("give one query: an image or vectors, or an item with --id")
    }
    if let graphWidth { try Check.atLeastOne("--width", graphWidth) }
    guard hnsw || graphWidth == nil else {
      throw ValidationError("--width is of no use without --hnsw")
    }
    guard !hnsw || metric == .cosine else {
      throw ValidationError("--hnsw is for --metric cosine; search exactly by \(metric.rawValue)")
    }
  }

  func run() async throws {
    try outputs.check()
    let pages = figure.map { PageFile($0) }
    try pages?.check()
    try requireLinearAlgebra()
    let reader = try await StoreAddress(store).reader(
      progress: ProgressPrinter(isQuiet: quiet).handler)
    if pages != nil { try await reader.requireThumbnails() }
    let encoder = try await askedEncoder(of: reader)
    let queries = try await queries(encoder, reader)
    var settings = SearchSettings(
      count: count, encoder: encoder.name, metric: metric, filter: try filter.filter())
    settings.limit = within
    if hnsw { settings.method = .graph(width: graphWidth ?? SearchMethod.standardWidth) }
    let answers = try await reader.search(all: queries.vectors, settings)
    let found = zip(queries.ids, answers).map { AnsweredQuery(query: $0, answer: $1) }
    try await outputs.writeInterruptibly(["queries": found])
    show(found)
    if let pages {
      try pages.write(
        try await PictureGrid.figures(
          of: found.map { ($0.query, $0.answer) }, in: reader, queries: queries.loaded))
    }
  }

  private func askedEncoder(of reader: any ReadableStore) async throws -> StoredEncoder {
    let stored = try await reader.encoders()
    let known = stored.map(\.name).joined(separator: ", ")
    if let named = encoder {
      guard let encoder = stored.first(where: { $0.name == named }) else {
        throw ValidationError("--encoder \(named): the store has vectors of \(known)")
      }
      return encoder
    }
    guard let only = stored.first else { throw ValidationError("\(store) is empty; add images") }
    guard stored.count == 1 else {
      throw ValidationError("\(store) has vectors of \(known); name one with --encoder")
    }
    return only
  }

  private struct Queries {
    let ids: [String]
    let vectors: Matrix<Float>
    /// What they were read from; nil for an item of the store.
    let loaded: LoadedItems?
  }

  private func queries(
    _ encoder: StoredEncoder, _ reader: any ReadableStore
  ) async throws -> Queries {
    if let id {
      guard let vector = try await reader.vector(of: id, encoder: encoder.name) else {
        throw ValidationError(
          "--id \(id): no item of \(store) has a vector of \(encoder.name) by that id")
      }
      return Queries(ids: [id], vectors: Matrix([vector]), loaded: nil)
    }
    let path = query ?? ""
    let loader = ItemLoader(
      catalog: try Catalog(installation: .current()), encoder: encoder.name,
      settings: try source.settings(), progress: ProgressPrinter(isQuiet: quiet).handler)
    if !ItemLoader.holdsVectors(path) { try requireLike(encoder, loader, path) }
    let loaded = try await loader.items(at: path)
    Terminal.list(unreadable: loaded.unreadable)
    let vectors = loaded.items.vectors
    return Queries(
      ids: loaded.items.ids.map { "\($0)" }, vectors: vectors.floats(0..<vectors.count),
      loaded: loaded)
  }

  /// Images go through the encoder that the store's vectors are of, or are not compared.
  private func requireLike(
    _ encoder: StoredEncoder, _ loader: ItemLoader, _ path: String
  ) throws {
    let present = try loader.encoderID(ofImagesAt: path)
    guard present.givesVectors(like: encoder.id) else {
      throw ValidationError(
        "\(store) has vectors of \(encoder.name) with weights \(encoder.id.weights?.prefix(12) ?? "unknown") "
          + "(\(encoder.id.preprocessing)), and here it has \(present.weights?.prefix(12) ?? "none") "
          + "(\(present.preprocessing)); give --window, --alpha or --jpeg-scale as the store was built, or "
          + "vectors, or build the store anew")
    }
  }

  private static let shownQueries = 10

  private func show(_ found: [AnsweredQuery]) {
    guard let first = found.first?.answer else { return }
    let hasSeveral = found.count > 1
    let labelled = found.contains { $0.answer.results.contains { $0.label != nil } }
    let heading = (hasSeveral ? ["query"] : []) + ["id", first.metric.rawValue]
    let rows = found.prefix(Self.shownQueries).flatMap { found in
      found.answer.results.map { item in
        (hasSeveral ? [found.query] : []) + [item.id, item.score.brief]
          + (labelled ? [item.label ?? ""] : [])
      }
    }
    Terminal.table([heading + (labelled ? ["label"] : [])] + rows)
    if found.count > Self.shownQueries {
      Terminal.show("… \(found.count - Self.shownQueries) more queries; --json lists them")
    }
    Terminal.show(first.howItWasFound)
  }
}

extension SearchAnswer {
  fileprivate var howItWasFound: String {
    guard let recall else {
      return "exact: each of \(searched) vectors of \(encoder) was compared"
    }
    return
      "HNSW, width \(recall.width): recall@\(recall.at) \(recall.value.brief) on \(recall.queries) "
      + "rows of \(encoder)"
  }
}

/// An answer with what was asked.
struct AnsweredQuery: Encodable, Sendable {
  let query: String
  let answer: SearchAnswer

  private enum Key: CodingKey {
    case query
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try answer.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(query, forKey: .query)
  }
}

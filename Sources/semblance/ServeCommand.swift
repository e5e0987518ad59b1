import ArgumentParser
import Experiments
import Foundation
import SearchServer
import VectorStore

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show a store in a browser, and answer over HTTP what in it looks like a picture.",
    discussion: """
      Loads the store's encoders once and listens until Ctrl-C or SIGTERM; requests under way are \
      answered before it ends. Without --token-file only programs of this machine may ask, and nobody may \
      add images, accept labels or review duplicates. What --alpha, --window and --jpeg-scale said when the \
      store was built has to be said here, too; it refuses to start otherwise.

      EXAMPLES
        semblance serve photos.store --port 8080
        semblance serve photos.store --port 8080 --host 0.0.0.0 --token-file token.txt
        semblance serve plankton.store --encoder efficientnet-lite0 --filter plankton.json
        semblance serve scans.store --window 40,400
        semblance serve 'postgres://me@db.example.org/images?schema=photos'

      IN A BROWSER
        http://127.0.0.1:8080/ has search, browsing, duplicates and labels to review, clusters, maps and \
      shifts; with --token-file it asks for the token, and keeps what is decided in the store.

      ASK IT
        curl -F file=@new.jpg -F k=5 -F 'where=split == train' http://127.0.0.1:8080/v1/similar
        curl http://127.0.0.1:8080/openapi.json
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @OptionGroup var service: ServiceOptions

  @Option(
    name: .long,
    help: "Encoders for pictures, separated by commas. (default: all of the store's that are here)",
    completion: .list(Catalog.encoderNames))
  var encoder: String?

  @Option(
    name: .long, help: "A filter of semblance label filter train, which /v1/label applies.",
    completion: .file(extensions: ["json"]))
  var filter: String?

  @Flag(
    name: .long, help: "Log every request: its route, status and time, nothing of what it asked.")
  var verbose = false

  func validate() throws {
    _ = try encoder.map { try EncoderList.names(in: $0) }
  }

  func run() async throws {
    try requireLinearAlgebra()
    let settings = try service.settings()
    let reader = try await StoreAddress(store).reader(
      progress: ProgressPrinter(isQuiet: false).handler)
    let catalog = try Catalog(installation: .current())
    let names = try await encoderNames(of: reader)
    let server = try await SearchService(
      store: reader, encoders: try names.map { try catalog.encoder(named: $0) },
      filter: try filter.map { try LabelFilterFile.read(URL(filePath: $0)) },
      settings: settings, cores: ProcessInfo.processInfo.activeProcessorCount,
      onAnswer: log)
    let summary = try await reader.statistics().summary
    try await server.run { port in
      Terminal.note("\(store): \(summary)")
      Terminal.note("listening on http://\(service.urlHost):\(port), until Ctrl-C")
    }
    Terminal.note("stopped")
  }

  private var log: @Sendable (AnsweredRequest) -> Void {
    guard verbose else { return { _ in } }
    return { request in
      let milliseconds = (request.duration / .milliseconds(1)).brief
      Terminal.note("\(request.method) \(request.route) \(request.status) \(milliseconds) ms")
    }
  }

  /// Those that were named; else those of the store that take images here.
  private func encoderNames(of reader: any ReadableStore) async throws -> [String] {
    if let encoder { return try EncoderList.names(in: encoder) }
    let stored = try await reader.encoders().map(\.name)
    let usable = try stored.filter { try Catalog.knows(encoder: $0) }
    guard usable.isEmpty else { return usable }
    throw ValidationError(
      stored.isEmpty
        ? "\(store) is empty; add images with semblance index add"
        : "\(store) has vectors of \(stored.joined(separator: ", ")), which are no encoders for images "
          + "here; add images with semblance index add, or the model with semblance models add")
  }
}

import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

/// Options of every command that reads images or vectors.
struct InputOptions: ParsableArguments {
  private static let standardEncoder = "efficientnet-lite0"

  @Option(
    name: .long,
    help: """
      Encoder for images: a model (semblance models list), pixels-N, histogram-rgb-N, \
      histogram-hsv-N, phash or random-projection-N. \
      (default: \(Self.standardEncoder))
      """,
    completion: .list(Catalog.encoderNames))
  var encoder: String?

  @Option(name: .long, help: "Images to take of each split, or of all, at most; a fixed choice.")
  var limit: Int?

  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let limit { try Check.atLeastOne("--limit", limit) }
    guard let encoder, try !Catalog.knows(encoder: encoder) else { return }
    let known = try Catalog.alternatives(to: encoder).joined(separator: ", ")
    throw ValidationError("--encoder \(encoder) is not known; choose from \(known)")
  }

  /// The items of each input; unreadable files are listed on standard error.
  ///
  /// - Throws: `ValidationError` for options that these inputs give nothing to do.
  func load(_ paths: [String], units: [String?] = []) async throws -> [LoadedItems] {
    try checkUse(for: paths)
    try requireLinearAlgebra()
    let loader = try loader()
    var loaded: [LoadedItems] = []
    for (position, path) in paths.enumerated() {
      let units = position < units.count ? units[position] : nil
      loaded.append(try await loader.items(at: path, units: units))
    }
    for items in loaded { Terminal.list(unreadable: items.unreadable) }
    return loaded
  }

  /// - Throws: `ValidationError` for what holds vectors already.
  func embed(_ path: String, to file: URL) async throws -> EmbeddedFile {
    guard !ItemLoader.holdsVectors(path) else {
      throw ValidationError("\(path) holds vectors already; give a folder of images")
    }
    let embedded = try await loader().embed(path, to: file)
    Terminal.list(unreadable: embedded.unreadable)
    return embedded
  }

  /// Computes with progress; Ctrl-C ends it at once.
  func analyse<Value: Sendable>(
    _ question: String, _ compute: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await loader().analyse(question, compute)
  }

  /// Computes with progress that tells how far it is; Ctrl-C ends it at once.
  func follow<Value: Sendable>(
    _ question: String,
    _ compute:
      @escaping @Sendable (@escaping @Sendable (_ done: Int, _ total: Int) -> Void) throws -> Value
  ) async throws -> Value {
    try await loader().follow(question, compute)
  }

  private func loader() throws -> ItemLoader {
    ItemLoader(
      catalog: try Catalog(installation: .current()), encoder: encoder ?? Self.standardEncoder,
      limit: limit.map { .each($0) } ?? .none, settings: try source.settings(),
      progress: ProgressPrinter(isQuiet: quiet).handler)
  }

  private func checkUse(for paths: [String]) throws {
    let vectors = paths.filter(ItemLoader.holdsVectors)
    if encoder != nil, !vectors.isEmpty, vectors.count == paths.count {
      throw ValidationError(
        "--encoder is of no use: \(vectors[0]) holds vectors already; leave it out")
    }
    if limit != nil, let first = vectors.first {
      throw ValidationError("--limit is for images, and \(first) holds vectors; leave it out")
    }
  }
}

/// Where the full result goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Write the full result as JSON; keys are listed in the documentation page JSON.",
    completion: .file(extensions: ["json"]))
  var json: String?

  /// Called before any work, so that a wrong path costs none.
  func check() throws {
    guard let json else { return }
    let file = URL(filePath: json)
    // A table or an array named by mistake, the input above all, is not written over.
    guard file.pathExtension.lowercased() == "json" || !isRegularFile(file) else {
      throw ValidationError("--json \(json) is there and not named .json; choose another name")
    }
    try WholeFile.check(file)
  }

  private func isRegularFile(_ file: URL) -> Bool {
    // What is not there is no regular file.
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  func write(_ result: some Encodable) throws {
    guard let json else { return }
    try WholeFile.write(try RunJSON.pretty(result), to: URL(filePath: json))
  }

  /// Writes the result with the files that were left out of its inputs.
  func write(_ result: some Encodable, of inputs: [LoadedItems]) throws {
    try write(Answer(result: result, unreadable: inputs.flatMap(\.unreadable)))
  }
}

/// A result's keys, and `unreadable` beside them.
private struct Answer<Result: Encodable>: Encodable {
  let result: Result
  let unreadable: [UnreadableFile]

  private enum Key: CodingKey {
    case unreadable
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try result.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(unreadable, forKey: .unreadable)
  }
}

/// Checks that apply to several commands.
enum Check {
  static func threshold(_ value: Double) throws {
    guard (-1...1).contains(value) else {
      throw ValidationError("--threshold \(value) is not a cosine; give a number from -1 to 1")
    }
  }

  static func atLeastOne(_ name: String, _ value: Int) throws {
    guard value >= 1 else {
      throw ValidationError("\(name) \(value) is too small; give at least 1")
    }
  }
}

extension Double {
  /// Six significant digits, for tables on the terminal.
  var brief: String { String(format: "%.6g", self) }
}

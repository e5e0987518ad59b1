import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Statistics

/// Options of every command that reads images or vectors.
struct InputOptions: ParsableArguments {
  static let standardEncoder = "efficientnet-lite0"

  @Option(
    name: .long,
    help: """
      Encoder for images: a model (semblance models list), pixels-N, histogram-rgb-N, \
      histogram-hsv-N, phash, dhash or random-projection-N; leakage, duplicates and encoders take \
      several, separated by commas or each with its own --encoder, and NAME@* for all checkpoints of \
      a series. \
      (default: \(Self.standardEncoder))
      """,
    completion: .list(Catalog.encoderNames))
  var encoder: [String] = []

  @Option(
    name: .long,
    help: "Images to take of each split, or of all, at most; a fixed choice, that of plans.")
  var limit: Int?

  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let limit { try Check.atLeastOne("--limit", limit) }
    _ = try encoders()
  }

  /// As one list, however it was given; nil where no encoder was named.
  private var encoderList: String? { encoder.isEmpty ? nil : encoder.joined(separator: ",") }

  /// The encoders that were named, each once; none where none was.
  func encoders() throws -> [String] {
    try encoderList.map { try EncoderList.names(in: $0) } ?? []
  }

  /// The items of each input; unreadable files are listed on standard error.
  ///
  /// - Throws: `ValidationError` for options that these inputs give nothing to do.
  func load(
    _ paths: [String], units: [String?] = [], facts: ItemFacts = .standard
  ) async throws -> [LoadedItems] {
    try checkUse(for: paths)
    try requireLinearAlgebra()
    let loader = try loader(for: paths)
    var loaded: [LoadedItems] = []
    for (position, path) in paths.enumerated() {
      let units = position < units.count ? units[position] : nil
      loaded.append(try await loader.items(at: path, units: units, facts: facts))
    }
    for items in loaded { Terminal.list(unreadable: items.unreadable) }
    try requireOneEncoder(of: loaded)
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
    try await loader(by: nil).analyse(question, compute)
  }

  /// Computes with progress that tells how far it is; Ctrl-C ends it at once.
  ///
  /// - Parameter encoder: that is asked, where several are.
  func follow<Value: Sendable>(
    _ question: String, encoder: String? = nil,
    _ compute: @escaping @Sendable (@escaping WorkProgress) throws -> Value
  ) async throws -> Value {
    try await loader(by: nil).follow(question, encoder: encoder, compute)
  }

  /// What a rule gives for the pairs of loaded items; the first are the reference.
  func threshold(
    _ rule: ThresholdRule, for loaded: [LoadedItems]
  ) async throws -> PairThreshold {
    let name = loaded.lazy.compactMap(\.encoder).first?.name
    return try await loader(by: oneEncoder() ?? name).threshold(rule, for: loaded)
  }

  /// Images are encoded as stored vectors beside them were.
  func loader(for paths: [String] = []) throws -> ItemLoader {
    let stored = try paths.lazy.compactMap { try EmbeddingStore(of: URL(filePath: $0)) }.first
    return try loader(by: oneEncoder() ?? stored?.encoder.name)
  }

  /// The encoder that was named, or a series in place of one, which its loading refuses.
  ///
  /// - Throws: `ValidationError` where several are named.
  private func oneEncoder() throws -> String? {
    guard let encoderList, encoderList.contains(",") else { return encoderList }
    throw ValidationError(
      "--encoder \(encoderList) names several encoders, and one is asked here; name one")
  }

  /// - Parameter name: of the encoder; nil for the standard one.
  func loader(by name: String?) throws -> ItemLoader {
    ItemLoader(
      catalog: try Catalog(installation: .current()),
      encoder: name ?? Self.standardEncoder,
      limit: limit.map { .each($0) } ?? .none, settings: try source.settings(),
      progress: ProgressPrinter(isQuiet: quiet).handler)
  }

  /// - Throws: `ValidationError` for inputs whose vectors cannot be compared.
  func requireOneEncoder(of loaded: [LoadedItems]) throws {
    let known = loaded.compactMap { items in items.encoder.map { (items.items.name, $0) } }
    guard let (first, expected) = known.first else { return }
    for (name, found) in known.dropFirst() {
      guard found.givesVectors(like: expected) else {
        throw ValidationError(
          "\(first) was embedded by \(expected.name) (\(expected.weights?.prefix(12) ?? "no weights")) and "
            + "\(name) by \(found.name) (\(found.weights?.prefix(12) ?? "no weights")); embed both alike"
        )
      }
      guard found.runtime != expected.runtime else { continue }
      Terminal.warn([
        AnalysisWarning(
          "\(first) was embedded by \(expected.runtime ?? "another runtime") and \(name) by "
            + "\(found.runtime ?? "another runtime"), whose vectors differ slightly",
          remedy: "embed both with one runtime where thresholds are sharp")
      ])
    }
  }

  func checkUse(for paths: [String]) throws {
    let vectors = paths.filter(ItemLoader.holdsVectors)
    if !encoder.isEmpty, !vectors.isEmpty, vectors.count == paths.count {
      throw ValidationError(
        "--encoder is of no use: \(vectors[0]) holds vectors already; leave it out")
    }
    if limit != nil, let first = vectors.first {
      throw ValidationError("--limit is for images, and \(first) holds vectors; leave it out")
    }
    if source.exclude != nil, let first = vectors.first {
      throw ValidationError("--exclude is for images, and \(first) holds vectors; leave it out")
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
  ///
  /// - Parameter others: files that are read or written as well.
  func check(besides others: [String?] = []) throws {
    guard let json else { return }
    let file = URL(filePath: json)
    let places = others.compactMap { $0.map { URL(filePath: $0).standardizedFileURL } }
    guard !places.contains(file.standardizedFileURL) else {
      throw ValidationError("--json \(json) is another file of this command; choose another name")
    }
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

  /// Writes the result with the files that were left out of its inputs, and what gates found.
  /// Ctrl-C ends it while no file is there: a million pairs take seconds to spell out.
  func write(
    _ result: some Encodable & Sendable, of inputs: [LoadedItems], gates: GateRecord? = nil
  ) async throws {
    try await writeInterruptibly(
      Answer(result: result, unreadable: inputs.flatMap(\.unreadable), gates: gates))
  }

  func writeInterruptibly(_ answer: some Encodable & Sendable) async throws {
    guard let json else { return }
    let text = try await interruptible { try RunJSON.pretty(answer) }
    try WholeFile.write(text, to: URL(filePath: json))
  }
}

/// A result's keys, `unreadable` and `gates` beside them.
struct Answer<Result: Encodable & Sendable>: Encodable, Sendable {
  let result: Result
  /// Nil where several answers have the same inputs.
  let unreadable: [UnreadableFile]?
  let gates: GateRecord?

  private enum Key: CodingKey {
    case unreadable, gates
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try result.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(unreadable, forKey: .unreadable)
    try container.encodeIfPresent(gates, forKey: .gates)
  }
}

/// Checks that apply to several commands.
enum Check {
  static func threshold(_ value: Double) throws {
    guard (-1...1).contains(value) else {
      throw ValidationError("--threshold \(value) is not a cosine; give a number from -1 to 1")
    }
  }

  static func encoder(_ name: String) throws {
    guard try !Catalog.knows(encoder: name) else { return }
    let known = try Catalog.alternatives(to: name).joined(separator: ", ")
    throw ValidationError("--encoder \(name) is not known; choose from \(known)")
  }

  static func atLeastOne(_ name: String, _ value: Int) throws {
    guard value >= 1 else {
      throw ValidationError("\(name) \(value) is too small; give at least 1")
    }
  }

  static func within<Value: Comparable>(
    _ range: ClosedRange<Value>, _ name: String, _ value: Value
  ) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "\(name) \(value) is not from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

extension Double {
  /// Six significant digits, for tables on the terminal.
  var brief: String { String(format: "%.6g", self) }
}

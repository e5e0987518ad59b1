public import Embeddings
public import Foundation
import Inference
import Logging

/// The one place where names in plans and on the command line become types.
public struct Catalog: Sendable {
  public let installation: Installation
  /// Nil: whichever runtime is found.
  private let runtime: RuntimeKind?
  let concurrency: Int
  private let logger = Logger(label: "semblance.catalog")

  public init(
    installation: Installation, environment: [String: String] = ProcessInfo.processInfo.environment,
    concurrency: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(SettingsError) {
    self.installation = installation
    self.concurrency = concurrency
    runtime = try Self.runtime(named: environment["SEMBLANCE_RUNTIME"])
  }

  /// Names to choose from, for messages and completion.
  public static let encoderNames = ShippedCards.names + PlainEncoder.names
  public static let textEncoderNames = ShippedCards.textNames

  /// Names to choose from instead of an unknown one: the checkpoints where it names a series, the
  /// pattern with its range where it has another number, else all that can be typed as they are, and
  /// patterns.
  ///
  /// - Throws: `SettingsError` when an added card cannot be read.
  public static func alternatives(
    to name: String, in installation: Installation = .current()
  ) throws(SettingsError) -> [String] {
    let library = ModelLibrary(installation)
    if let model = try library.model(named: name) {
      return ["\(model.card.name)@*"] + model.checkpoints.map(\.name)
    }
    if let family = PlainEncoder.family(of: name) { return [family] }
    let added = try ModelList(library).models.filter { $0.kind == .image }.map(\.name)
    return added + PlainEncoder.names
  }

  /// Whether an encoder has this name; for a model its card has to be there, not its weights.
  ///
  /// - Throws: `SettingsError` when the card of that name cannot be read.
  public static func knows(
    encoder name: String, in installation: Installation = .current()
  ) throws(SettingsError) -> Bool {
    if PlainEncoder(name: name) != nil { return true }
    return try !encoders(matching: name, in: installation).isEmpty
  }

  /// The names that a name stands for: `card@*` for every checkpoint of a series, in natural order;
  /// any other for itself. Empty for an unknown name.
  public static func encoders(
    matching name: String, in installation: Installation = .current()
  ) throws(SettingsError) -> [String] {
    if PlainEncoder(name: name) != nil { return [name] }
    if try ModelLibrary(installation).whitening(named: name) != nil { return [name] }
    guard let model = try ModelLibrary(installation).model(named: name) else { return [] }
    let names = model.checkpoints.map(\.name)
    return name == "\(model.card.name)@*" ? names : names.filter { $0 == name }
  }

  /// - Throws: `SettingsError` for an unknown name; what the encoder throws when its weights or the
  ///   runtime are missing, or do not fit the card.
  public func encoder(named name: String) throws -> any Encoder {
    if let plain = PlainEncoder(name: name) { return plain.encoder }
    let library = ModelLibrary(installation)
    if let whitening = try library.whitening(named: name) { return try whitened(whitening) }
    let model = try library.model(named: name)
    guard let model, let checkpoint = model.checkpoints.first(where: { $0.name == name }) else {
      if let model, name == "\(model.card.name)@*", let first = model.checkpoints.first {
        throw SettingsError.isSeries(encoder: name, checkpoint: first.name)
      }
      throw SettingsError.unknownName(
        what: "encoder", found: name,
        known: try Self.alternatives(to: name, in: installation))
    }
    return try encoder(of: model.card, checkpoint)
  }

  func encoder(
    of card: ModelCard, _ checkpoint: LibraryModel.Checkpoint, concurrency: Int? = nil
  ) throws -> OnnxEncoder {
    try OnnxEncoder(
      card: card, name: checkpoint.name, file: checkpoint.file, sha256: checkpoint.sha256,
      runtime: try inferenceRuntime(), concurrency: concurrency ?? self.concurrency)
  }

  /// The text encoder of a name, opened and tried.
  ///
  /// - Throws: `SettingsError` for an unknown name; what the encoder throws when its files or the runtime
  ///   are missing, or do not fit the card.
  public func textEncoder(named name: String) async throws -> any TextEncoder {
    guard let model = try ModelLibrary(installation).textModel(named: name) else {
      throw SettingsError.unknownName(
        what: "text encoder", found: name,
        known: try ModelLibrary(installation).textModels().map(\.card.name))
    }
    return try await textEncoder(of: model)
  }

  func textEncoder(of model: LibraryTextModel) async throws -> OnnxTextEncoder {
    let encoder = try OnnxTextEncoder(
      card: model.card, folder: model.base, runtime: try inferenceRuntime(),
      concurrency: concurrency)
    try await encoder.tryOut()
    return encoder
  }

  public func pass(with encoder: any TextEncoder) -> TextPass {
    TextPass(encoder: encoder, cacheRoot: installation.embeddingCache, concurrency: concurrency)
  }

  public func pass(with encoder: any Encoder) -> EncodingPass {
    EncodingPass(encoder: encoder, cacheRoot: installation.embeddingCache)
  }

  func inferenceRuntime() throws -> InferenceRuntime {
    let found = try InferenceRuntime.find(runtime, in: [installation.runtimes])
    logger.info("inference through \(found.kind.rawValue) \(found.version), \(found.path)")
    return found
  }

  private static func runtime(named name: String?) throws(SettingsError) -> RuntimeKind? {
    guard let name, !name.isEmpty else { return nil }
    guard let kind = RuntimeKind(rawValue: name) else {
      throw .unknownName(
        what: "SEMBLANCE_RUNTIME", found: name, known: RuntimeKind.allCases.map(\.rawValue))
    }
    return kind
  }
}

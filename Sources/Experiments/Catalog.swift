public import Embeddings
public import Foundation
import Inference
import Logging

/// The one place where names in plans and on the command line become types.
public struct Catalog: Sendable {
  public let installation: Installation
  /// Nil: whichever runtime is found.
  private let runtime: RuntimeKind?
  private let concurrency: Int
  private let logger = Logger(label: "semblance.catalog")

  private static let pixelPrefix = "pixels-"
  private static let largestPixelSide = 1_024

  public init(
    installation: Installation, environment: [String: String] = ProcessInfo.processInfo.environment,
    concurrency: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(SettingsError) {
    self.installation = installation
    self.concurrency = concurrency
    runtime = try Self.runtime(named: environment["SEMBLANCE_RUNTIME"])
  }

  /// Names to choose from, for messages and completion.
  public static let encoderNames = ModelCard.known.map(\.name) + ["pixels", "pixels-N"]

  public static func knows(encoder name: String) -> Bool {
    pixelSide(name) != nil || ModelCard.known.contains { $0.name == name }
  }

  /// - Throws: `SettingsError` for an unknown name; what the encoder throws when its weights or the
  ///   runtime are missing.
  public func encoder(named name: String) throws -> any Encoder {
    if let side = Self.pixelSide(name) { return PixelEncoder(side: side) }
    guard let card = ModelCard.known.first(where: { $0.name == name }) else {
      throw SettingsError.unknownName(what: "encoder", found: name, known: Self.encoderNames)
    }
    return try OnnxEncoder(
      card: card, models: installation.models, runtime: try inferenceRuntime(),
      concurrency: concurrency)
  }

  public func pass(with encoder: any Encoder) -> EncodingPass {
    EncodingPass(encoder: encoder, cacheRoot: installation.embeddingCache)
  }

  func inferenceRuntime() throws -> InferenceRuntime {
    let found = try InferenceRuntime.find(runtime, in: [installation.runtimes])
    logger.info("inference through \(found.kind.rawValue) \(found.version), \(found.path)")
    return found
  }

  /// "pixels" is 32; "pixels-28" is 28.
  private static func pixelSide(_ name: String) -> Int? {
    if name == "pixels" { return 32 }
    guard name.hasPrefix(pixelPrefix), let side = Int(name.dropFirst(pixelPrefix.count)),
      (1...largestPixelSide).contains(side)
    else { return nil }
    return side
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

import Embeddings
import Foundation
import Images
import LinearAlgebra

/// A whitening in the folder of models, by the name of its encoder.
struct WhitenedModel: Sendable {
  static let recordFile = "whitening.yaml"
  static let numbersFile = "whitening.npy"

  let name: String
  /// The encoder whose vectors are whitened, and the digest of its id but for the runtime.
  let encoder: String
  let encoderDigest: String
  let dataset: String
  /// Nil for all samples.
  let split: String?
  let images: Int
  let fingerprint: String
  let components: Int
  /// Of the file of numbers.
  let sha256: String

  /// What it was fitted on, for the encoder's id.
  var origin: String {
    "\(dataset) (\(split.map { "split \($0), " } ?? "")\(images) images, data set "
      + "\(fingerprint.prefix(12)), numbers \(sha256.prefix(12)))"
  }

  static func digest(of id: EncoderID) -> String {
    let key = [id.name, id.weights ?? "", id.preprocessing, id.output ?? ""].joined(separator: "|")
    return ContentDigest(sha256Of: Data(key.utf8)).hex
  }
}

extension WhitenedModel {
  init(_ node: SettingsNode) throws(SettingsError) {
    func text(_ key: String) throws(SettingsError) -> String {
      try node.require(key, example: "…").text()
    }
    name = try text("name")
    encoder = try text("encoder")
    encoderDigest = try text("encoder_digest")
    dataset = try text("dataset")
    split = try node["split"]?.text()
    images = try node.require("images", example: "100").integer(in: 2...Int(Int32.max))
    fingerprint = try text("fingerprint")
    components = try node.require("components", example: "64").integer(in: 1...1_000_000)
    sha256 = try text("sha256")
  }

  /// Texts are quoted as JSON strings, which are YAML too.
  func yaml() throws -> String {
    let texts = [
      ("name", name), ("encoder", encoder), ("encoder_digest", encoderDigest), ("dataset", dataset),
      ("split", split), ("fingerprint", fingerprint), ("sha256", sha256),
    ]
    let quoted = try texts.compactMap { key, value in
      try value.map { "\(key): " + String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    }
    return (quoted + ["images: \(images)", "components: \(components)"]).joined(separator: "\n")
      + "\n"
  }
}

extension ModelLibrary {
  /// Nil where no whitening has this name.
  func whitening(named name: String) throws(SettingsError) -> WhitenedModel? {
    let file = folder.appending(path: name).appending(path: WhitenedModel.recordFile)
    guard !name.isEmpty, !name.contains("/"), FileManager.default.fileExists(atPath: file.path)
    else { return nil }
    return try WhitenedModel(SettingsNode(file: file))
  }

  /// The numbers of a whitening.
  ///
  /// - Throws: `EmbeddingError` where the file is missing or altered.
  func numbers(of model: WhitenedModel) throws -> Whitening {
    let file = folder.appending(path: model.name).appending(path: WhitenedModel.numbersFile)
    let digest = try ModelDigest.of(file, model: model.name)
    guard digest == model.sha256 else {
      throw EmbeddingError.modelAltered(
        file: file.path, found: digest, expected: model.sha256)
    }
    return Whitening(stored: try NumPyFile.read(file).doubles)
  }
}

extension Catalog {
  func whitened(_ model: WhitenedModel) throws -> WhitenedEncoder {
    let base = try encoder(named: model.encoder)
    guard WhitenedModel.digest(of: base.id) == model.encoderDigest else {
      throw EmbeddingError.modelMismatch(
        name: model.name,
        finding: "it was fitted on vectors of another model or preparation than \(model.encoder) "
          + "has now; remove \(ModelLibrary(installation).folder.path)/\(model.name) and fit again")
    }
    let numbers = try ModelLibrary(installation).numbers(of: model)
    return WhitenedEncoder(name: model.name, of: base, by: numbers, origin: model.origin)
  }
}

import Embeddings
import Foundation

/// What MLflow is told of an encoder.
struct MLflowModel {
  /// As a registered model is called.
  let name: String
  private let encoder: EncoderID
  /// Nil for an encoder without a card.
  private let origin: LibraryModel?

  /// - Throws: `SettingsError` for an added card that cannot be read.
  init(_ encoder: EncoderID, _ library: ModelLibrary) throws(SettingsError) {
    self.encoder = encoder
    origin = try library.model(of: encoder)
    name = String(encoder.name.map { "/:".contains($0) ? "_" : $0 })
  }

  var title: String { "Encoder of images for semblance: \(encoder.name)" }

  var description: String { MLflowNames.value("Preprocessing: \(encoder.preprocessing)") }

  /// Of a version.
  var tags: [MLflowContent.Pair] {
    facts.sorted { $0.key < $1.key }.map {
      .init(key: "semblance.\($0.key)", value: MLflowNames.value($0.value))
    }
  }

  private var facts: [String: String] {
    [
      "preprocessing": encoder.preprocessing, "weights_sha256": encoder.weights,
      "runtime": encoder.runtime, "output": encoder.output, "source": origin?.card.source,
      "licence": origin?.card.licence,
    ].compactMapValues(\.self)
  }

  /// By name: the id, the card as it was written, and the file by which MLflow knows a folder for a model.
  ///
  /// - Parameter run: the server's name of the run that the folder is of.
  func files(of run: String) throws -> [(name: String, content: Data)] {
    let card = try origin.map { ("card.yaml", try $0.yaml) }
    let description = Description(
      artifactPath: "encoders/\(name)", runId: run,
      flavors: [
        "semblance": ["encoder": "encoder.json", "card": card?.0].compactMapValues(\.self)
      ],
      metadata: facts)
    return [
      ("encoder.json", try RunJSON.pretty(encoder)), ("MLmodel", try RunJSON.pretty(description)),
    ] + [card].compactMap(\.self)
  }

  /// JSON is YAML, in which MLflow has it.
  private struct Description: Encodable {
    let artifactPath: String
    let runId: String
    let flavors: [String: [String: String]]
    let metadata: [String: String]
  }
}

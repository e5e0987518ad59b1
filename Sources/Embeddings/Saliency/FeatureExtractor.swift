public import Foundation
public import Images
public import Inference

/// A network from an ONNX file that hands out what it makes of an image place by place.
public struct FeatureExtractor: Sendable {
  public let card: ModelCard
  /// Of the network with this tensor as its output.
  public let id: EncoderID
  /// The tensor that is taken, by name.
  public let tensor: String
  /// What is taken of the network, in words.
  let summary: String
  private let sessions: SessionPool<InferenceWorker>

  /// Opens the model and tries it on a grey picture.
  ///
  /// - Parameters:
  ///   - name: of the encoder, for messages.
  ///   - tensor: the name of an output or of a tensor inside of the model; where nil the card's feature
  ///     map, else its output.
  ///   - concurrency: sessions, at most.
  /// - Throws: `EmbeddingError.featureMap` for a tensor that is not there or holds nothing by place,
  ///   `EmbeddingError.modelMissing` for a file that is not there;
  ///   `InferenceError` when the runtime refuses the model.
  public init(
    card: ModelCard, name: String, file: URL, tensor: String? = nil, runtime: InferenceRuntime,
    concurrency: Int
  ) async throws {
    let card = (tensor ?? card.featureMap).map(card.taking) ?? card
    self.card = card
    self.tensor = "\(card.output.tensor)"
    summary = Self.summary(of: card.output)
    id = EncoderID(
      name: name, weights: try ModelDigest.of(file, model: name),
      preprocessing: card.preprocessing.summary, runtime: runtime.summary(card.precision),
      output: summary)
    func open() throws -> InferenceWorker {
      try InferenceWorker(model: file, runtime: runtime, card: card, name: name, isTried: false)
    }
    let first: InferenceWorker
    do {
      first = try open()
    } catch EmbeddingError.modelMismatch(let name, let finding) where tensor != nil {
      throw EmbeddingError.featureMap(name: name, finding: finding)
    }
    sessions = SessionPool(first, room: max(1, concurrency) - 1) {
      try InferenceWorker(model: file, runtime: runtime, card: card, name: name, isTried: false)
    }
    let grey = Image(width: 8, height: 8, channels: 1, samples: Array(repeating: 128, count: 64))
    let found = try await first.output(of: grey)
    guard grid(found) != nil else {
      throw EmbeddingError.featureMap(
        name: name,
        finding: "\"\(self.tensor)\" has shape \(found.shapeText), and a map needs "
          + "(1, tokens of a square, channels), (1, channels, rows, columns) or "
          + "(1, rows, columns, channels)")
    }
  }

  /// - Throws: `EmbeddingError.modelMismatch` for another shape, `EmbeddingError.outputNotFinite` for
  ///   numbers that are not finite; `InferenceError`.
  public func features(of image: Image) async throws -> FeatureGrid {
    let found = try await sessions.withWorker { try await $0.output(of: image) }
    guard let grid = grid(found) else {
      throw EmbeddingError.modelMismatch(
        name: card.name, finding: "\"\(tensor)\" changed its shape to \(found.shapeText)")
    }
    guard found.values.allSatisfy(\.isFinite) else {
      throw EmbeddingError.outputNotFinite(name: card.name, output: tensor)
    }
    return grid
  }

  private static func summary(of output: ModelOutput) -> String {
    let start = output.prefixTokens == 0 ? "" : ", after \(output.prefixTokens) tokens"
    return "places of \(output.tensor)\(start)"
  }

  /// Where an image lies in the model's input.
  public func placement(of image: Image) -> PicturePlacement {
    card.preprocessing.placement(of: image)
  }

  private func grid(_ found: Tensor) -> FeatureGrid? {
    FeatureGrid(found, prefixTokens: card.output.prefixTokens, channels: card.dimension)
  }
}

extension ModelCard {
  /// The same model with another tensor of it as its output.
  fileprivate func taking(_ tensor: String) -> ModelCard {
    ModelCard(
      name: name, weights: weights, input: input, preprocessing: preprocessing,
      output: ModelOutput(
        tensor: .name(tensor), pooling: output.pooling, prefixTokens: output.prefixTokens),
      featureMap: featureMap, dimension: dimension, precision: precision, licence: licence,
      source: source, export: export)
  }
}

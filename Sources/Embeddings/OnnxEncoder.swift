public import Foundation
public import Images
public import Inference
public import LinearAlgebra

/// A neural network from an ONNX file, as its model card describes it.
///
/// Images go through the model one at a time, on one thread each, so that a vector does not depend
/// on its neighbours in a batch; several sessions work side by side.
public struct OnnxEncoder: Encoder {
  public let card: ModelCard
  public let id: EncoderID
  private let sessions: SessionPool<InferenceWorker>

  public var dimension: Int { card.dimension }

  public func placement(of image: Image) -> PicturePlacement {
    card.preprocessing.placement(of: image)
  }

  /// Opens the model and tries it on a grey picture, so that a card that does not fit is refused
  /// before any work; further sessions, `concurrency` in all, are opened when they are needed.
  ///
  /// - Parameters:
  ///   - name: the encoder's; the card's where nil.
  ///   - file: the ONNX file.
  ///   - sha256: what its digest has to be; any where nil.
  /// - Throws: `EmbeddingError` when the file is missing, altered or does not fit its card;
  ///   `InferenceError` when the runtime refuses it.
  public init(
    card: ModelCard, name: String? = nil, file: URL, sha256: String?, runtime: InferenceRuntime,
    concurrency: Int
  ) throws {
    let name = name ?? card.name
    let digest = try ModelDigest.of(file, model: name)
    guard sha256 == nil || digest == sha256 else {
      throw EmbeddingError.modelAltered(file: file.path, found: digest, expected: sha256 ?? "")
    }
    self.card = card
    id = EncoderID(
      name: name, weights: digest, preprocessing: card.preprocessing.summary,
      runtime: runtime.summary(card.precision),
      output: card.output.summary)
    let first = try InferenceWorker(
      model: file, runtime: runtime, card: card, name: name, isTried: true)
    sessions = SessionPool(first, room: max(1, concurrency) - 1) {
      try InferenceWorker(model: file, runtime: runtime, card: card, name: name, isTried: false)
    }
  }

  /// - Throws: `EmbeddingError.modelMismatch` when the output is not one vector an image,
  ///   `EmbeddingError.outputNotFinite` when that of an image is not finite.
  public func encode(_ images: [Image]) async throws -> Matrix<Float> {
    try await sessions.withWorker { worker in
      var elements: [Float] = []
      elements.reserveCapacity(images.count * dimension)
      for image in images {
        try Task.checkCancellation()
        elements += try await worker.vector(of: image)
      }
      return Matrix(rows: images.count, columns: dimension, elements: elements)
    }
  }
}

/// One session and the thread it works on.
actor InferenceWorker {
  private var session: InferenceSession
  private let card: ModelCard
  private let name: String
  private let output: String

  init(
    model: URL, runtime: InferenceRuntime, card: ModelCard, name: String, isTried: Bool
  ) throws {
    var session = try InferenceSession(
      model: model, runtime: runtime, threads: 1, inputShape: card.preprocessing.shape,
      output: card.output.tensor.name)
    let output = try card.fittingOutput(of: session, name: name)
    if isTried {
      let grey = Image(width: 8, height: 8, channels: 1, samples: Array(repeating: 128, count: 64))
      do {
        _ = try card.vector(of: grey, in: &session, output: output, name: name)
      } catch EmbeddingError.outputNotFinite {
        // A model that takes nothing from a grey picture takes nothing from any.
        throw EmbeddingError.modelMismatch(name: name, finding: "its output is not finite")
      }
    }
    self.session = session
    self.card = card
    self.name = name
    self.output = output
  }

  /// The embedding of one image, length `card.dimension`.
  func vector(of image: Image) throws -> [Float] {
    try card.vector(of: image, in: &session, output: output, name: name)
  }

  /// The whole output for one image.
  func output(of image: Image) throws -> Tensor {
    try card.output(of: image, in: &session, output: output)
  }
}

extension ModelCard {
  fileprivate func vector(
    of image: Image, in session: inout InferenceSession, output: String, name: String
  ) throws -> [Float] {
    let found = try self.output(of: image, in: &session, output: output)
    guard let vector = self.output.vector(in: found, dimension: dimension) else {
      throw EmbeddingError.modelMismatch(
        name: name,
        finding: "output \"\(output)\" has shape \(found.shapeText) where the card expects "
          + self.output.expectedShape(dimension))
    }
    guard vector.allSatisfy(\.isFinite) else {
      throw EmbeddingError.outputNotFinite(name: name, output: output)
    }
    return vector
  }

  fileprivate func output(
    of image: Image, in session: inout InferenceSession, output: String
  ) throws -> Tensor {
    let given = Tensor(shape: preprocessing.shape, values: preprocessing.tensor(of: image))
    return try session.run(given, named: input, output: output)
  }
}

extension InferenceRuntime {
  /// As part of an encoder's id.
  func summary(_ precision: ModelPrecision) -> String {
    "\(kind.rawValue) \(version), \(precision.rawValue)"
  }
}

extension Tensor {
  var shapeText: String {
    "(\(shape.map(String.init).joined(separator: ", ")))"
  }
}

import Crypto
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
  private let sessions: SessionPool

  public var dimension: Int { card.dimension }

  /// Opens `concurrency` sessions of the model.
  ///
  /// - Parameter models: the folder that `card.file` is relative to.
  /// - Throws: `EmbeddingError` when the file is missing, altered or does not fit its card;
  ///   `InferenceError` when the runtime refuses it.
  public init(
    card: ModelCard, models: URL, runtime: InferenceRuntime, concurrency: Int
  ) throws {
    let file = models.appending(path: card.file)
    try Self.verify(card, file)
    self.card = card
    id = EncoderID(
      name: card.name, weights: card.sha256, preprocessing: card.preprocessing.summary,
      runtime: "\(runtime.kind.rawValue) \(runtime.version), float32")
    sessions = try SessionPool(
      (0..<max(1, concurrency)).map { _ in
        try InferenceWorker(model: file, runtime: runtime, card: card)
      })
  }

  /// - Throws: `EmbeddingError.modelMismatch` when the output is not one finite vector an image.
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

  private static func verify(_ card: ModelCard, _ file: URL) throws(EmbeddingError) {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .modelMissing(name: card.name, file: file.path)
    }
    let found: String
    do {
      let weights = try Data(contentsOf: file, options: .mappedIfSafe)
      found = ContentDigest(sha256Of: weights).hex
    } catch {
      throw .unreadable(file: file.path, reason: reason(of: error))
    }
    guard found == card.sha256 else {
      throw .modelAltered(file: file.path, found: found, expected: card.sha256)
    }
  }
}

/// One session and the thread it works on.
private actor InferenceWorker {
  private var session: InferenceSession
  private let card: ModelCard

  init(model: URL, runtime: InferenceRuntime, card: ModelCard) throws {
    session = try InferenceSession(model: model, runtime: runtime, threads: 1)
    self.card = card
  }

  /// The embedding of one image, length `card.dimension`.
  func vector(of image: Image) throws -> [Float] {
    let size = card.preprocessing.size
    let input = Tensor(shape: [1, 3, size, size], values: card.preprocessing.tensor(of: image))
    let output = try session.run(input, named: card.input, output: card.output)
    guard output.values.count == card.dimension else {
      throw EmbeddingError.modelMismatch(
        name: card.name,
        finding: "output \(card.output) has shape \(output.shape), not (1, \(card.dimension))")
    }
    guard output.values.allSatisfy(\.isFinite) else {
      throw EmbeddingError.modelMismatch(name: card.name, finding: "its output is not finite")
    }
    return output.values
  }
}

/// Lends each caller a worker that no other caller has.
private actor SessionPool {
  private var idle: [InferenceWorker]
  private var waiting: [CheckedContinuation<InferenceWorker, Never>] = []

  init(_ workers: [InferenceWorker]) {
    idle = workers
  }

  nonisolated func withWorker<Result: Sendable>(
    _ body: @Sendable (InferenceWorker) async throws -> Result
  ) async throws -> Result {
    let worker = await borrow()
    do {
      let result = try await body(worker)
      await giveBack(worker)
      return result
    } catch {
      await giveBack(worker)
      throw error
    }
  }

  private func borrow() async -> InferenceWorker {
    if let worker = idle.popLast() { return worker }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack(_ worker: InferenceWorker) {
    if waiting.isEmpty {
      idle.append(worker)
    } else {
      waiting.removeFirst().resume(returning: worker)
    }
  }
}

public import Foundation
public import Inference
public import LinearAlgebra

/// A text model from an ONNX file, as its card describes it.
///
/// Texts go through the model one at a time, on one thread each, so that a vector does not depend on its
/// neighbours in a batch; several sessions work side by side.
public struct OnnxTextEncoder: TextEncoder {
  public let card: TextModelCard
  public let id: EncoderID
  private let tokenizer: any Tokenizer
  private let sessions: SessionPool<TextWorker>

  public var dimension: Int { card.dimension }
  public var temperature: Double? { card.temperature }

  /// Opens the model.
  ///
  /// - Parameters:
  ///   - folder: what the card's paths are relative to.
  /// - Throws: `EmbeddingError` when a file is missing, altered or does not fit its card;
  ///   `InferenceError` when the runtime refuses it.
  public init(
    card: TextModelCard, folder: URL, runtime: InferenceRuntime, concurrency: Int
  ) throws {
    let model = Self.url(card.weights.path, in: folder)
    let vocabulary = Self.url(card.tokenizer, in: folder)
    let digest = try ModelDigest.of(model, model: card.name)
    guard card.weights.sha256 == nil || digest == card.weights.sha256 else {
      throw EmbeddingError.modelAltered(
        file: model.path, found: digest, expected: card.weights.sha256 ?? "")
    }
    self.card = card
    tokenizer = try VocabularyFile.read(vocabulary, isLowerCase: card.isLowerCase)
    id = EncoderID(
      name: card.name, weights: digest,
      preprocessing: card.preprocessing(
        vocabulary: try VocabularyFile.digest(of: vocabulary, model: card.name)),
      runtime: "\(runtime.kind.rawValue) \(runtime.version), \(card.precision.rawValue)",
      output: "\(card.output.tensor), \(card.output.pooling.rawValue)")
    try card.requireRoom(for: tokenizer, in: model)
    let first = try TextWorker(model: model, runtime: runtime, card: card)
    sessions = SessionPool(first, room: max(1, concurrency) - 1) {
      try TextWorker(model: model, runtime: runtime, card: card)
    }
  }

  /// Runs the shortest text and the longest that the card allows, so that a card that does not fit is refused
  /// before any work.
  ///
  /// - Throws: `EmbeddingError.modelMismatch` where the model does not take them.
  public func tryOut() async throws {
    for text in ["", String(repeating: "a ", count: card.limit)] {
      let pieces = tokens(of: text).ids
      do {
        _ = try await sessions.withWorker { try await $0.vector(of: pieces) }
      } catch InferenceError.runFailed(_, _, let reason) {
        throw EmbeddingError.modelMismatch(
          name: card.name, finding: "it refuses a text of \(pieces.count) pieces (\(reason))")
      } catch InferenceError.wrongShape(_, let input, let found) {
        throw EmbeddingError.modelMismatch(
          name: card.name,
          finding:
            "it takes \(input) and was given \(found.last ?? 0) pieces; a model of one length needs that as "
            + "`limit`, and `padding`, the number of the piece that fills texts up")
      }
    }
  }

  public func tokens(of text: String) -> TokenizedText {
    tokenizer.tokens(of: text, limit: card.limit)
  }

  /// - Throws: `EmbeddingError.modelMismatch` when the output is not one finite vector a text.
  public func encode(_ texts: [String]) async throws -> Matrix<Float> {
    let pieces = texts.map { tokens(of: $0).ids }
    return try await sessions.withWorker { worker in
      var elements: [Float] = []
      elements.reserveCapacity(pieces.count * dimension)
      for text in pieces {
        try Task.checkCancellation()
        elements += try await worker.vector(of: text)
      }
      return Matrix(rows: pieces.count, columns: dimension, elements: elements)
    }
  }

  private static func url(_ path: String, in folder: URL) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
  }
}

/// One session and the thread it works on.
private actor TextWorker {
  private var session: InferenceSession
  private let card: TextModelCard

  init(model: URL, runtime: InferenceRuntime, card: TextModelCard) throws {
    let session = try InferenceSession(
      model: model, runtime: runtime, threads: 1, output: card.output.tensor)
    try card.requireFit(of: session)
    self.session = session
    self.card = card
  }

  /// - Parameter pieces: their numbers, with the marks of beginning and end.
  func vector(of pieces: [Int]) throws -> [Float] {
    let found = try session.run(card.inputs(of: pieces), output: card.output.tensor)
    return try card.vector(in: found, pieces: pieces.count)
  }
}

extension TextModelCard {
  fileprivate func inputs(of pieces: [Int]) -> [String: InputTensor] {
    var (ids, mask) = (pieces.map(Int64.init), pieces.map { _ in Int64(1) })
    if case .toLimit(let piece) = padding, pieces.count < limit {
      ids += Array(repeating: Int64(piece), count: limit - pieces.count)
      mask += Array(repeating: 0, count: limit - pieces.count)
    }
    let shape = [1, ids.count]
    var tensors = [inputs.ids: InputTensor.integers(shape: shape, values: ids)]
    if let name = inputs.mask { tensors[name] = .integers(shape: shape, values: mask) }
    if let name = inputs.types {
      tensors[name] = .integers(shape: shape, values: ids.map { _ in 0 })
    }
    return tensors
  }

  fileprivate func vector(in found: Tensor, pieces: Int) throws(EmbeddingError) -> [Float] {
    guard let vector = vector(in: found.shape, found.values, pieces: pieces) else {
      throw .modelMismatch(
        name: name,
        finding: "output \"\(output.tensor)\" has shape \(found.shapeText) where the card "
          + "expects \(expectedShape)")
    }
    guard vector.allSatisfy(\.isFinite) else {
      throw .modelMismatch(name: name, finding: "its output is not finite")
    }
    return vector
  }

  /// - Throws: `EmbeddingError.modelMismatch` with what the model has and what the card expects.
  fileprivate func requireFit(
    of session: borrowing InferenceSession
  ) throws(EmbeddingError) {
    let found = session.inputs
    let isIntegral = found.allSatisfy { $0.element == .int32 || $0.element == .int64 }
    guard Set(found.map(\.name)) == Set(inputs.names), isIntegral else {
      throw .modelMismatch(
        name: name,
        finding: "the model takes \(found.map(\.description).joined(separator: " and ")) where the "
          + "card gives whole numbers as \(inputs.names.joined(separator: ", "))")
    }
    guard session.outputs.contains(where: { $0.name == output.tensor }) else {
      throw .modelMismatch(
        name: name,
        finding: "the model gives \(session.outputs.map(\.name).joined(separator: " and ")) where "
          + "the card expects \"\(output.tensor)\"")
    }
  }

  /// A piece that the model has no vector for would be read from outside of its table.
  fileprivate func requireRoom(for tokenizer: any Tokenizer, in model: URL) throws(EmbeddingError) {
    guard let rows = EmbeddedPieces.count(in: model, of: inputs.ids) else { return }
    if case .toLimit(let piece) = padding, piece >= rows {
      throw .modelMismatch(
        name: name,
        finding: "it knows \(rows) pieces, from 0 on, and the card fills texts up with \(piece)")
    }
    guard rows < tokenizer.count else { return }
    throw .modelMismatch(
      name: name,
      finding: "it knows \(rows) pieces and the vocabulary \(self.tokenizer) has "
        + "\(tokenizer.count); name the vocabulary that it was trained with")
  }
}

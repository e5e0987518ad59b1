public import Foundation
public import Images
public import Inference
public import Statistics

/// A model that finds the outline of what a point lies on or a box holds: an encoder and a decoder in ONNX
/// files, with the inputs and outputs of the export that is published with SAM.
///
/// Source: Kirillov et al., "Segment anything" (2023).
public struct PromptSegmenter: Sendable {
  public let card: SegmenterCard
  /// Encoder and decoder.
  public let models: [EncoderID]
  private let worker: SegmenterWorker

  /// Opens both models and tries them on a grey picture.
  ///
  /// - Parameter folder: what the paths of the card are relative to.
  /// - Throws: `EmbeddingError` when a file is missing, altered or does not fit; then the message lists what
  ///   the model takes and gives, and what is needed.
  public init(
    card: SegmenterCard, folder: URL, runtime: InferenceRuntime, threads: Int
  ) async throws {
    var models: [EncoderID] = []
    for (file, words) in [(card.encoder, card.summary), (card.decoder, "prompts")] {
      let digest = try ModelDigest.of(folder.appending(path: file.path), model: card.name)
      guard file.sha256 == nil || digest == file.sha256 else {
        throw EmbeddingError.modelAltered(
          file: file.path, found: digest, expected: file.sha256 ?? "")
      }
      models.append(
        EncoderID(
          name: card.name, weights: digest, preprocessing: words,
          runtime: runtime.summary(.float32)))
    }
    self.card = card
    self.models = models
    worker = try SegmenterWorker(card: card, folder: folder, runtime: runtime, threads: threads)
    let grey = Image(width: 8, height: 6, channels: 1, samples: Array(repeating: 128, count: 48))
    _ = try await open(grey).mask(for: SegmentPrompt(points: [PixelPoint(x: 4, y: 3)]))
  }

  /// Shows an image to the encoder, to be asked about it.
  ///
  /// - Throws: `EmbeddingError.outputNotFinite`; `InferenceError`.
  public func open(_ image: Image) async throws -> PromptedImage {
    PromptedImage(image: image, embedding: try await worker.embedding(of: image), worker: worker)
  }
}

/// An image that a segmenter has seen.
public struct PromptedImage: Sendable {
  fileprivate let image: Image
  fileprivate let embedding: Tensor
  fileprivate let worker: SegmenterWorker

  /// Of the masks that the decoder offers the one that it takes for the best, of equal ones the first.
  ///
  /// - Returns: of the image's size.
  /// - Throws: `EmbeddingError.modelMismatch` for outputs of another shape,
  ///   `EmbeddingError.outputNotFinite`; `InferenceError`.
  public func mask(for prompt: SegmentPrompt) async throws -> SegmentedMask {
    try await worker.mask(of: image, embedding, prompt)
  }
}

/// A mask with what the segmenter thinks of it.
public struct SegmentedMask: Sendable, Hashable {
  public let mask: PixelMask
  /// The intersection over union with the truth that the decoder foretells.
  public let predictedOverlap: Double
}

/// Both sessions and the thread that they work on.
private actor SegmenterWorker {
  private let card: SegmenterCard
  private var encoder: InferenceSession
  private var decoder: InferenceSession
  private let embedding: String
  private let maskShape: [Int]

  private static let inputs = [
    "image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input",
    "orig_im_size",
  ]
  private static let outputs = ["masks", "iou_predictions"]

  init(card: SegmenterCard, folder: URL, runtime: InferenceRuntime, threads: Int) throws {
    self.card = card
    let encoder = try InferenceSession(
      model: folder.appending(path: card.encoder.path), runtime: runtime, threads: threads)
    let decoder = try InferenceSession(
      model: folder.appending(path: card.decoder.path), runtime: runtime, threads: threads)
    embedding = try Self.embedding(of: encoder, card)
    maskShape = try Self.maskShape(of: decoder, card)
    self.encoder = encoder
    self.decoder = decoder
  }

  /// The encoder's output that the decoder takes: of its name, or the only one.
  private static func embedding(
    of encoder: borrowing InferenceSession, _ card: SegmenterCard
  ) throws(EmbeddingError) -> String {
    let takes = encoder.inputs.filter { card.input == nil || $0.name == card.input }
    guard encoder.inputs.count == 1, let input = takes.first, input.accepts(card.shape) else {
      let size = card.shape.map(String.init).joined(separator: ", ")
      throw .modelMismatch(
        name: card.name,
        finding: "its encoder takes \(list(encoder.inputs)) where the card gives "
          + "\(card.input ?? "one input") (\(size))")
    }
    let outputs = encoder.outputs
    guard let found = outputs.first(where: { $0.name == Self.inputs[0] }) ?? outputs.first,
      found.name == Self.inputs[0] || outputs.count == 1
    else {
      throw .modelMismatch(
        name: card.name,
        finding: "its encoder gives \(list(outputs)) where \"\(Self.inputs[0])\" is needed")
    }
    return found.name
  }

  /// - Returns: the shape of the mask that the decoder would take as a hint, of which it is given none:
  ///   (1, 1, side, side), where it leaves the side open that of SAM, a quarter of the encoder's.
  private static func maskShape(
    of decoder: borrowing InferenceSession, _ card: SegmenterCard
  ) throws(EmbeddingError) -> [Int] {
    let (takes, gives) = (decoder.inputs, decoder.outputs)
    guard Set(takes.map(\.name)) == Set(inputs), Set(outputs).isSubset(of: gives.map(\.name))
    else {
      throw .modelMismatch(
        name: card.name,
        finding: "its decoder takes \(list(takes)) and gives \(list(gives)), and needed are "
          + "\(inputs.joined(separator: ", ")) and \(outputs.joined(separator: ", ")), as SAM's "
          + "export_onnx_model.py makes them")
    }
    let hint = takes.first { $0.name == "mask_input" }
    let side = hint?.shape.last.flatMap(\.self) ?? card.size / 4
    let shape = [1, 1, side, side]
    guard (1...card.size).contains(side), hint?.accepts(shape) ?? true else {
      throw .modelMismatch(
        name: card.name,
        finding:
          "its decoder takes \(list(takes)), and mask_input has to be (1, 1, side, side), the side "
          + "\(card.size) at most")
    }
    return shape
  }

  private static func list(_ tensors: [TensorDescription]) -> String {
    tensors.map(\.description).joined(separator: ", ")
  }

  func embedding(of image: Image) throws -> Tensor {
    let given = Tensor(shape: card.shape, values: card.tensor(of: image))
    let found = try encoder.run(given, named: card.input, output: embedding)
    try requireFinite(found, embedding)
    return found
  }

  func mask(
    of image: Image, _ embedding: Tensor, _ prompt: SegmentPrompt
  ) throws -> SegmentedMask {
    try Task.checkCancellation()
    let found = try decoder.run(inputs(for: image, embedding, prompt), outputs: Self.outputs)
    let (logits, overlaps) = (found[0], found[1].values)
    let pixels = image.width * image.height
    let best = overlaps.indices.reduce(0) { overlaps[$1] > overlaps[$0] ? $1 : $0 }
    guard logits.shape.suffix(2) == [image.height, image.width], !overlaps.isEmpty,
      logits.values.count == pixels * overlaps.count
    else {
      throw EmbeddingError.modelMismatch(
        name: card.name,
        finding:
          "its masks have shape \(logits.shapeText) for \(overlaps.count) predicted overlaps and a "
          + "picture of \(image.height) rows and \(image.width) columns")
    }
    for (tensor, name) in zip(found, Self.outputs) { try requireFinite(tensor, name) }
    let plane = logits.values[(best * pixels)..<((best + 1) * pixels)]
    return SegmentedMask(
      mask: PixelMask(width: image.width, height: image.height, pixels: plane.map { $0 > 0 }),
      predictedOverlap: Double(overlaps[best]))
  }

  private func requireFinite(_ tensor: Tensor, _ name: String) throws(EmbeddingError) {
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw .outputNotFinite(name: card.name, output: name)
    }
  }

  private func inputs(
    for image: Image, _ embedding: Tensor, _ prompt: SegmentPrompt
  ) -> [String: InputTensor] {
    let size = card.resizedSize(width: image.width, height: image.height)
    let scale = [
      Double(size.width) / Double(image.width), Double(size.height) / Double(image.height),
    ]
    let (places, labels) = prompt.coordinates
    let scaled = places.enumerated().map { Float($1 * scale[$0 % 2]) }
    let tensors = [
      "image_embeddings": embedding,
      "point_coords": Tensor(shape: [1, labels.count, 2], values: scaled),
      "point_labels": Tensor(shape: [1, labels.count], values: labels),
      "mask_input": Tensor(
        shape: maskShape, values: Array(repeating: 0, count: maskShape.reduce(1, *))),
      "has_mask_input": Tensor(shape: [1], values: [0]),
      "orig_im_size": Tensor(shape: [2], values: [Float(image.height), Float(image.width)]),
    ]
    return tensors.mapValues { .floats($0) }
  }
}

import Embeddings

/// A picture's vector and who made it.
struct EmbeddingAnswer: Encodable {
  let encoder: String
  /// SHA-256 of the weights; nil for an encoder without any.
  let weights: String?
  let preprocessing: String
  let dimension: Int
  /// As the encoder gave it, not normalised.
  let vector: [Float]
  let image: PictureFacts
}

extension SearchService {
  func embedding(of picture: ReceivedPicture) async throws -> EmbeddingAnswer {
    try picture.fields.requireOnly(["encoder"])
    let encoder = try encoders.named(try picture.fields.text("encoder"))
    let encoded = try await encoded(picture, [encoder])
    return EmbeddingAnswer(
      encoder: encoder.id.name, weights: encoder.id.weights,
      preprocessing: encoder.id.preprocessing, dimension: encoder.dimension,
      vector: encoded.vector(by: encoder), image: encoded.facts)
  }
}

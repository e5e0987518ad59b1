public import LinearAlgebra

/// The vectors of a data set under one encoder.
public struct EmbeddingTable: Sendable {
  public let encoder: EncoderID
  /// Fingerprint of the data set, hexadecimal.
  public let dataset: String
  public let sampleIDs: [String]
  /// Shape (sampleIDs.count, d). Row i belongs to sample i; all finite; not normalised.
  public let vectors: Matrix<Float>

  /// - Precondition: one row a sample.
  public init(encoder: EncoderID, dataset: String, sampleIDs: [String], vectors: Matrix<Float>) {
    precondition(sampleIDs.count == vectors.rows)
    self.encoder = encoder
    self.dataset = dataset
    self.sampleIDs = sampleIDs
    self.vectors = vectors
  }
}

/// One question to ask of the embeddings, with every setting explicit.
///
/// A new analysis is a case here, a case of `AnalysisResult`, a file that answers it and a section.
public enum AnalysisPlan: Sendable, Hashable, Codable {
  case similarity
  /// One threshold an encoder: cosines of different encoders have different scales.
  case leakage(thresholds: [EncoderThreshold])
  case shift(permutations: Int, resamples: Int, bandwidth: Double?)
  case clusters(count: Int, restarts: Int)
  case projection(components: Int)
  case neighbors(query: String?, count: Int)
  case encoders(neighbors: Int)
}

/// The cosine at or above which two items are a pair under one encoder.
public struct EncoderThreshold: Sendable, Hashable, Codable {
  public let encoder: String
  /// In [−1, 1].
  public let threshold: Double

  public init(encoder: String, threshold: Double) {
    self.encoder = encoder
    self.threshold = threshold
  }
}

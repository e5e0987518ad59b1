/// One question to ask of the embeddings, with every setting explicit.
///
/// A new analysis is a case here, a case of `AnalysisResult`, a file that answers it and a section.
public enum AnalysisPlan: Sendable, Hashable, Codable {
  case similarity
  case leakage(threshold: Double)
  case shift(permutations: Int, resamples: Int, bandwidth: Double?)
  case clusters(count: Int, restarts: Int)
  case projection(components: Int)
  case neighbors(query: String?, count: Int)
  case encoders(neighbors: Int)
}

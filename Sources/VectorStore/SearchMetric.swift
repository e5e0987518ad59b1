/// How alike two vectors are.
public enum SearchMetric: String, Sendable, Codable, CaseIterable {
  /// Of the angle between them, within [-1, 1]; the greatest is nearest. A zero vector has none.
  case cosine
  /// Their inner product; the greatest is nearest.
  case dot
  /// Their distance, ≥ 0; the least is nearest.
  case euclidean
  /// Bits in which perceptual hashes differ, for encoders whose vectors are hashes; the least is nearest.
  case hamming

  /// Whether the first of two scores is the nearer one.
  func isNearer(_ a: Double, _ b: Double) -> Bool { isDistance ? a < b : a > b }

  private var isDistance: Bool { self == .euclidean || self == .hamming }

  /// Encoders whose vectors are bits, +1 and −1.
  static let hashes = ["phash", "dhash"]
}

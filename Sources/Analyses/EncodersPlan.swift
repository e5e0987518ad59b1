/// How encoders are to be compared.
public struct EncodersPlan: Sendable, Hashable, Codable {
  /// Nearest neighbours that vote, ≥ 1.
  public var neighbors: Int

  public init(neighbors: Int = 5) {
    self.neighbors = neighbors
  }
}

public import LinearAlgebra
import Statistics

/// Items of a store with their vectors in memory: all for which a filter holds, or some drawn at random.
public struct StoreSample: Sendable {
  public let encoder: StoredEncoder
  /// By id.
  public let items: [StoredItem]
  /// Shape (items.count, d).
  public let vectors: Matrix<Float>
  /// Of which these were drawn.
  public let total: Int

  /// - Parameter rows: one an item.
  init(encoder: StoredEncoder, items: [StoredItem], vectors rows: [[Float]], total: Int) {
    (self.encoder, self.items, self.total) = (encoder, items, total)
    vectors =
      rows.isEmpty ? Matrix(rows: 0, columns: encoder.dimension, elements: []) : Matrix(rows)
  }

  /// Which of many are drawn, ascending.
  static func draw(_ limit: Int, of count: Int, seed: UInt64) -> [Int] {
    var random = SeededGenerator(seed: seed, stream: "store sample")
    return random.choose(min(limit, count), of: count)
  }
}

import LinearAlgebra
import Statistics

/// Rows for benchmarks: clusters around random centres, the same in every run.
enum Rows {
  /// - Returns: shape (count, dimension).
  static func clustered(_ count: Int, dimension: Int, stream: String = "rows") -> Matrix<Float> {
    var generator = SeededGenerator(seed: 1, stream: stream)
    let clusters = 50
    let centers = (0..<(clusters * dimension)).map { _ in Float(generator.uniformFraction()) - 0.5 }
    var elements: [Float] = []
    elements.reserveCapacity(count * dimension)
    for _ in 0..<count {
      let center = generator.uniform(below: clusters) * dimension
      for j in 0..<dimension {
        elements.append(centers[center + j] + 0.6 * (Float(generator.uniformFraction()) - 0.5))
      }
    }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }
}

import Foundation
import LinearAlgebra
import Statistics

/// Standard normal numbers for tests (Box and Muller).
struct NormalGenerator {
  private var source: SeededGenerator

  init(_ name: String, index: Int = 0) {
    source = SeededGenerator(seed: 2025, stream: name, index: index)
  }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - source.uniformFraction())).squareRoot()
    return radius * cos(2 * .pi * source.uniformFraction())
  }

  /// Shape (n, d); the first column is moved by `shift`.
  mutating func matrix(_ n: Int, _ d: Int, shift: Double = 0) -> Matrix<Double> {
    var elements = (0..<(n * d)).map { _ in next() }
    for i in 0..<n where d > 0 { elements[i * d] += shift }
    return Matrix(rows: n, columns: d, elements: elements)
  }

  /// `units` × `size` rows; those of a unit lie around a common center.
  mutating func grouped(_ units: Int, by size: Int, _ d: Int) -> Matrix<Double> {
    var rows: [[Double]] = []
    for _ in 0..<units {
      let center = (0..<d).map { _ in 2 * next() }
      for _ in 0..<size { rows.append(center.map { $0 + 0.5 * next() }) }
    }
    return Matrix(rows)
  }
}

extension Matrix<Double> {
  /// The rows one behind the other in another order.
  func reordered(by order: [Int]) -> Matrix { selecting(rows: order) }

  func largestDifference(from other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  func mapping(_ transform: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(transform))
  }
}

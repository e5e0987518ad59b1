import Foundation
public import LinearAlgebra

extension Matrix<Double> {
  /// Each row as probabilities of its columns, proportional to exp(value/temperature).
  ///
  /// - Parameter temperature: > 0; the smaller, the more the largest takes.
  public func softmaxOfRows(temperature: Double) -> Matrix {
    precondition(temperature > 0)
    let shares = (0..<rows).flatMap { row -> [Double] in
      let values = self.row(row).map { $0 / temperature }
      let largest = values.max() ?? 0
      let powers = values.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
    return Matrix(rows: rows, columns: columns, elements: shares)
  }

  /// Each column as probabilities of its rows.
  public func softmaxOfColumns(temperature: Double) -> Matrix {
    transposed.softmaxOfRows(temperature: temperature).transposed
  }
}

import Foundation
public import LinearAlgebra

/// The probability of one of two labels by a logistic regression, as few numbers that can be written to
/// a file.
public struct LinearScorer: Sendable, Hashable, Codable {
  /// Of each column, taken off first.
  public let mean: [Double]
  /// Of each column, > 0; divided by then.
  public let deviation: [Double]
  /// One a column, multiplied by then.
  public let weights: [Double]
  /// Added to the sum; the logistic function of that is the probability.
  public let intercept: Double

  /// - Parameters:
  ///   - regression: of two labels.
  ///   - label: the one whose probability is wanted.
  public init(_ regression: LogisticRegression, label: Int) {
    precondition(regression.labels.count == 2 && regression.labels.contains(label))
    let (wanted, other) = regression.labels[0] == label ? (0, 1) : (1, 0)
    mean = regression.mean
    deviation = regression.deviation
    weights = zip(regression.weights.row(wanted), regression.weights.row(other)).map(-)
    intercept = regression.intercepts[wanted] - regression.intercepts[other]
  }

  /// Whether there is one finite number for each of some columns, and no deviation that divides by zero.
  public func isValid(columns: Int) -> Bool {
    [mean, deviation, weights].allSatisfy { $0.count == columns && $0.allSatisfy(\.isFinite) }
      && deviation.allSatisfy { $0 > 0 } && intercept.isFinite
  }

  /// Of each row, within [0, 1].
  ///
  /// - Precondition: as many columns as the scorer has.
  public func probabilities<Scalar>(of rows: Matrix<Scalar>) -> [Double] {
    precondition(rows.columns == weights.count, "rows of \(rows.columns) numbers")
    let rows = StoredRows(rows)
    let blocks = stride(from: 0, to: rows.count, by: 512).map {
      $0..<min($0 + 512, rows.count)
    }
    let slopes = Matrix(
      rows: 1, columns: weights.count, elements: zip(weights, deviation).map(/))
    return mapOnAllCores(blocks.count) { number in
      rows.rows(blocks[number], minus: mean).timesTransposed(slopes).elements.map {
        logistic($0 + intercept)
      }
    }.flatMap { $0 }
  }
}

/// 1/(1 + exp(−x)) without overflow.
private func logistic(_ x: Double) -> Double {
  x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
}

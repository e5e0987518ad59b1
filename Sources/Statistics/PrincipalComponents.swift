public import LinearAlgebra

/// The orthogonal directions of largest variance.
///
/// Centred; the sign of each component makes its loading of largest absolute value positive. Exact,
/// by the eigenvectors of the d × d covariance, or of the n × n Gram matrix when that is smaller.
/// Source: Jolliffe, Principal Component Analysis, 2nd ed. (2002), ch. 3.
public struct PrincipalComponents: Sendable {
  /// Column means, length d.
  public let mean: [Double]
  /// Shape (count, d), orthonormal rows; a component without variance is a row of zeros when it
  /// comes from the Gram matrix.
  public let components: Matrix<Double>
  /// Each in [0, 1], descending; all 0 when the rows are all equal.
  public let explainedVarianceRatio: [Double]
  /// Of the centred rows, descending.
  public let singularValues: [Double]
  /// Coordinates of the rows, shape (n, count).
  public let scores: Matrix<Double>

  /// - Parameters:
  ///   - rows: shape (n, d), n ≥ 2, finite.
  ///   - count: 1 … min(n, d).
  /// - Throws: `StatisticsError.eigensolver` when LAPACK does not converge.
  /// - Complexity: O(n·d·min(n, d) + min(n, d)³).
  public init<Scalar: MatrixScalar>(
    of rows: Matrix<Scalar>, count: Int
  ) throws(StatisticsError) {
    precondition(rows.rows >= 2 && (1...min(rows.rows, rows.columns)).contains(count))
    let centred = CentredRows(rows)
    let usesGram = rows.rows < rows.columns
    let product =
      usesGram
      ? centred.rows.timesTransposed(centred.rows) : centred.rows.transposedTimes(centred.rows)
    let eigen: SymmetricEigen
    do {
      eigen = try SymmetricEigen(of: product)
    } catch {
      throw .eigensolver("principal components: \(error)")
    }
    let values = eigen.values.prefix(count).map { max(0, $0).squareRoot() }
    let vectors = eigen.vectors.selecting(rows: 0..<count)
    let directions = usesGram ? vectors.times(centred.rows).rowsDivided(by: values) : vectors
    let total = centred.totalSquares
    mean = centred.mean
    singularValues = values
    explainedVarianceRatio = values.map { total > 0 ? $0 * $0 / total : 0 }
    components = directions.withPositiveLargestLoadings()
    scores = centred.rows.timesTransposed(components)
  }
}

extension Matrix<Double> {
  /// Rows with a divisor of 0, or one that is rounding only, become zero.
  fileprivate func rowsDivided(by divisors: [Double]) -> Matrix<Double> {
    var result = self
    let floor = (divisors.first ?? 0) * 1e-12
    for i in 0..<rows {
      let factor = divisors[i] > floor ? 1 / divisors[i] : 0
      for j in 0..<columns { result[i, j] *= factor }
    }
    return result
  }

  fileprivate func withPositiveLargestLoadings() -> Matrix<Double> {
    var result = self
    for i in 0..<rows {
      let largest = row(i).max { abs($0) < abs($1) } ?? 0
      guard largest < 0 else { continue }
      for j in 0..<columns { result[i, j] = -result[i, j] }
    }
    return result
  }
}

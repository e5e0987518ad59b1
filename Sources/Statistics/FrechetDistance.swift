public import LinearAlgebra

/// The Fréchet distance of two samples as if both were normal, the statistic behind FID.
///
/// It grows as samples shrink, most where there are fewer rows than numbers in a row: compare only
/// values of equal n.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 2; finite.
///   - y: shape (m, d), m ≥ 2; finite.
/// - Returns: ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁^½ Σ₂ Σ₁^½)^½) with the unbiased covariances; ≥ 0.
/// - Throws: `StatisticsError` for fewer than two rows.
/// - Complexity: O((n + m)·d² + d³). Source: Dowson and Landau (1982); Heusel et al. (2017).
public func frechetDistance(
  _ x: Matrix<Double>, _ y: Matrix<Double>
) throws(StatisticsError) -> Double {
  precondition(x.columns == y.columns, "rows of \(x.columns) and \(y.columns) numbers")
  for (name, rows) in [("the first sample", x), ("the second sample", y)] where rows.rows < 2 {
    throw .tooFewRows(of: name, found: rows.rows, needed: 2)
  }
  let (p, q) = (Moments(x), Moments(y))
  let apart = zip(p.mean, q.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let root = try squareRoot(of: p.covariance)
  let values = try eigen(root.times(q.covariance).times(root)).values
  let overlap = values.reduce(0) { $0 + max(0, $1).squareRoot() }
  return max(0, apart + p.covariance.trace + q.covariance.trace - 2 * overlap)
}

private struct Moments {
  let mean: [Double]
  let covariance: Matrix<Double>

  init(_ matrix: Matrix<Double>) {
    let rows = StoredRows(matrix)
    mean = rows.columnMeans
    var sum = SumOfOuterProducts(order: matrix.columns)
    sum.add(rowsOf: rows.rows(0..<rows.count, minus: mean))
    let scale = 1 / Double(rows.count - 1)
    covariance = Matrix(
      rows: matrix.columns, columns: matrix.columns,
      elements: sum.matrix.elements.map { $0 * scale })
  }
}

/// VᵀΛ^½V with the rows of V as eigenvectors.
private func squareRoot(of matrix: Matrix<Double>) throws(StatisticsError) -> Matrix<Double> {
  let eigen = try eigen(matrix)
  let half = eigen.vectors.scalingRows(by: eigen.values.map { max(0, $0).squareRoot() })
  return eigen.vectors.transposed.times(half)
}

private func eigen(_ matrix: Matrix<Double>) throws(StatisticsError) -> SymmetricEigen {
  do {
    return try SymmetricEigen(of: matrix)
  } catch {
    throw .linearAlgebra(error)
  }
}

extension Matrix<Double> {
  fileprivate var trace: Double { (0..<rows).reduce(0) { $0 + self[$1, $1] } }
}

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
  return try frechetDistance(.doubles(x), .doubles(y), scaling: .asGiven)
}

/// The same of rows that are scaled some at a time, so that no copy of all is made.
public func frechetDistance(
  _ x: StoredRows, _ y: StoredRows, scaling: RowScaling
) throws(StatisticsError) -> Double {
  for (name, rows) in [("the first sample", x), ("the second sample", y)] where rows.count < 2 {
    throw .tooFewRows(of: name, found: rows.count, needed: 2)
  }
  return try frechetDistance(NormalMoments(x, scaling), NormalMoments(y, scaling))
}

func frechetDistance(
  _ p: NormalMoments, _ q: NormalMoments
) throws(StatisticsError) -> Double {
  let apart = zip(p.mean, q.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  do {
    let root = try squareRoot(of: p.covariance)
    let values = try eigenvalues(ofSymmetric: root.times(q.covariance).times(root))
    let overlap = values.reduce(0) { $0 + max(0, $1).squareRoot() }
    return max(0, apart + p.covariance.trace + q.covariance.trace - 2 * overlap)
  } catch {
    throw .linearAlgebra(error)
  }
}

/// Mean and unbiased covariance, all that a normal distribution has.
struct NormalMoments: Sendable {
  let mean: [Double]
  let covariance: Matrix<Double>

  init(_ rows: StoredRows, _ scaling: RowScaling) {
    let blocks = Tile.split(0..<rows.count, by: 1_024)
    var sums = [Double](repeating: 0, count: rows.dimension)
    for block in blocks {
      let part = StoredRows.doubles(rows.matrix(block, scaling)).columnMeans
      for j in sums.indices { sums[j] += part[j] * Double(block.count) }
    }
    let mean = sums.map { $0 / Double(rows.count) }
    var scatter = SumOfOuterProducts(order: rows.dimension)
    for block in blocks {
      let part = StoredRows.doubles(rows.matrix(block, scaling))
      scatter.add(rowsOf: part.rows(0..<part.count, minus: mean))
    }
    self.init(mean: mean, scatter: scatter.matrix, count: rows.count)
  }

  /// - Parameter scatter: the sum of outer products of the rows less their mean.
  init(mean: [Double], scatter: Matrix<Double>, count: Int) {
    self.mean = mean
    let scale = count > 1 ? 1 / Double(count - 1) : 0
    covariance = Matrix(
      rows: scatter.rows, columns: scatter.columns, elements: scatter.elements.map { $0 * scale })
  }
}

/// VᵀΛ^½V with the rows of V as eigenvectors.
private func squareRoot(of matrix: Matrix<Double>) throws(LinearAlgebraError) -> Matrix<Double> {
  let eigen = try SymmetricEigen(of: matrix)
  let half = eigen.vectors.scalingRows(by: eigen.values.map { max(0, $0).squareRoot() })
  return eigen.vectors.transposedTimes(half)
}

extension Matrix<Double> {
  var trace: Double { (0..<rows).reduce(0) { $0 + self[$1, $1] } }
}

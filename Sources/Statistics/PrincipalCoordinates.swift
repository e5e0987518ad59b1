import LinearAlgebra

/// Rows with more columns than rows, told by their coordinates along their principal axes.
///
/// Of standardised rows Z the products ZZᵀ = UΛUᵀ give coordinates U√Λ; the axes are the rows of
/// Λ^(−½)UᵀZ, which is not held.
struct PrincipalCoordinates: Sendable {
  /// Shape (n, r), r < n the rank.
  let rows: Matrix<Double>
  /// Of each coordinate, descending.
  let variances: [Double]
  private let original: StoredRows
  private let standard: Standardization
  /// Shape (r, n): axes as sums of rows.
  private let axes: Matrix<Double>

  /// - Throws: `StatisticsError.linearAlgebra` where LAPACK gave up.
  init(of rows: StoredRows, _ standard: Standardization) throws(StatisticsError) {
    (original, self.standard) = (rows, standard)
    let eigen: SymmetricEigen
    do {
      eigen = try SymmetricEigen(of: standard.products(of: rows))
    } catch {
      throw .linearAlgebra(error)
    }
    let rounding = (eigen.values.first ?? 0) * Double(rows.count) * Double.ulpOfOne
    let rank = eigen.values.prefix { $0 > rounding }.count
    let roots = eigen.values.prefix(rank).map { $0.squareRoot() }
    let vectors = eigen.vectors.selecting(rows: 0..<rank)
    self.rows = vectors.scalingRows(by: roots).transposed
    axes = vectors.scalingRows(by: roots.map { 1 / $0 })
    variances = eigen.values.prefix(rank).map { $0 / Double(rows.count) }
  }

  /// Weights of coordinates as those of standardised columns.
  func inColumns(_ fitted: FittedWeights) -> FittedWeights {
    var found = fitted
    found.weights = standard.sums(of: original, weights: fitted.weights.times(axes))
    return found
  }
}

extension Standardization {
  /// Rows that are brought to double precision at once.
  private static func blocks(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: 256).map { $0..<min($0 + 256, count) }
  }

  private func standardised(_ rows: StoredRows, _ block: Range<Int>) -> Matrix<Double> {
    rows.rows(block, minus: mean).dividingColumns(by: deviation)
  }

  /// Inner products of standardised rows, shape (n, n).
  fileprivate func products(of rows: StoredRows) -> Matrix<Double> {
    let blocks = Self.blocks(rows.count)
    let strips = mapOnAllCores(blocks.count) { first in
      let left = standardised(rows, blocks[first])
      return blocks[first...].map { left.timesTransposed(standardised(rows, $0)) }
    }
    // Only the upper triangle is read.
    let n = rows.count
    var products = [Double](repeating: 0, count: n * n)
    for (first, strip) in strips.enumerated() {
      for (place, part) in strip.enumerated() {
        for (row, i) in blocks[first].enumerated() {
          let start = i * n + blocks[first + place].lowerBound
          products.replaceSubrange(start..<start + part.columns, with: part.row(row))
        }
      }
    }
    return Matrix(rows: n, columns: n, elements: products)
  }

  /// Weighted sums of standardised rows, shape (weights.rows, d).
  ///
  /// - Parameter weights: shape (any, n).
  fileprivate func sums(of rows: StoredRows, weights: Matrix<Double>) -> Matrix<Double> {
    let columns = weights.transposed
    let parts = Self.blocks(rows.count).map { block in
      columns.selecting(rows: block).transposedTimes(standardised(rows, block))
    }
    return parts.dropFirst().reduce(parts[0]) { $0.plus($1) }
  }
}

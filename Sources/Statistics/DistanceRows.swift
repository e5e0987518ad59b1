import LinearAlgebra

/// Rows whose Euclidean distances are wanted, tile by tile, from inner products.
struct DistanceRows: Sendable {
  /// Shape (n, d).
  let rows: Matrix<Double>
  let squaredNorms: [Double]
  /// ‖x‖² + ‖y‖² − 2x·y errs by some 10⁻¹⁶ of the norms: what is left below this part of them is
  /// taken from the differences instead, so that equal rows are at distance 0 and every squared
  /// distance is right to 10⁻¹⁰ of itself.
  private static let cancellation = 1e-6

  /// Rows minus their common mean: distances do not change, and few of them need differences.
  init(centring rows: StoredRows) {
    self.init(asGiven: rows.rows(0..<rows.count, minus: rows.columnMeans))
  }

  init(asGiven rows: Matrix<Double>) {
    self.rows = rows
    squaredNorms = (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) }
  }

  var count: Int { rows.rows }

  /// - Parameter distances: row-major, shape (tile.rows, tile.columns); may be longer.
  func squaredDistances(_ tile: Tile, into distances: inout [Double]) {
    rows.innerProducts(of: tile.rows, with: rows, of: tile.columns, into: &distances)
    let width = tile.columns.count
    for i in tile.rows {
      let offset = (i - tile.rows.lowerBound) * width - tile.columns.lowerBound
      let lost = distances.turnIntoSquaredDistances(
        (offset + tile.columns.lowerBound)..<(offset + tile.columns.upperBound),
        norm: squaredNorms[i], norms: squaredNorms, from: tile.columns.lowerBound,
        losingBelow: Self.cancellation)
      guard lost > 0 else { continue }
      for j in tile.columns where distances[offset + j] < 0 {
        distances[offset + j] = squaredDifference(i, j)
      }
    }
  }

  private func squaredDifference(_ i: Int, _ j: Int) -> Double {
    guard i != j else { return 0 }
    return zip(rows.row(i), rows.row(j)).reduce(0) { sum, pair in
      sum + (pair.0 - pair.1) * (pair.0 - pair.1)
    }
  }
}

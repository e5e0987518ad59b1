import LinearAlgebra

/// Rows whose Euclidean distances are wanted, tile by tile, from inner products.
struct DistanceRows: Sendable {
  /// Shape (n, d).
  let rows: Matrix<Double>
  let squaredNorms: [Double]
  /// Squared distances up to this part of the squared norms are rounding noise: they are 0.
  private let noise: Double

  /// Rows minus their common mean. ‖x‖² + ‖y‖² − 2x·y loses digits where rows lie far from the
  /// origin, and distances do not change. What is left is noise of some units of 10⁻¹⁶ of the
  /// norms, so that equal rows would seem apart; distances below 3·10⁻⁷ of the norm count as 0.
  init(centring rows: StoredRows) {
    let mean = rows.columnMeans
    self.init(rows.rows(0..<rows.count, minus: mean), noise: 1e-13)
  }

  /// Rows as given; only what rounding made negative is 0.
  init(asGiven rows: Matrix<Double>) {
    self.init(rows, noise: 0)
  }

  private init(_ rows: Matrix<Double>, noise: Double) {
    self.rows = rows
    self.noise = noise
    squaredNorms = (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) }
  }

  var count: Int { rows.rows }

  /// - Parameter distances: row-major, shape (tile.rows, tile.columns); may be longer.
  func squaredDistances(_ tile: Tile, into distances: inout [Double]) {
    rows.innerProducts(of: tile.rows, with: rows, of: tile.columns, into: &distances)
    let width = tile.columns.count
    for i in tile.rows {
      let offset = (i - tile.rows.lowerBound) * width - tile.columns.lowerBound
      let norm = squaredNorms[i]
      for j in tile.columns {
        let norms = norm + squaredNorms[j]
        let distance = norms - 2 * distances[offset + j]
        distances[offset + j] = distance > noise * norms ? distance : 0
      }
    }
  }
}

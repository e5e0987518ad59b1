import LinearAlgebra

/// The rows of a k-means search, centred for the sake of rounding.
struct KMeansData {
  let mean: [Double]
  /// Shape (n, d).
  let rows: Matrix<Double>
  let squaredNorms: [Double]
  let settings: KMeansSettings
  /// Squared movement of the centers below which a search ends.
  let shiftTolerance: Double

  init<Scalar>(_ matrix: Matrix<Scalar>, _ settings: KMeansSettings) throws(StatisticsError) {
    let stored = StoredRows(matrix)
    try stored.requireFinite("the matrix")
    try settings.require()
    mean = stored.columnMeans
    rows = stored.rows(0..<stored.count, minus: mean)
    squaredNorms = rows.squaredNorms
    self.settings = settings
    let variance = squaredNorms.reduce(0, +) / Double(max(1, rows.elements.count))
    shiftTolerance = settings.tolerance * variance
    try rows.require(distinct: settings.clusters)
  }

  /// ‖row − point‖² for every row and point, shape (n, points.rows), never negative.
  func squaredDistances(to points: Matrix<Double>) -> [Double] {
    var distances = rows.timesTransposed(points).elements
    let pointNorms = points.squaredNorms
    for i in 0..<rows.rows {
      for c in 0..<points.rows {
        let k = i * points.rows + c
        distances[k] = max(0, squaredNorms[i] + pointNorms[c] - 2 * distances[k])
      }
    }
    return distances
  }

  /// ‖row − center‖², by differences: slower and exact.
  func squaredDistance(_ row: Int, to center: Int, of centers: Matrix<Double>) -> Double {
    zip(rows.row(row), centers.row(center)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

extension KMeansSettings {
  fileprivate func require() throws(StatisticsError) {
    for (name, value) in [
      ("the number of clusters", clusters), ("the number of restarts", restarts),
      ("the limit of iterations", iterationLimit),
    ] where value < 1 {
      throw .outOfRange(setting: name, found: "\(value)", expected: "at least 1")
    }
    guard tolerance >= 0 else {
      throw .outOfRange(setting: "the tolerance", found: "\(tolerance)", expected: "at least 0")
    }
  }
}

extension Matrix<Double> {
  var squaredNorms: [Double] {
    (0..<rows).map { Double.innerProduct(row($0), row($0)) }
  }

  /// Looks only as far as needed to find that many distinct rows.
  fileprivate func require(distinct count: Int) throws(StatisticsError) {
    var found: [Int] = []
    for i in 0..<rows where found.count < count {
      if !found.contains(where: { row($0) == row(i) }) { found.append(i) }
    }
    guard found.count == count else {
      throw .outOfRange(
        setting: "the number of clusters", found: "\(count)",
        expected: "at most \(found.count), the number of distinct rows; ask for fewer clusters")
    }
  }
}

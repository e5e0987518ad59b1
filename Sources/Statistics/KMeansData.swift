import LinearAlgebra

/// The rows of a k-means search, centred for the sake of rounding.
struct KMeansData {
  /// Scaled to length 1 where the search is spherical. The sketch rules out most centers; it gives way to
  /// a wider one where it rules out too few.
  private(set) var points: SketchedRows
  let settings: KMeansSettings
  /// Squared movement of the centers below which a search ends.
  let shiftTolerance: Double
  /// Directions of a sketch in few dimensions; with up to twice as many columns none is made.
  private static let sketchWidth = 64
  /// Rows that the directions are found on.
  private static let sampleSize = 2_048
  /// Rows that a sketch is tried on.
  private static let trialSize = 512

  init(_ given: StoredRows, _ settings: KMeansSettings) throws(StatisticsError) {
    try settings.require()
    if settings.spherical { try given.requireFinite("the matrix") }
    let stored = settings.spherical ? try given.directions : given
    let rows = stored.less(stored.columnMeansInParts)
    let squaredNorms = rows.squaredNorms
    let total = squaredNorms.reduce(0, +)
    // One number that is not finite leaves its column's mean, and so no length, finite.
    if !total.isFinite { try given.requireFinite("the matrix") }
    try stored.require(distinct: settings.clusters)
    self.settings = settings
    let dimension = stored.dimension
    shiftTolerance = settings.tolerance * total / Double(max(1, stored.count * dimension))
    guard dimension > 2 * Self.sketchWidth, stored.count > Self.sampleSize else {
      points = SketchedRows(rows, squaredNorms, nil)
      return
    }
    let step = stored.count / Self.sampleSize
    let sample = rows.selecting(rows: (0..<Self.sampleSize).map { $0 * step }).scaledToFloats
    points = SketchedRows(rows, squaredNorms, sample.mainDirections(Self.sketchWidth))
  }

  var rows: CentredRows { points.rows }

  /// Centers as the search allows them: of length 1 where it is spherical.
  func projected(_ centers: Matrix<Double>) -> Matrix<Double> {
    guard settings.spherical else { return centers }
    let lengths = (0..<centers.rows).map { row in
      zip(centers.row(row), rows.mean).reduce(0) { $0 + ($1.0 + $1.1) * ($1.0 + $1.1) }
        .squareRoot()
    }
    let mean = rows.mean
    let elements = (0..<centers.rows).flatMap { row in
      // Rows that cancel out leave no direction; the center stays at their mean.
      zip(centers.row(row), mean).map {
        lengths[row] > 1e-9 ? ($0 + $1) / lengths[row] - $1 : $0
      }
    }
    return Matrix(rows: centers.rows, columns: centers.columns, elements: elements)
  }

  /// Sketches the rows with all their numbers where, of some rows, checking the centers that a sketch in
  /// few dimensions does not rule out takes longer.
  mutating func widenSketch(
    for centers: Matrix<Double>, from nearest: NearestCenters, movement: [Double]
  ) {
    guard !points.sketch.isWhole else { return }
    let step = Double(rows.count) / Double(Self.trialSize)
    let trial = (0..<Self.trialSize).map { Int(Double($0) * step) }
    let found = points.choosing(trial).nearest(
      to: centers, from: nearest.choosing(trial), movement: movement)
    // A distance takes about thirty times as long as it would take within a large product.
    let dimension = Double(rows.mean.count)
    let saved = Double(centers.rows) * (dimension - Double(points.sketch.width))
    // Centers move farthest at first, so that a sketch that is little worse then is soon better.
    let checked = Double(found.checked) / Double(trial.count) - 1
    if 30 * checked * dimension > 1.5 * saved {
      points.sketch = RowSketch(rows, rows.squaredNorms, nil)
    }
  }
}

extension KMeansSettings {
  fileprivate func require() throws(StatisticsError) {
    for (name, value) in [
      ("the number of clusters", clusters), ("the number of restarts", restarts),
      ("the limit of iterations", iterationLimit), ("the rows of a batch", batch ?? 1),
    ] where value < 1 {
      throw .outOfRange(setting: name, found: "\(value)", expected: "at least 1")
    }
    guard tolerance >= 0 else {
      throw .outOfRange(setting: "the tolerance", found: "\(tolerance)", expected: "at least 0")
    }
  }
}

extension CentredRows {
  var squaredNorms: [Double] {
    let ranges = ranges(of: count)
    return mapOnAllCores(ranges.count) { number in
      squaredNorms(of: ranges[number])
    }.flatMap { $0 }
  }
}

extension StoredRows {
  /// Rows of length 1 in float.
  fileprivate var directions: StoredRows {
    get throws(StatisticsError) {
      let units: UnitRows =
        switch self {
        case .floats(let rows): UnitRows(rows)
        case .doubles(let rows): UnitRows(rows)
        case .mapped(let rows): UnitRows(rows)
        }
      guard let zero = units.zeroRows.first else { return .floats(units.unit(0..<count)) }
      throw .outOfRange(
        setting: "the length of row \(zero)", found: "0",
        expected: "above 0 for spherical k-means; leave rows of zeros out")
    }
  }

  /// The mean of each column, by parts of the rows on all cores.
  var columnMeansInParts: [Double] {
    let zero = [Double](repeating: 0, count: dimension)
    let origin = less(zero)
    let ranges = Tile.split(0..<count, by: 4_096)
    let parts = mapOnAllCores(ranges.count) { number in
      var sums = zero
      for row in ranges[number] { origin.add(row, times: 1, to: &sums) }
      return sums
    }
    return parts.reduce(zero) { zip($0, $1).map(+) }.map { $0 / Double(Swift.max(1, count)) }
  }

  /// Looks only as far as needed to find that many distinct rows.
  fileprivate func require(distinct needed: Int) throws(StatisticsError) {
    var found = Set<[Double]>()
    for i in 0..<count where found.count < needed { found.insert(row(i)) }
    guard found.count == needed else {
      throw .outOfRange(
        setting: "the number of clusters", found: "\(needed)",
        expected: "at most \(found.count), the number of distinct rows; ask for fewer clusters")
    }
  }
}

extension Matrix<Double> {
  var squaredNorms: [Double] {
    (0..<rows).map { Double.innerProduct(row($0), row($0)) }
  }

  /// In float, divided by the largest magnitude, so that squares neither overflow nor vanish.
  fileprivate var scaledToFloats: Matrix<Float> {
    let largest = elements.reduce(0) { Swift.max($0, abs($1)) }
    let factor = largest > 0 ? 1 / largest : 1
    return scaled(
      rows: 0..<rows, columns: 0..<columns, by: Array(repeating: factor, count: rows))
  }
}

extension Matrix<Float> {
  /// In which the rows vary most, shape (count, columns).
  fileprivate func mainDirections(_ count: Int) -> Matrix<Double> {
    FoldBasis(of: self, count: count).directions(count).converted()
  }
}

public import LinearAlgebra

/// Items out of which pairs of samples are drawn again and again: their rows, made ready once.
public struct DetectionSource: Sendable {
  private let rows: Matrix<Float>
  private let scaling: RowScaling
  private let units: [Int]?
  /// Shape (c, d): the principal components of the rows that have variance.
  private let directions: Matrix<Double>

  /// - Parameters:
  ///   - rows: shape (p, d), p ≥ 4; finite.
  ///   - components: principal components to look along, at most; those without variance are left out.
  ///   - units: of each row; nil makes every row a unit.
  /// - Throws: `StatisticsError` for NaN or infinite numbers, and rows that are all equal.
  public init(
    _ rows: Matrix<Float>, scaling: RowScaling, components: Int, units: [String]?
  ) throws(StatisticsError) {
    try StoredRows.floats(rows).requireFinite("the set")
    let pooled = PooledRows([(.floats(rows), Array(0..<rows.rows))], scaling: scaling).rows
    let count = min(components, rows.rows, rows.columns)
    let basis = try PrincipalComponents(of: pooled, count: count)
    let kept = basis.singularValues.prefix { $0 > 0 }.count
    guard kept > 0 else { throw .noVariance(of: "the set") }
    (self.rows, self.scaling) = (rows, scaling)
    self.units = units.map(numbered)
    directions = basis.components.selecting(rows: 0..<kept)
  }

  /// Principal components that are looked along.
  public var components: Int { directions.rows }

  /// All distances of the rows and of their altered versions.
  ///
  /// - Parameter altered: shape (p, d), in the order of the rows; nil where none is needed.
  /// - Complexity: O(p²·d) time on all cores, 32·p² bytes with altered versions, a quarter without.
  public func pool(altered: Matrix<Float>?) -> DetectionPool {
    let parts = [rows] + (altered.map { [$0] } ?? [])
    let pooled = PooledRows(
      parts.map { (.floats($0), Array(0..<$0.rows)) }, scaling: scaling
    ).rows
    return DetectionPool(
      count: rows.rows, squares: DistanceRows(asGiven: pooled).allSquaredDistances,
      scores: pooled.timesTransposed(directions), units: units)
  }
}

/// Items and one altered version of each, with all distances. The altered version of the item at
/// place i is at place i + count.
public struct DetectionPool: Sendable {
  public let count: Int
  /// Squared distances, shape (places, places).
  let squares: Matrix<Double>
  /// Along the principal components, shape (places, c).
  let scores: Matrix<Double>
  private let units: [Int]?

  init(count: Int, squares: Matrix<Double>, scores: Matrix<Double>, units: [Int]?) {
    (self.count, self.squares, self.scores, self.units) = (count, squares, scores, units)
  }

  var hasUnits: Bool { units != nil }

  /// An item and its altered version are of one unit.
  func unit(of place: Int) -> Int { units?[place % count] ?? place % count }

  /// The p-value of each detector for each draw, on all cores and the same on any number of them.
  ///
  /// - Returns: one list a draw, in the order of the detectors.
  /// - Precondition: each sample has at least two units.
  public func pValues(
    of draws: [DetectionDraw], _ settings: DetectionSettings, progress: WorkProgress = { _, _ in }
  ) -> [[Double]] {
    let found = onAllCores(
      draws.count, each: (buffers: TrialBuffers(), values: [(place: Int, values: [Double])]()),
      progress: progress
    ) { worker, number in
      let trial = DetectionTrial(draws[number], of: self, settings, number: number)
      worker.values.append((number, trial.pValues(&worker.buffers)))
    }
    return found.flatMap(\.values).sorted { $0.place < $1.place }.map(\.values)
  }
}

extension DistanceRows {
  /// Shape (count, count), computed strip by strip on all cores.
  fileprivate var allSquaredDistances: Matrix<Double> {
    let strips = Tile.split(0..<count, by: TileSide.strips.rows)
    let parts = mapOnAllCores(strips.count) { number in
      let tile = Tile(rows: strips[number], columns: 0..<count)
      var squares = [Double](repeating: 0, count: tile.count)
      squaredDistances(tile, into: &squares)
      return squares
    }
    return Matrix(rows: count, columns: count, elements: parts.flatMap { $0 })
  }
}

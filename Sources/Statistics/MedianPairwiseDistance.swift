public import LinearAlgebra

/// The median of the Euclidean distances of all pairs of different rows: the usual bandwidth of a
/// Gaussian kernel.
///
/// - Parameters:
///   - rows: shape (n, d); 0 when n < 2.
///   - limit: with more rows than this, that many are drawn without replacement.
///   - seed: of the drawing, stream `"median-distance"`.
/// - Returns: ≥ 0; the mean of the two middle ones of an even number of pairs. 0 when at least
///   half of the pairs are equal rows.
/// - Precondition: all numbers are finite.
/// - Complexity: O(min(n, limit)²·d) time, O(min(n, limit)²) memory.
public func medianPairwiseDistance(
  _ rows: Matrix<Double>, subsampleAbove limit: Int = 5_000, seed: UInt64
) -> Double {
  precondition(limit >= 2, "a subsample of \(limit)")
  precondition(rows.elements.allSatisfy(\.isFinite), "a distance to NaN or infinity")
  guard rows.rows > limit else { return medianDistance(rows) }
  var generator = SeededGenerator(seed: seed, stream: "median-distance")
  return medianDistance(rows.selecting(rows: generator.choose(limit, of: rows.rows)))
}

private func medianDistance(_ rows: Matrix<Double>) -> Double {
  var squares = squaredDistancesOfPairs(DistanceRows(centring: .doubles(rows)), side: .standard)
  guard !squares.isEmpty else { return 0 }
  let upper = selectRank(squares.count / 2, in: &squares).squareRoot()
  guard squares.count.isMultiple(of: 2) else { return upper }
  // The next smaller one is the greatest of those before it.
  let lower = squares[..<(squares.count / 2)].reduce(0, max).squareRoot()
  return (lower + upper) / 2
}

func squaredDistancesOfPairs(_ rows: DistanceRows, side: TileSide) -> [Double] {
  var squares: [Double] = []
  squares.reserveCapacity(rows.count * max(0, rows.count - 1) / 2)
  let tiles = Tile.within(0..<rows.count, side: side)
  var distances = [Double](repeating: 0, count: tiles.map(\.count).max() ?? 0)
  for tile in tiles {
    rows.squaredDistances(tile, into: &distances)
    for i in tile.rows where tile.firstColumn(after: i) < tile.columns.upperBound {
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      let (first, end) = (tile.firstColumn(after: i), tile.columns.upperBound)
      squares.append(contentsOf: distances[(offset + first)..<(offset + end)])
    }
  }
  return squares
}

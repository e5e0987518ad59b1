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
  let drawn = subsample(rows, above: limit, seed: seed)
  return medianDistance(DistanceRows(centring: .doubles(drawn)))
}

/// The rows, or some of them where there are more than a limit.
func subsample(_ rows: Matrix<Double>, above limit: Int, seed: UInt64) -> Matrix<Double> {
  guard rows.rows > limit else { return rows }
  var generator = SeededGenerator(seed: seed, stream: "median-distance")
  return rows.selecting(rows: generator.choose(limit, of: rows.rows))
}

func medianDistance(_ rows: DistanceRows) -> Double {
  KeptDistances(rows, PairStrips(0..<rows.count, rows.count..<rows.count, side: .strips)).median
}

/// The median distance between rows of several samples taken as one.
///
/// - Parameters:
///   - samples: of equal dimension; rows of zeros stay zeros where rows are scaled.
///   - limit: of more rows in all, that many are drawn without replacement, stream
///     `"median-distance"`.
/// - Returns: as of `medianPairwiseDistance(_:subsampleAbove:seed:)`, of the rows as scaled.
/// - Precondition: at least one sample; all numbers are finite.
public func medianPairwiseDistance(
  of samples: [StoredRows], scaling: RowScaling, subsampleAbove limit: Int = 5_000, seed: UInt64
) -> Double {
  let total = samples.reduce(0) { $0 + $1.count }
  var generator = SeededGenerator(seed: seed, stream: "median-distance")
  let drawn = total > limit ? generator.choose(limit, of: total) : Array(0..<total)
  var first = 0
  var parts: [(values: StoredRows, kept: [Int])] = []
  for sample in samples {
    let range = first..<(first + sample.count)
    parts.append((sample, drawn.filter(range.contains).map { $0 - range.lowerBound }))
    first = range.upperBound
  }
  let pooled = PooledRows(parts, scaling: scaling)
  return pooled.grown(medianDistance(DistanceRows(asGiven: pooled.rows)))
}

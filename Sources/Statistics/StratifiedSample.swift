/// Some of the items at random, whole units, of each label about in proportion to how many there are.
///
/// - Parameters:
///   - labels: of each item.
///   - units: the unit of each item; nil makes each item a unit.
///   - limit: how many are wanted, ≥ 1.
///   - stream: of the random numbers.
/// - Returns: ascending; all where there are no more. About `limit`: units stay whole. Without units every
///   label is there at least once; with them a rare one may be missing.
public func stratifiedSample(
  of labels: [Int], units: [Int]?, limit: Int, seed: UInt64, stream: String
) -> [Int] {
  precondition(limit >= 1)
  guard labels.count > limit else { return Array(labels.indices) }
  // Only of fewer than two units there are no folds.
  guard let units,
    let folds = try? GroupedFolds(
      labels: labels, units: units, count: (labels.count + limit - 1) / limit, seed: seed,
      stream: stream)
  else {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return stratifiedChoice(of: labels, count: limit, using: &generator)
  }
  return folds.rows(of: 0)
}

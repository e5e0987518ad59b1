/// The interval of Σ numerators / Σ denominators when whole groups are drawn with replacement, as
/// many as there are: items of a group are not independent, groups are.
///
/// - Parameters:
///   - numerators: of each group, e.g. its leaked items.
///   - denominators: of each group, e.g. its items; > 0.
///   - resamples: ≥ 1.
///   - stream: of the random numbers.
///   - unit: what a group is called.
/// - Returns: the interval of `expandedPercentiles`; nil for fewer than two groups, which vary in
///   nothing. Where all groups have the same ratio its width is 0: ask `zeroEventsUpperBound` then.
///   Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8.
public func groupBootstrapInterval(
  of numerators: [Double], over denominators: [Double], level: Double = 0.95, resamples: Int = 999,
  seed: UInt64, stream: String, unit: String = "group"
) -> Interval? {
  precondition(numerators.count == denominators.count && resamples >= 1)
  precondition(denominators.allSatisfy { $0 > 0 }, "an empty group")
  guard numerators.count >= 2 else { return nil }
  let ratios = (0..<resamples).map { index in
    var generator = SeededGenerator(seed: seed, stream: stream, index: index)
    var (above, below) = (0.0, 0.0)
    for _ in numerators.indices {
      let group = generator.uniform(below: numerators.count)
      above += numerators[group]
      below += denominators[group]
    }
    return above / below
  }.sorted()
  let ends = expandedPercentiles(ofSorted: ratios, units: numerators.count, level: level)
  return Interval(
    low: ends.low, high: ends.high, level: level, method: "\(unit) bootstrap, expanded percentile")
}

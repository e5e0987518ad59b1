import LinearAlgebra

/// Bootstrap samples of the units of two samples, as how often each unit was drawn.
///
/// A unit that was drawn twice is never compared with itself: only pairs of distinct units count
/// ("distinct-row bootstrap"). The naive bootstrap puts the kernel's 1 on such pairs and covers the
/// truth far too seldom.
struct ShiftResamples: Sendable {
  /// For each resample the weight of every unit of x, then of y.
  let weights: UnitWeights

  init(_ sample: ShiftSample, count: Int, seed: UInt64) {
    let (unitsX, unitsY) = (sample.unitsX, sample.unitsY)
    weights = UnitWeights(count, units: unitsX + unitsY) { index in
      var generator = SeededGenerator(seed: seed, stream: "shift.bootstrap", index: index)
      return draw(unitsX, &generator) + draw(unitsY, &generator)
    }
  }

  /// Percentiles of the discrepancy over the resamples.
  ///
  /// - Parameter first: of the resamples' sums.
  func interval(
    _ sample: ShiftSample, _ sums: KernelSums, from first: Int, level: Double
  ) -> Interval {
    let values = mapOnAllCores(weights.count) { index in
      sums.resampled(sample, weights[index], first + index).value
    }.sorted()
    let unit = sample.hasUnits ? "unit" : "row"
    return Interval(
      low: quantile((1 - level) / 2, ofSorted: values),
      high: quantile((1 + level) / 2, ofSorted: values), level: level,
      method: "distinct-\(unit) bootstrap, percentile")
  }
}

/// How often each of the units comes in as many draws with replacement. Draws of one and the same
/// unit hold no pair and are made again, and so are those of one unit more often than fast sums allow,
/// which nobody will see: 128 of n draws take one of n units with probability below 10⁻²⁰⁰.
private func draw(_ units: Int, _ generator: inout SeededGenerator) -> [UInt8] {
  while true {
    var weights = [Int](repeating: 0, count: units)
    for _ in 0..<units { weights[generator.uniform(below: units)] += 1 }
    guard weights.allSatisfy({ $0 <= Int(WeightedSums.largestWeight) }) else { continue }
    if weights.count(where: { $0 > 0 }) > 1 { return weights.map { UInt8($0) } }
  }
}

import LinearAlgebra

/// Bootstrap samples of the units of two samples, as how often each unit was drawn.
///
/// A unit that was drawn twice is never compared with itself: only pairs of distinct units count
/// ("distinct-row bootstrap"). The naive bootstrap puts the kernel's 1 on such pairs and covers the
/// truth far too seldom.
struct ShiftResamples {
  /// For each resample the weight of every unit of x, then of y.
  let weights: [[Int]]

  init(_ sample: ShiftSample, count: Int, seed: UInt64) {
    weights = (0..<count).map { index in
      var generator = SeededGenerator(seed: seed, stream: "shift.bootstrap", index: index)
      return draw(sample.unitsX, &generator) + draw(sample.unitsY, &generator)
    }
  }

  /// Percentiles of the discrepancy over the resamples.
  func interval(_ sample: ShiftSample, _ sums: KernelSums, level: Double) -> Interval {
    let values = weights.indices.map { sums.resampled(sample, self, $0).value }.sorted()
    let unit = sample.hasUnits ? "unit" : "row"
    return Interval(
      low: quantile((1 - level) / 2, ofSorted: values),
      high: quantile((1 + level) / 2, ofSorted: values), level: level,
      method: "distinct-\(unit) bootstrap, percentile")
  }
}

/// How often each of the units comes in as many draws with replacement. Draws of one and the same
/// unit hold no pair and are made again.
private func draw(_ units: Int, _ generator: inout SeededGenerator) -> [Int] {
  while true {
    var weights = [Int](repeating: 0, count: units)
    for _ in 0..<units { weights[generator.uniform(below: units)] += 1 }
    if weights.count(where: { $0 > 0 }) > 1 { return weights }
  }
}

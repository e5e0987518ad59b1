import Foundation

extension KernelSums {
  /// Of the unbiased discrepancy, by the variance of its projection on single units: the estimate's
  /// derivative by the weight of each unit.
  ///
  /// Of single rows that is se² = 4·var(h_x)/n + 4·var(h_y)/m with h_x(i) = mean over j ≠ i of
  /// K(xᵢ, xⱼ) less mean over j of K(xᵢ, yⱼ). Without a shift the projection vanishes, and the interval
  /// is too short then. Source: Hoeffding (1948); Serfling (1980), section 5.5; Gretton et al. (2012),
  /// corollary 16.
  func normalInterval(_ sample: ShiftSample, level: Double) -> Interval {
    let error = standardError(sample)
    let value = observed(sample).value
    let reach = normalQuantile((1 + level) / 2) * error
    let unit = sample.hasUnits ? "units" : "rows"
    return Interval(
      low: value - reach, high: value + reach, level: level,
      method: "normal, Hoeffding projection on \(unit)")
  }

  func standardError(_ sample: ShiftSample) -> Double {
    let sizes = sample.unitSizes
    var (own, other) = (sizes.map { _ in 0.0 }, sizes.map { _ in 0.0 })
    for (row, unit) in sample.units.enumerated() {
      own[unit] += ownSums[row]
      other[unit] += otherSums[row]
    }
    let x = UnitInfluence(sizes[..<sample.unitsX], partners: sample.y.count)
    let y = UnitInfluence(sizes[sample.unitsX...], partners: sample.x.count)
    return (x.variance(own, other) + y.variance(own, other)).squareRoot()
  }
}

/// How far each unit of one sample moves the discrepancy.
private struct UnitInfluence {
  let sizes: ArraySlice<Int>
  /// Rows of the other sample.
  let partners: Double

  init(_ sizes: ArraySlice<Int>, partners: Int) {
    (self.sizes, self.partners) = (sizes, Double(partners))
  }

  /// - Parameters: sums of the kernel over the rows of each unit, with its own sample and the other.
  func variance(_ own: [Double], _ other: [Double]) -> Double {
    let rows = Double(sizes.reduce(0, +))
    let pairs = sizes.reduce(0) { $0 + Double($1) * (rows - Double($1)) }
    let within = sizes.indices.reduce(0) { $0 + own[$1] } / pairs
    let across = sizes.indices.reduce(0) { $0 + other[$1] } / (rows * partners)
    let influences = sizes.indices.map { unit in
      let size = Double(sizes[unit])
      let inside = 2 * (own[unit] - within * size * (rows - size)) / pairs
      return inside - 2 * (other[unit] - across * size * partners) / (rows * partners)
    }
    let count = Double(influences.count)
    let mean = influences.reduce(0, +) / count
    return influences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * count / (count - 1)
  }
}

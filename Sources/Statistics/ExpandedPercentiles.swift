/// The ends of a bootstrap interval: percentiles of the resamples, taken further out as Student's
/// distribution asks for with so few units.
///
/// Plain percentiles are too narrow by √((n − 1)/n) and by the normal's quantile for Student's. The ends
/// are the order statistics whose tails, counted as those of p-values, are at most as large: single
/// resamples, not interpolated, so that an interval reaches 0 exactly where p is above 1 − level.
///
/// - Parameters:
///   - sorted: the resamples, ascending, at least one.
///   - units: that were drawn, n ≥ 2.
/// - Returns: the outermost resamples where there are too few of either.
///   Source: Hesterberg, "What teachers should know about the bootstrap" (2015), section 4.
func expandedPercentiles(
  ofSorted sorted: [Double], units: Int, level: Double
) -> (low: Double, high: Double) {
  let n = Double(units)
  let t = StudentDistribution(degreesOfFreedom: n - 1).quantile((1 + level) / 2)
  let tail = normalProbability(below: -t * (n / (n - 1)).squareRoot())
  let rank = max(1, Int(tail * Double(sorted.count + 1)))
  return (sorted[rank - 1], sorted[sorted.count - rank])
}

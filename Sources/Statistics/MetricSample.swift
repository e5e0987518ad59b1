/// A metric of some items and of resamples of their units.
///
/// Intervals and p-values are percentiles of the resamples, taken further out as Student's distribution
/// asks for with so few units (Hesterberg's expanded percentile interval): a plain percentile interval
/// is too short by √(1 − 1/n) and by normal in place of t quantiles. Where units are so few that they lie
/// beyond all resamples, the interval of a metric is the range of the resamples.
///
/// Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), chapter 5; Hesterberg,
/// "What teachers should know about the bootstrap" (2015), section 4.3.
public struct MetricSample: Sendable {
  /// NaN where the items do not have the metric.
  public let estimate: Double
  /// In the order of the resamples; NaN where one does not have the metric.
  let resamples: [Double]
  /// The same with the items that are searched among taken as they are; nil where nothing is searched among.
  let asFound: [Double]?
  /// That were drawn.
  let units: Int

  init(estimate: Double, resamples: [Double], asFound: [Double]? = nil, units: Int) {
    (self.estimate, self.resamples, self.asFound, self.units) =
      (estimate, resamples, asFound, units)
  }

  /// Whether any resample has the metric: without, there is neither interval nor p.
  public var hasResamples: Bool { resamples.contains { !$0.isNaN } }

  /// The share of resamples that have the metric: those without one of the classes have no mean over classes.
  public var validShare: Double {
    Double(resamples.count { !$0.isNaN }) / Double(max(1, resamples.count))
  }

  func with(estimate: Double? = nil, units: Int? = nil) -> MetricSample {
    MetricSample(
      estimate: estimate ?? self.estimate, resamples: resamples, asFound: asFound,
      units: units ?? self.units)
  }

  /// Of a metric for which items are searched among, whose resamples draw these, too.
  ///
  /// Such resamples have fewer different items to be found, and so a bias that the estimate does not have:
  /// their mean is put at the estimate. Where next to nothing is wrong the bias is all that they have, and
  /// every difference would have its sign; so intervals also hold, and p-values also ask, what
  /// resamples of the items as they were found say.
  func searching(asFound: MetricSample) -> MetricSample {
    let values = resamples.filter { !$0.isNaN }
    let shift =
      values.isEmpty ? 0 : asFound.estimate - values.reduce(0, +) / Double(values.count)
    return MetricSample(
      estimate: asFound.estimate, resamples: resamples.map { $0 + shift },
      asFound: asFound.resamples, units: units)
  }

  /// The resamples alone.
  private var drawn: MetricSample {
    MetricSample(estimate: estimate, resamples: resamples, units: units)
  }

  /// What is told as the items were found.
  private var found: MetricSample? {
    asFound.map { MetricSample(estimate: estimate, resamples: $0, units: units) }
  }

  /// Of a metric within [0, 1].
  ///
  /// - Parameter isMean: whether the metric is a mean over items, so that the rule of three over units
  ///   bounds it where it is 0 or 1 in every resample.
  /// - Returns: nil with fewer than two units, and where no resample differs from another and the rule
  ///   does not apply.
  public func interval(unit: String, isMean: Bool, level: Double = 0.95) -> Interval? {
    if let found {
      return found.interval(unit: unit, isMean: isMean, level: level)?
        .widened(to: drawn.interval(unit: unit, isMean: isMean, level: level))
    }
    let values = resamples.filter { !$0.isNaN }.sorted()
    guard units >= 2, let first = values.first, let last = values.last else { return nil }
    if first == last {
      guard isMean, first == 0 || first == 1 else { return nil }
      let bound = zeroEventsUpperBound(trials: units)
      return Interval(
        low: first == 0 ? 0 : 1 - bound, high: first == 0 ? bound : 1, level: level,
        method: "rule of three over \(unit)s")
    }
    let found = expanded(values, unit: unit, level: level)
    return Interval(
      low: min(1, max(0, found.low)), high: min(1, max(0, found.high)), level: level,
      method: found.method)
  }

  /// This metric less that of another, resample by resample.
  ///
  /// - Precondition: both are of the same resamples.
  public func difference(
    from other: MetricSample, unit: String, level: Double = 0.95
  ) -> PairedDifference {
    precondition(resamples.count == other.resamples.count)
    if asFound != nil || other.asFound != nil {
      return drawn.difference(from: other.drawn, unit: unit, level: level)
        .and(
          (found ?? drawn).difference(from: other.found ?? other.drawn, unit: unit, level: level))
    }
    let difference = MetricSample(
      estimate: estimate - other.estimate,
      resamples: zip(resamples, other.resamples).map { $0 - $1 }, units: min(units, other.units))
    return PairedDifference(
      difference: difference.estimate, interval: difference.intervalOfDifference(unit, level),
      pValue: difference.pValue)
  }

  private func intervalOfDifference(_ unit: String, _ level: Double) -> Interval? {
    let values = resamples.filter { !$0.isNaN }.sorted()
    guard units >= 2, values.first != values.last, reachTail(values.count, level: level) else {
      return nil
    }
    return expanded(values, unit: unit, level: level)
  }

  private func expanded(_ sorted: [Double], unit: String, level: Double) -> Interval {
    let ends = expandedPercentiles(ofSorted: sorted, units: units, level: level)
    return Interval(
      low: ends.low, high: ends.high, level: level,
      method: "\(unit) bootstrap, expanded percentile")
  }

  /// Whether so many resamples reach as far out as an interval of so few units has to.
  private func reachTail(_ count: Int, level: Double) -> Bool {
    Self.pValue(tail: 1 / Double(1 + count), units: units) <= 1 - level
  }

  /// Of no difference, two-sided: the level at which the interval just reaches 0.
  private var pValue: Double {
    let values = resamples.filter { !$0.isNaN }
    guard units >= 2, !values.isEmpty else { return 1 }
    let notAbove = values.count { $0 <= 0 }
    let notBelow = values.count { $0 >= 0 }
    return Self.pValue(
      tail: Double(1 + min(notAbove, notBelow)) / Double(1 + values.count), units: units)
  }

  private static func pValue(tail: Double, units: Int) -> Double {
    guard tail < 0.5 else { return 1 }
    let n = Double(units)
    let t = normalQuantile(tail) * ((n - 1) / n).squareRoot()
    return min(1, 2 * StudentDistribution(degreesOfFreedom: n - 1).probability(below: t))
  }

  /// The smallest p that so many units and resamples can give; 1 of fewer than two units.
  public static func smallestPValue(units: Int, resamples: Int) -> Double {
    units < 2 ? 1 : pValue(tail: 1 / Double(1 + resamples), units: units)
  }
}

/// How much larger one metric is than another of the same items.
public struct PairedDifference: Sendable, Codable, Hashable {
  public let difference: Double
  /// Without 0 where p ≤ 0.05, and with it where p is larger. Nil with fewer than two units, where no
  /// resample differs from another, and where no p of so few units or resamples could be 0.05.
  public let interval: Interval?
  /// Of no difference, two-sided; 1 with fewer than two units.
  public let pValue: Double

  /// What both of two ways to resample say.
  fileprivate func and(_ other: PairedDifference) -> PairedDifference {
    PairedDifference(
      difference: other.difference,
      interval: other.interval?.widened(to: interval),
      pValue: max(pValue, other.pValue))
  }
}

extension Interval {
  fileprivate func widened(to other: Interval?) -> Interval {
    guard let other else { return self }
    return Interval(
      low: min(low, other.low), high: max(high, other.high), level: level, method: other.method)
  }
}

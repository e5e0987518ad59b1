/// Interval of the difference a − b of two independent estimates, from an interval of each.
///
/// Exact where both are normal and the intervals are theirs; of two proportions with Wilson's intervals it is
/// Newcombe's (1998, method 10). Of estimates that are correlated positively, as of one set of images, it is
/// wider than it need be.
/// - Parameters:
///   - a: its estimate, within its interval.
///   - b: the same.
/// - Returns: nil for intervals of different levels.
///   Source: Zou and Donner, Statistics in Medicine 27 (2008), the method of variance estimates recovery.
public func differenceInterval(
  _ a: (estimate: Double, interval: Interval), _ b: (estimate: Double, interval: Interval)
) -> Interval? {
  guard a.interval.level == b.interval.level else { return nil }
  func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
  let below = length(a.estimate - a.interval.low, b.interval.high - b.estimate)
  let above = length(a.interval.high - a.estimate, b.estimate - b.interval.low)
  let difference = a.estimate - b.estimate
  return Interval(
    low: difference - below, high: difference + above, level: a.interval.level,
    method: "difference of independent estimates (MOVER)")
}

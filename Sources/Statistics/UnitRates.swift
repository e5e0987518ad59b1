/// Intervals of rates over items some of which belong together.
///
/// Items of their own have Wilson's interval. Of items in units, whole units are resampled; where every
/// unit has the same rate, 0 or 1 above all, that interval has no width, and Wilson's over as many trials
/// as there are units stands in its place.
public struct UnitRates: Sendable {
  /// Of each item; nil where every item is a unit of its own.
  private let units: [Int]?
  private let seed: UInt64
  private let stream: String
  private let resamples: Int

  /// - Parameters:
  ///   - units: of each item, any numbers.
  ///   - stream: of the random numbers.
  public init(units: [Int]?, seed: UInt64, stream: String, resamples: Int = 999) {
    self.units = units.map(numbered)
    (self.seed, self.stream, self.resamples) = (seed, stream, resamples)
  }

  /// The interval of the rate at which some items are of a kind.
  ///
  /// - Parameters:
  ///   - items: the places of those that count.
  ///   - isOfKind: of a place.
  public func interval(among items: [Int], where isOfKind: (Int) -> Bool) -> Interval {
    guard let units else {
      return wilsonInterval(successes: items.count(where: isOfKind), trials: items.count)
    }
    var (events, trials): ([Int: Double], [Int: Double]) = ([:], [:])
    for item in items {
      trials[units[item], default: 0] += 1
      events[units[item], default: 0] += isOfKind(item) ? 1 : 0
    }
    return interval(
      trials.keys.sorted().map { (events[$0] ?? 0, trials[$0] ?? 1) })
  }

  /// - Parameter counts: of each unit its events and its trials.
  private func interval(_ counts: [(events: Double, trials: Double)]) -> Interval {
    let found = groupBootstrapInterval(
      of: counts.map(\.events), over: counts.map(\.trials), resamples: resamples, seed: seed,
      stream: stream)
    if let found, found.low < found.high { return found }
    let rate = counts.map(\.events).reduce(0, +) / max(1, counts.map(\.trials).reduce(0, +))
    let wilson = wilsonInterval(
      successes: Int((rate * Double(counts.count)).rounded()), trials: counts.count)
    return Interval(
      low: min(rate, wilson.low), high: max(rate, wilson.high), level: wilson.level,
      method: "Wilson over units")
  }
}

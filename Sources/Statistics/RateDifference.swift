/// One resampled unit: its items, and those of them that belong to a part; how many of each are
/// hits, such as right predictions.
public struct UnitHits: Sendable, Hashable {
  /// ≥ 0.
  public var items: Int
  /// 0...items.
  public var hits: Int
  /// 0...items.
  public var partItems: Int
  /// 0...min(hits, partItems).
  public var partHits: Int

  public init(items: Int = 0, hits: Int = 0, partItems: Int = 0, partHits: Int = 0) {
    (self.items, self.hits) = (items, hits)
    (self.partItems, self.partHits) = (partItems, partHits)
  }

  /// The rate of hits of all items minus that of the part; nil where either has no item.
  var difference: Double? {
    guard items > 0, partItems > 0 else { return nil }
    return Double(hits) / Double(items) - Double(partHits) / Double(partItems)
  }

  static func += (sum: inout UnitHits, unit: UnitHits) {
    sum.items += unit.items
    sum.hits += unit.hits
    sum.partItems += unit.partItems
    sum.partHits += unit.partHits
  }
}

/// The interval of the rate of hits of all items minus that of a part of them.
///
/// Paired: whole units are drawn with replacement, as many as there are, and each resample gives
/// both rates. A resample without an item of the part has no rate there and is drawn again.
///
/// - Parameters:
///   - units: items of a unit are not independent, units are; at least one has an item of the part.
///   - resamples: ≥ 1.
///   - unit: what a unit is, for the interval's method, e.g. "image" or "group".
///   - stream: of the random numbers; one stream draws the same units whatever their hits.
/// - Returns: the percentile interval; nil for fewer than two units, and where no resample differs
///   from another: data that vary in nothing say nothing of what varies. Simulated coverage at 95 %
///   is 92 to 96 % from 100 images or 20 groups on.
///   Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), chapter 5.
public func rateDifferenceInterval(
  of units: [UnitHits], unit: String, level: Double = 0.95, resamples: Int = 999, seed: UInt64,
  stream: String
) -> Interval? {
  precondition(resamples >= 1)
  precondition(units.contains { $0.partItems > 0 }, "no item of the part")
  guard units.count >= 2 else { return nil }
  let differences = mapOnAllCores(resamples) { index in
    resampledDifference(of: units, SeededGenerator(seed: seed, stream: stream, index: index))
  }.sorted()
  guard differences.first != differences.last else { return nil }
  return Interval(
    low: quantile((1 - level) / 2, ofSorted: differences),
    high: quantile((1 + level) / 2, ofSorted: differences), level: level,
    method: "paired \(unit) bootstrap, percentile")
}

private func resampledDifference(of units: [UnitHits], _ generator: SeededGenerator) -> Double {
  var generator = generator
  while true {
    var sum = UnitHits()
    for _ in units.indices { sum += units[generator.uniform(below: units.count)] }
    if let difference = sum.difference { return difference }
  }
}

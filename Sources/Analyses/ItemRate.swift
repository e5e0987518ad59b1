public import Statistics

/// How many of some things are of a kind, with what that says of others like them.
public struct ItemRate: Sendable, Codable, Hashable {
  public let count: Int
  public let total: Int
  /// `count` per `total`; 0 of nothing.
  public let rate: Double
  /// Wilson's; where none was found, its upper end is the rule of three's.
  public let interval: Interval

  /// With Wilson's interval, and the rule of three where none was found.
  public init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
    rate = total == 0 ? 0 : Double(count) / Double(total)
    interval =
      count > 0
      ? wilsonInterval(successes: count, trials: total)
      : Interval(
        low: 0, high: zeroEventsUpperBound(trials: total), level: 0.95, method: "rule of three")
  }
}

/// A range that covers the true value with a stated probability.
public struct Interval: Sendable, Codable, Equatable {
  public let low: Double
  public let high: Double
  /// Nominal coverage, e.g. 0.95.
  public let level: Double
  /// How it was made, in the words of the report.
  public let method: String

  public init(low: Double, high: Double, level: Double, method: String) {
    self.low = low
    self.high = high
    self.level = level
    self.method = method
  }
}

/// 95 % interval of a proportion. Source: Wilson, JASA 22 (1927).
///
/// - Precondition: 0 ≤ successes ≤ trials, trials ≥ 1.
public func wilsonInterval(successes: Int, trials: Int) -> Interval {
  precondition(trials >= 1 && (0...trials).contains(successes))
  let z = 1.959963984540054  // 97.5 % quantile of the normal distribution
  let n = Double(trials)
  let p = Double(successes) / n
  let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  return Interval(
    low: successes == 0 ? 0 : max(0, centre - half),
    high: successes == trials ? 1 : min(1, centre + half), level: 0.95, method: "Wilson")
}

/// Upper 95 % bound of a proportion of which no case was seen: 3/n, at most 1.
///
/// Source: Hanley & Lippman-Hand, JAMA 249 (1983).
public func zeroEventsUpperBound(trials: Int) -> Double {
  precondition(trials >= 1)
  return min(1, 3 / Double(trials))
}

/// Quantile of sorted values by linear interpolation (type 7 of Hyndman & Fan, 1996).
///
/// - Precondition: at least one value; 0 ≤ probability ≤ 1.
func quantile(_ sorted: [Double], _ probability: Double) -> Double {
  precondition(!sorted.isEmpty && (0...1).contains(probability))
  let position = probability * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}

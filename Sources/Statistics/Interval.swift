import Foundation

/// A range that holds the true value with a stated confidence.
public struct Interval: Sendable, Codable, Hashable {
  /// Not above `high`.
  public let low: Double
  /// Not below `low`.
  public let high: Double
  /// E.g. 0.95.
  public let level: Double
  /// E.g. `"Wilson"`.
  public let method: String

  /// - Precondition: low ≤ high and 0 < level < 1.
  public init(low: Double, high: Double, level: Double, method: String) {
    precondition(low <= high, "an interval from \(low) to \(high)")
    precondition(0 < level && level < 1, "a confidence level of \(level)")
    (self.low, self.high, self.level, self.method) = (low, high, level, method)
  }

  /// - Parameter factor: ≥ 0.
  func scaled(by factor: Double) -> Interval {
    Interval(low: factor * low, high: factor * high, level: level, method: method)
  }
}

/// Wilson's score interval of a proportion, without continuity correction.
///
/// - Parameters:
///   - successes: 0...trials.
///   - trials: ≥ 0; no trial says nothing, which is the interval [0, 1].
/// - Returns: within [0, 1]; exactly 0 below no success, exactly 1 above no failure.
///   Source: Wilson, JASA 22 (1927).
public func wilsonInterval(successes: Int, trials: Int, level: Double = 0.95) -> Interval {
  precondition(trials >= 0 && (0...trials).contains(successes), "\(successes) of \(trials)")
  guard trials > 0 else { return Interval(low: 0, high: 1, level: level, method: "Wilson") }
  let n = Double(trials)
  let p = Double(successes) / n
  let z = normalQuantile((1 + level) / 2)
  let center = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  return Interval(
    low: successes == 0 ? 0 : max(0, center - half),
    high: successes == trials ? 1 : min(1, center + half), level: level, method: "Wilson")
}

/// The rule of three: an upper 95 % bound of a proportion of which no event was seen.
///
/// - Returns: min(1, 3 / trials); 1 when there was no trial. Source: Hanley and Lippman-Hand,
///   JAMA 249 (1983).
public func zeroEventsUpperBound(trials: Int) -> Double {
  precondition(trials >= 0)
  return trials == 0 ? 1 : min(1, 3 / Double(trials))
}

/// The point below which the standard normal distribution has this probability.
///
/// Bisection on the distribution function: as exact as `erfc`, and nothing to look up.
func normalQuantile(_ probability: Double) -> Double {
  precondition(0 < probability && probability < 1, "a probability of \(probability)")
  var (low, high) = (-40.0, 40.0)
  for _ in 0..<80 {
    let middle = (low + high) / 2
    if erfc(-middle / 2.0.squareRoot()) / 2 < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

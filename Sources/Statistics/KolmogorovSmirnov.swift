import Foundation

/// The two-sample Kolmogorov–Smirnov test of one number an item.
public struct KolmogorovSmirnov: Sendable, Codable, Equatable {
  /// The largest difference of the two empirical distribution functions, in [0, 1].
  public let statistic: Double
  /// The probability of at least that difference without a shift. Exact up to ten million pairs of
  /// ranks, where ties only make it larger; then by the limiting distribution.
  public let pValue: Double

  /// - Parameters:
  ///   - x: at least one number; finite.
  ///   - y: likewise.
  ///
  /// Sources: Hodges, "The significance probability of the Smirnov two-sample test" (1958), for the
  /// paths of ranks; Stephens (1970) for the limit's correction.
  public init(_ x: [Double], _ y: [Double]) {
    precondition(!x.isEmpty && !y.isEmpty && (x + y).allSatisfy(\.isFinite))
    let difference = largestDifference(x.sorted(), y.sorted())
    let (n, m) = (x.count, y.count)
    statistic = Double(difference) / Double(n * m)
    pValue =
      n * m <= 10_000_000
      ? probability(ofAtLeast: difference, n, m) : limitingProbability(statistic, n, m)
  }
}

/// Of the distribution functions, times n·m, so that it is a whole number.
private func largestDifference(_ x: [Double], _ y: [Double]) -> Int {
  var (i, j, largest) = (0, 0, 0)
  while i < x.count, j < y.count {
    let value = min(x[i], y[j])
    while i < x.count, x[i] == value { i += 1 }
    while j < y.count, y[j] == value { j += 1 }
    largest = max(largest, abs(i * y.count - j * x.count))
  }
  return largest
}

/// Of all orders of n and m ranks, the share whose path leaves the band |i·m − j·n| < difference:
/// the chance from (i, j) back to (0, 0), each step in proportion to the ranks left.
private func probability(ofAtLeast difference: Int, _ n: Int, _ m: Int) -> Double {
  guard difference > 0 else { return 1 }
  var reached = [Double](repeating: 0, count: m + 1)
  for i in 0...n {
    for j in 0...m {
      if abs(i * m - j * n) >= difference {
        reached[j] = 1
      } else if i + j > 0 {
        let left = j > 0 ? reached[j - 1] : 0
        reached[j] = (Double(i) * (i > 0 ? reached[j] : 0) + Double(j) * left) / Double(i + j)
      }
    }
  }
  return min(1, reached[m])
}

private func limitingProbability(_ statistic: Double, _ n: Int, _ m: Int) -> Double {
  let root = (Double(n) * Double(m) / Double(n + m)).squareRoot()
  let scaled = (root + 0.12 + 0.11 / root) * statistic
  var (sum, sign) = (0.0, 1.0)
  for k in 1...100 {
    let term = exp(-2 * Double(k * k) * scaled * scaled)
    sum += sign * term
    sign = -sign
    if term < 1e-18 { return min(1, max(0, 2 * sum)) }
  }
  return 1
}

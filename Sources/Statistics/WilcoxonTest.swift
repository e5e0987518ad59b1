import Foundation

/// Wilcoxon's signed-rank test of paired differences against a distribution that is symmetric around 0, on
/// both sides.
///
/// Differences of exactly 0 are left out; equal sizes share the mean of their ranks. Up to 50 others, p
/// is that of all 2ⁿ choices of signs for the ranks as they are, ties among them; above, that of the
/// normal distribution with corrections for ties and for continuity.
///
/// Source: Wilcoxon, "Individual comparisons by ranking methods" (1945); the exact distribution given ties
/// is that of Pratt and Gibbons, "Concepts of Nonparametric Theory" (1981), section 3.7.
public struct WilcoxonTest: Sendable, Codable, Hashable {
  /// Differences that are not 0.
  public let nonzero: Int
  /// Differences of 0.
  public let zeros: Int
  /// Sum of the ranks of differences above 0.
  public let positiveRanks: Double
  /// Sum of the ranks of differences below 0.
  public let negativeRanks: Double
  /// In (0, 1]; 1 where all differences are 0.
  public let pValue: Double
  public let method: Method

  public enum Method: String, Sendable, Codable {
    case exact, normal
  }

  private static let largestExact = 50

  /// - Parameter differences: finite; may be empty.
  public init(_ differences: [Double]) {
    precondition(differences.allSatisfy(\.isFinite), "a difference is no number")
    let sizes = differences.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
    let ranks = DoubledRanks(of: sizes.map(abs))
    let positive = zip(sizes, ranks.values).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let negative = ranks.values.reduce(0, +) - positive
    nonzero = sizes.count
    zeros = differences.count - sizes.count
    (positiveRanks, negativeRanks) = (Double(positive) / 2, Double(negative) / 2)
    method = sizes.count <= Self.largestExact ? .exact : .normal
    pValue =
      switch method {
      case .exact: ranks.exactProbability(ofAtMost: min(positive, negative))
      case .normal: ranks.normalProbability(of: positiveRanks)
      }
  }
}

/// Twice the ranks of ascending sizes: whole numbers also where ranks are shared.
private struct DoubledRanks {
  private(set) var values: [Int] = []
  /// How many share a rank.
  private var ties: [Int] = []

  init(of sizes: [Double]) {
    var start = 0
    while start < sizes.count {
      let end = sizes[start...].firstIndex { $0 != sizes[start] } ?? sizes.count
      values += Array(repeating: start + 1 + end, count: end - start)
      ties.append(end - start)
      start = end
    }
  }

  /// Of a sum as far from the middle as this lower one, over all choices of signs.
  func exactProbability(ofAtMost sum: Int) -> Double {
    // Shares of all choices whose sum is each: fewer than one in 2⁵⁰ still count exactly.
    var shares = [1.0] + Array(repeating: 0, count: values.reduce(0, +))
    var reached = 0
    for value in values {
      reached += value
      for place in stride(from: reached, through: value, by: -1) {
        shares[place] = (shares[place] + shares[place - value]) / 2
      }
      for place in 0..<min(value, shares.count) { shares[place] /= 2 }
    }
    return min(1, 2 * shares[...sum].reduce(0, +))
  }

  /// By the normal distribution of sums of the same mean and variance.
  func normalProbability(of sum: Double) -> Double {
    let n = Double(values.count)
    let shared = ties.reduce(0.0) { $0 + pow(Double($1), 3) - Double($1) }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - shared / 48
    let distance = max(0, abs(sum - n * (n + 1) / 4) - 0.5)
    return erfc(distance / variance.squareRoot() / 2.0.squareRoot())
  }
}

import Foundation
public import LinearAlgebra

/// How a shift is tested.
public struct ShiftSettings: Sendable {
  public let permutations: Int
  /// Bootstrap resamples of the interval.
  public let resamples: Int
  /// Nominal coverage of the interval.
  public let level: Double
  /// Kernel bandwidth σ; nil for the median pairwise distance of the pooled rows.
  public let bandwidth: Double?
  public let seed: UInt64

  public init(
    permutations: Int = 999, resamples: Int = 999, level: Double = 0.95, bandwidth: Double? = nil,
    seed: UInt64
  ) {
    precondition(permutations >= 1 && resamples >= 1 && level > 0 && level < 1)
    precondition(bandwidth.map { $0 > 0 && $0.isFinite } ?? true)
    self.permutations = permutations
    self.resamples = resamples
    self.level = level
    self.bandwidth = bandwidth
    self.seed = seed
  }
}

/// Squared maximum mean discrepancy of two samples with its test and its interval.
public struct ShiftTest: Sendable {
  /// Unbiased estimate; may be negative.
  public let mmd2Unbiased: Double
  /// V-statistic over all pairs, diagonals included; not negative.
  public let mmd2Biased: Double
  public let bandwidth: Double
  /// (1 + #{T* ≥ T}) / (permutations + 1); never 0.
  public let pValue: Double
  /// The smallest p that so many units and permutations can give.
  public let smallestPValue: Double
  public let permutations: Int
  /// Of the squared MMD: percentiles of the distinct-row bootstrap.
  public let interval: Interval
  /// Rows used.
  public let n: Int
  public let m: Int
  /// Exchangeable units used; rows where none were named.
  public let unitsX: Int
  public let unitsY: Int
  /// Units named on both sides, which are left out. Sorted.
  public let excludedUnits: [String]
}

/// Tests whether two samples come from one distribution, by the squared maximum mean discrepancy
/// with the Gaussian kernel exp(−d²/2σ²).
///
/// The p-value comes from permuting whole units, σ being fixed beforehand. The interval is separate,
/// since the statistic is degenerate when there is no shift: multinomial weights over units enter
/// the estimate in place of rows, and the pairs of a row with itself never count, which the naive
/// bootstrap gets wrong. With units named, pairs within a unit do not count anywhere but in the
/// biased estimate.
/// Source: Gretton et al., JMLR 13 (2012), eq. 3 and sec. 5.
/// - Parameters:
///   - x: shape (n, d), finite.
///   - y: shape (m, d), finite.
///   - unitsX: the unit of each row of x; nil where rows are independent.
///   - unitsY: likewise of y. Give both or neither.
/// - Throws: `StatisticsError` for fewer than 2 units a side, or a median distance of 0.
/// - Complexity: O((n + m)²·(d + permutations + resamples)) time; memory without the kernel matrix.
public func shiftTest(
  _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil,
  settings: ShiftSettings
) throws(StatisticsError) -> ShiftTest {
  precondition(x.columns == y.columns && (unitsX == nil) == (unitsY == nil))
  let samples = try PooledSamples(x, y, unitsX, unitsY)
  let bandwidth =
    settings.bandwidth ?? medianPairwiseDistance(samples.rows, seed: settings.seed)
  guard bandwidth > 0 else {
    throw .noSpread(
      what: "the median bandwidth",
      remedy: "more than half of the pairs are equal rows; "
        + "look for blank images, or give --bandwidth")
  }
  let draws = ShiftDraws(samples, settings)
  let sums = KernelSums(samples, draws, bandwidth: bandwidth)
  let statistics = sums.permuted(samples, draws)
  let observed = statistics[0]
  // Two orders of summing the same pairs differ by rounding only; such ties count as reached.
  let tie = 1e-12 * sums.largestTerm(samples)
  let reached = statistics.dropFirst().count { $0 >= observed - tie }
  let bootstrap = sums.resampled(samples, draws).sorted()
  let tail = (1 - settings.level) / 2
  return ShiftTest(
    mmd2Unbiased: observed, mmd2Biased: sums.biased(samples), bandwidth: bandwidth,
    pValue: Double(1 + reached) / Double(1 + settings.permutations),
    smallestPValue: samples.smallestPValue(permutations: settings.permutations),
    permutations: settings.permutations,
    interval: Interval(
      low: quantile(bootstrap, tail), high: quantile(bootstrap, 1 - tail), level: settings.level,
      method: "distinct-row bootstrap, percentile"),
    n: samples.n, m: samples.rows.rows - samples.n, unitsX: samples.unitsX.count,
    unitsY: samples.unitsY.count, excludedUnits: samples.excluded)
}

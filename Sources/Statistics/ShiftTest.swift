public import LinearAlgebra

/// How to test for a shift between two samples.
public struct ShiftSettings: Sendable, Codable, Equatable {
  /// Random relabellings behind the p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind the interval, ≥ 1.
  public var resamples: Int
  /// Of the interval, within (0, 1).
  public var level: Double
  /// σ of the Gaussian kernel, > 0; nil takes the median distance between rows of both samples.
  public var bandwidth: Double?
  public var seed: UInt64

  public init(
    permutations: Int = 999, resamples: Int = 999, level: Double = 0.95, bandwidth: Double? = nil,
    seed: UInt64
  ) {
    self.permutations = permutations
    self.resamples = resamples
    self.level = level
    self.bandwidth = bandwidth
    self.seed = seed
  }
}

/// Whether and how far two samples differ in distribution.
public struct ShiftTest: Sendable, Codable, Equatable {
  /// Squared maximum mean discrepancy over pairs of different units; may be slightly negative when
  /// the samples agree.
  public let mmd2Unbiased: Double
  /// The V-statistic over all pairs, each row with itself included; never negative.
  public let mmd2Biased: Double
  /// σ of the kernel exp(−‖x − y‖²/2σ²).
  public let bandwidth: Double
  /// (1 + relabellings with at least this discrepancy) / (permutations + 1).
  public let pValue: Double
  /// The smallest p-value these units and permutations can give, whatever the shift.
  public let smallestPValue: Double
  public let permutations: Int
  /// Of the discrepancy, by resampling whole units: an effect size, not a second test.
  public let interval: Interval
  /// Rows compared of each sample, without those of excluded units.
  public let n: Int
  public let m: Int
  /// Units permuted and resampled of each sample; equal to the rows where no units were given.
  public let unitsX: Int
  public let unitsY: Int
  /// Units on both sides, left out of everything here; ascending.
  public let excludedUnits: [String]
}

/// Two-sample test by the maximum mean discrepancy under a Gaussian kernel, with a permutation
/// p-value and a bootstrap interval.
///
/// The exchangeable unit is the row, or the unit (patient, group) that a row belongs to: units are
/// permuted and resampled whole, and pairs of rows of one unit count in neither the unbiased
/// estimate nor the interval.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 2.
///   - y: shape (m, d), m ≥ 2.
///   - unitsX: the unit of each row of x; nil makes every row a unit.
///   - unitsY: the unit of each row of y. A unit named on both sides is left out and listed.
/// - Throws: `StatisticsError` for fewer than 2 rows or units a side, NaN or infinite numbers,
///   settings out of range, or a median distance of 0.
/// - Complexity: O((n + m)²·(d + permutations + resamples)) time, O(tile + (n + m)·(d +
///   permutations + resamples)) memory. Source: Gretton et al., JMLR 13 (2012), eqs 3 and 5;
///   Phipson and Smyth (2010) for the p-value.
public func shiftTest(
  _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil,
  settings: ShiftSettings
) throws(StatisticsError) -> ShiftTest {
  let sample = try ShiftSample(x, y, unitsX: unitsX, unitsY: unitsY)
  return try shiftTest(sample, settings: settings, side: .standard)
}

func shiftTest(
  _ sample: ShiftSample, settings: ShiftSettings, side: TileSide
) throws(StatisticsError) -> ShiftTest {
  try settings.require()
  let bandwidth = try bandwidth(of: sample, settings)
  let permutations = ShiftPermutations(sample, count: settings.permutations, seed: settings.seed)
  let resamples = ShiftResamples(sample, count: settings.resamples, seed: settings.seed)
  let sums = KernelSums(
    sample, bandwidth: bandwidth, permutations: permutations, resamples: resamples, side: side)
  return ShiftTest(
    mmd2Unbiased: sums.observed(sample).value, mmd2Biased: sums.biased(sample),
    bandwidth: bandwidth, pValue: permutations.pValue(sample, sums),
    smallestPValue: permutations.smallestPValue(sample), permutations: settings.permutations,
    interval: resamples.interval(sample, sums, level: settings.level),
    n: sample.x.count, m: sample.y.count, unitsX: sample.unitsX, unitsY: sample.unitsY,
    excludedUnits: sample.excluded)
}

private func bandwidth(
  of sample: ShiftSample, _ settings: ShiftSettings
) throws(StatisticsError) -> Double {
  if let given = settings.bandwidth { return given }
  let median = medianPairwiseDistance(sample.rows, seed: settings.seed)
  guard median > 0 else { throw .zeroBandwidth }
  return median
}

extension ShiftSettings {
  fileprivate func require() throws(StatisticsError) {
    for (name, value) in [
      ("the number of permutations", permutations), ("the number of resamples", resamples),
    ] where value < 1 {
      throw .outOfRange(setting: name, found: "\(value)", expected: "at least 1")
    }
    guard level > 0, level < 1 else {
      throw .outOfRange(
        setting: "the confidence level", found: "\(level)", expected: "between 0 and 1")
    }
    guard let bandwidth else { return }
    guard bandwidth > 0, bandwidth.isFinite else {
      throw .outOfRange(setting: "the bandwidth", found: "\(bandwidth)", expected: "above 0")
    }
  }
}

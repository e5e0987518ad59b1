import Foundation
import LinearAlgebra

/// How to compare two samples at one mix of a value, e.g. of labels.
public struct MatchedShiftSettings: Sendable, Equatable {
  public var kernel: ShiftKernel
  /// σ of the kernel, > 0; not read where it has none.
  public var bandwidth: Double
  /// ≥ 1.
  public var permutations: Int
  public var resamples: Int
  /// Matched resamplings beside the estimate, ≥ 1.
  public var draws: Int
  public var level: Double
  public var seed: UInt64

  public init(
    kernel: ShiftKernel = .gaussian, bandwidth: Double, permutations: Int = 999,
    resamples: Int = 999, draws: Int = 20,
    level: Double = 0.95, seed: UInt64
  ) {
    (self.kernel, self.bandwidth) = (kernel, bandwidth)
    (self.permutations, self.resamples, self.draws) = (permutations, resamples, draws)
    (self.level, self.seed) = (level, seed)
  }
}

/// How far two samples differ where each value is as frequent in one as in the other.
public struct MatchedShift: Sendable, Equatable {
  /// Squared maximum mean discrepancy at the common mix; may be slightly negative.
  public let mmd2: Double
  public let interval: Interval
  /// By permuting units within values.
  public let pValue: Double
  public let smallestPValue: Double
  /// The discrepancy of each matched resampling.
  public let draws: [Double]
  /// By value; those that are not matched have weight 0.
  public let values: [MatchedValue]
  /// Units whose rows hold several values.
  public let unitsOfSeveralValues: Int
}

/// What there is of one value in both samples.
public struct MatchedValue: Sendable, Codable, Hashable {
  public let value: String
  public let rowsX: Int
  public let rowsY: Int
  public let unitsX: Int
  public let unitsY: Int
  /// Of the common mix: min(rowsX, rowsY) over its sum; 0 without two units on each side.
  public let weight: Double
}

/// Compares two samples as if each value were as frequent in one as in the other, which tells a
/// difference within values from one of their mix.
///
/// With q_u the share of value u in the common mix and A, B, C mean kernels over pairs of different
/// units in x, in y and across, by values u and v of both rows of a pair, it is
/// Σ q_u q_v (A_uv + B_uv − 2C_uv): unbiased for the squared discrepancy of Σ q_u P_u and Σ q_u Q_u,
/// and the mean over all ways to draw min(n_u, m_u) rows of each value from each side. The unbiased
/// estimate of one such draw as it stands would be too small, because pairs of one value are rarer
/// within a balanced sample than across two. Draws beside it take whole units where each holds
/// one value, and else parts of units.
///
/// Relabellings keep what is held constant: units change sides with units that hold the same set of
/// values. The interval draws units alike, within each side and set.
///
/// - Parameters:
///   - x: shape (n, d). All pairs are held in memory: 8·(n + m)² bytes.
///   - valuesX: of each row of x.
///   - unitsX: nil makes every row a unit. A unit must be in one sample only.
/// - Throws: `StatisticsError` where no value has two units on each side, and for NaN.
/// - Complexity: O((n + m)²·(d + permutations + resamples)) time, with the same bits on any number
///   of cores. Source: post-stratified Gretton et al., JMLR 13 (2012), eq. 3; permutation within
///   strata as Good, "Permutation, Parametric and Bootstrap Tests of Hypotheses" (2005), chapter 7.
public func matchedShift(
  _ x: StoredRows, _ y: StoredRows, valuesX: [String], valuesY: [String], unitsX: [String]? = nil,
  unitsY: [String]? = nil, scaling: RowScaling = .asGiven, settings: MatchedShiftSettings,
  progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> MatchedShift {
  let sample = try MatchedSample(
    x, y, values: (valuesX, valuesY), units: (unitsX, unitsY))
  let pooled = PooledRows([(x, Array(0..<x.count)), (y, Array(0..<y.count))], scaling: scaling)
  let kernel = MatchedKernel(pooled, sample, settings)
  let weightings = sample.weightings(settings)
  let found = kernel.discrepancies(weightings, progress: progress)
  let relabelled = found[1..<(1 + settings.permutations)]
  let resampled = found[(1 + settings.permutations)...].prefix(settings.resamples)
    .map(\.value).sorted()
  // Equal in theory, different by rounding: a tie, which counts against a shift.
  let bar = found[0].value - 1e-10 * found[0].size
  return MatchedShift(
    mmd2: found[0].value,
    interval: Interval(
      low: quantile((1 - settings.level) / 2, ofSorted: resampled),
      high: quantile((1 + settings.level) / 2, ofSorted: resampled), level: settings.level,
      method: "distinct-\(unitsX == nil ? "row" : "unit") bootstrap within values, percentile"),
    pValue: Double(1 + relabelled.count { $0.value >= bar }) / Double(settings.permutations + 1),
    smallestPValue: max(1 / Double(settings.permutations + 1), sample.smallestShare),
    draws: found.suffix(settings.draws).map(\.value),
    values: sample.values, unitsOfSeveralValues: sample.unitsOfSeveralValues)
}

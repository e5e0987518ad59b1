public import LinearAlgebra

/// How to test for a shift between two samples.
public struct ShiftSettings: Sendable, Codable, Equatable {
  /// Random relabellings behind the p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind the interval, ≥ 1.
  public var resamples: Int
  /// Of the interval, within (0, 1).
  public var level: Double
  public var kernel: ShiftKernel
  /// σ of the kernel, > 0; nil takes the median distance between rows of both samples.
  public var bandwidth: Double?
  /// Of permutations, resamples and the subsample for the bandwidth, each with its own stream.
  public var seed: UInt64

  /// The smallest possible p is 0.001 by default.
  public init(
    permutations: Int = 999, resamples: Int = 999, level: Double = 0.95,
    kernel: ShiftKernel = .gaussian, bandwidth: Double? = nil, seed: UInt64
  ) {
    self.permutations = permutations
    self.resamples = resamples
    self.level = level
    self.kernel = kernel
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
  public let kernel: ShiftKernel
  /// σ of the kernel; nil where it has none.
  public let bandwidth: Double?
  /// (1 + relabellings with at least this discrepancy) / (permutations + 1).
  public let pValue: Double
  /// The smallest p-value these units and permutations can give, whatever the shift.
  public let smallestPValue: Double
  /// How many relabellings there were: as many as asked for, or all others than the observed labelling
  /// where they are no more, which makes the p-value exact.
  public let permutations: Int
  /// Discrepancies of the relabellings, of which the p-value is the upper tail.
  public let null: PermutationNull
  /// Of the discrepancy, by resampling whole units: an effect size, not a second test.
  public let interval: Interval
  /// The same from the Hoeffding projection, which takes the estimate for normal.
  public let normalInterval: Interval
  /// Rows of the first sample that were compared, without those of excluded units.
  public let n: Int
  /// Rows of the second sample that were compared.
  public let m: Int
  /// Units of the first sample, permuted and resampled whole; its rows where none were given.
  public let unitsX: Int
  /// Units of the second sample.
  public let unitsY: Int
  /// Units on both sides, left out of everything here; ascending.
  public let excludedUnits: [String]
}

/// Two-sample test by the maximum mean discrepancy under a kernel, with a permutation
/// p-value and a bootstrap interval.
///
/// The exchangeable unit is the row, or the unit (patient, group) that a row belongs to: units are
/// permuted and resampled whole, and pairs of rows of one unit count in neither the unbiased
/// estimate nor the interval.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 2.
///   - y: shape (m, d), m ≥ 2.
///   - scaling: of rows, before distances are taken.
///   - unitsX: the unit of each row of x; nil makes every row a unit.
///   - unitsY: the unit of each row of y. A unit named on both sides is left out and listed.
///   - progress: is told of tiles of the matrix of all pairs.
/// - Throws: `StatisticsError` for fewer than 2 rows or units a side, NaN or infinite numbers,
///   settings out of range, or a median distance of 0.
/// - Complexity: O((n + m)²·(d + permutations + resamples)) time, on all cores with the same bits
///   on any number of them; 8·(n + m)·d bytes for the rows, (n + m)·(permutations + resamples) for
///   the weights, some tens of megabytes a core, and 110 MB for the median.
///   Source: Gretton et al., JMLR 13 (2012), eqs 3 and 5; Phipson and Smyth (2010) for the p-value.
public func shiftTest(
  _ x: StoredRows, _ y: StoredRows, scaling: RowScaling = .asGiven, unitsX: [String]? = nil,
  unitsY: [String]? = nil, settings: ShiftSettings, progress: @escaping WorkProgress = { _, _ in }
) throws(StatisticsError) -> ShiftTest {
  try shiftTests(
    x, y, by: [settings.kernel], scaling: scaling, unitsX: unitsX, unitsY: unitsY,
    settings: settings, progress: progress)[0]
}

/// The same by several kernels, with the same relabellings and resamples for all; distances of few rows
/// are computed once.
///
/// - Parameter kernels: instead of the settings'.
public func shiftTests(
  _ x: StoredRows, _ y: StoredRows, by kernels: [ShiftKernel], scaling: RowScaling = .asGiven,
  unitsX: [String]? = nil, unitsY: [String]? = nil, settings: ShiftSettings,
  progress: @escaping WorkProgress = { _, _ in }
) throws(StatisticsError) -> [ShiftTest] {
  try settings.require()
  let sample = try ShiftSample(x, y, scaling: scaling, unitsX: unitsX, unitsY: unitsY)
  let trial = ShiftTrial(sample, settings, side: .strips)
  var tests: [ShiftTest] = []
  for kernel in kernels { tests.append(try trial.test(by: kernel, progress: progress)) }
  return tests
}

/// The same of rows as given, in double precision.
public func shiftTest(
  _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil,
  settings: ShiftSettings
) throws(StatisticsError) -> ShiftTest {
  try shiftTest(.doubles(x), .doubles(y), unitsX: unitsX, unitsY: unitsY, settings: settings)
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

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
  /// Of permutations, resamples and the subsample for the bandwidth, each with its own stream.
  public var seed: UInt64

  /// The smallest possible p is 0.001 by default.
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
  /// How many relabellings there were.
  public let permutations: Int
  /// Of the discrepancy, by resampling whole units: an effect size, not a second test.
  public let interval: Interval
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
  try settings.require()
  let sample = try ShiftSample(x, y, scaling: scaling, unitsX: unitsX, unitsY: unitsY)
  return try shiftTest(sample, settings: settings, side: .strips, progress: progress)
}

/// The same of rows as given, in double precision.
public func shiftTest(
  _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil,
  settings: ShiftSettings
) throws(StatisticsError) -> ShiftTest {
  try shiftTest(.doubles(x), .doubles(y), unitsX: unitsX, unitsY: unitsY, settings: settings)
}

func shiftTest(
  _ sample: ShiftSample, settings: ShiftSettings, side: TileSide,
  progress: @escaping WorkProgress = { _, _ in }
) throws(StatisticsError) -> ShiftTest {
  let permutations = ShiftPermutations(sample, count: settings.permutations, seed: settings.seed)
  let resamples = ShiftResamples(sample, count: settings.resamples, seed: settings.seed)
  let pass = try KernelPass(
    sample, weights: permutations.labels.followed(by: resamples.weights), settings, side)
  let sums = KernelSums(pass, progress: progress)
  return ShiftTest(
    mmd2Unbiased: sums.observed(sample).value,
    mmd2Biased: max(0, sums.biased(sample.x.count, sample.y.count)),
    bandwidth: sample.pooled.grown(pass.bandwidth),
    pValue: permutations.pValue(sample, sums, isRounded: pass.sumsWholeNumbers),
    smallestPValue: permutations.smallestPValue(sample), permutations: settings.permutations,
    interval: resamples.interval(
      sample, sums, from: settings.permutations, level: settings.level),
    n: sample.x.count, m: sample.y.count, unitsX: sample.unitsX, unitsY: sample.unitsY,
    excludedUnits: sample.excluded)
}

extension KernelPass {
  /// Distances of few rows are computed once, for the median and for the kernel.
  fileprivate init(
    _ sample: ShiftSample, weights: UnitWeights, _ settings: ShiftSettings, _ side: TileSide
  ) throws(StatisticsError) {
    let rows = sample.pooled.rows
    let distances = DistanceRows(asGiven: rows)
    let strips = PairStrips(sample.x, sample.y, side: side)
    var kept: KeptDistances?
    let bandwidth: Double
    if let given = settings.bandwidth {
      bandwidth = sample.pooled.shrunk(given)
    } else if rows.rows <= KeptDistances.limit {
      let all = KeptDistances(distances, strips)
      (kept, bandwidth) = (all, all.median)
    } else {
      bandwidth = medianPairwiseDistance(rows, seed: settings.seed)
    }
    guard bandwidth > 0 || settings.bandwidth != nil else { throw .zeroBandwidth }
    let largest = (distances.squaredNorms.max() ?? 0).squareRoot()
    try sample.pooled.requireDigits(of: bandwidth, besides: largest)
    guard sample.pooled.grown(bandwidth).isFinite else {
      throw .outOfRange(
        setting: "the median distance", found: "beyond all doubles",
        expected: "a number; divide all rows by their largest")
    }
    self.init(
      distances: distances, strips: strips, kept: kept, units: sample.units,
      hasUnits: sample.hasUnits, bandwidth: bandwidth, weights: weights,
      sumsWholeNumbers: sample.allowsWholeNumbers && WeightedSums.areThere())
  }
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

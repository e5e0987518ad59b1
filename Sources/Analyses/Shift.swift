public import Embeddings
import Foundation
public import Statistics

/// Whether two sets come from one distribution, and how far apart they are.
public struct ShiftResult: Sendable, Codable {
  public let encoder: String?
  public let reference: String
  public let candidate: String
  /// Items used of each.
  public let n: Int
  public let m: Int
  /// What was permuted and resampled: "image" or "group".
  public let unit: String
  public let unitsReference: Int
  public let unitsCandidate: Int
  /// Whether rows were scaled to length 1 before the kernel.
  public let normalized: Bool
  public let kernel: ShiftKernel
  /// σ, in the units of the rows; nil where the kernel has none.
  public let bandwidth: Double?
  /// Gretton et al., JMLR 13 (2012), eq. 3; may be negative.
  public let mmd2Unbiased: Double
  public let mmd2Biased: Double
  /// Biased squared MMD at σ = 1 of the rows as given.
  public let computeDiff: Double
  /// (1 + permutations at least as large) / (1 + permutations).
  public let pValue: Double
  /// The smallest p that these units and permutations can give.
  public let smallestPValue: Double
  /// Relabellings; all others than the observed one where they are no more than were asked for.
  public let permutations: Int
  /// Behind the interval.
  public let resamples: Int
  /// Of the relabelled sets.
  public let null: PermutationNull
  /// Of the squared MMD; not derived from the permutations.
  public let interval: Interval
  /// The same by the normal distribution, beside the one that is reported.
  public let normalInterval: Interval
  public let seed: UInt64
  /// Units found in both sets, left out of the test.
  public let excludedUnits: [String]
  public let zeroVectors: [SampleID]
  public internal(set) var warnings: [AnalysisWarning]
  /// Within the values of each column that was asked for.
  public internal(set) var strata: [ShiftStrata]?
  /// At a common mix of a column's values.
  public internal(set) var matched: ShiftMatched?
  /// Beside the discrepancy; nil where they were not asked for.
  public internal(set) var measures: [ShiftMeasure]?
  /// Nil where it was not asked for.
  public internal(set) var context: ShiftContext?
  /// Nil where they were not asked for.
  public internal(set) var drivers: ShiftDrivers?
}

extension ShiftResult {
  /// The same without the witness values of all items, of which the greatest stay.
  public var withoutWitnessValues: ShiftResult {
    var result = self
    result.drivers?.witness.reference = nil
    result.drivers?.witness.candidate = nil
    return result
  }
}

/// Compares two sets by the maximum mean discrepancy of their vectors.
///
/// With units on both sides, whole units are permuted and resampled, and pairs within one unit do
/// not count. Zero vectors are left out when rows are scaled to length 1.
/// - Parameter progress: is told of the comparisons; the pass for compute_diff counts from 0 again.
/// - Throws: `AnalysisError` for sets of different dimension, too few items or units, rows that are
///   all equal, or rows of one number to be scaled to length 1.
public func measureShift(
  from reference: EmbeddedItems, to candidate: EmbeddedItems, scaling: RowScaling = .unitLength,
  plan: ShiftPlan, seed: UInt64, encoder: String? = nil,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> ShiftResult {
  let pair = try ShiftPair(reference, candidate, scaling: scaling)
  for column in plan.strata + [plan.match].compactMap({ $0 }) {
    for items in [pair.reference, pair.candidate] { _ = try items.values(of: column) }
  }
  let test = try naming(pair.names) { () throws(StatisticsError) in
    try shiftTest(pair, plan, seed: seed, progress)
  }
  var result = ShiftResult(
    encoder: encoder, reference: reference.name, candidate: candidate.name, n: test.n, m: test.m,
    unit: pair.unit, unitsReference: test.unitsX, unitsCandidate: test.unitsY,
    normalized: scaling == .unitLength, kernel: test.kernel, bandwidth: test.bandwidth,
    mmd2Unbiased: test.mmd2Unbiased, mmd2Biased: test.mmd2Biased,
    computeDiff: Statistics.computeDiff(
      reference.vectors.stored, candidate.vectors.stored, progress: progress),
    pValue: test.pValue, smallestPValue: test.smallestPValue, permutations: test.permutations,
    resamples: plan.resamples, null: test.null, interval: test.interval,
    normalInterval: test.normalInterval, seed: seed,
    excludedUnits: pair.excludedUnits,
    zeroVectors: pair.zeroVectors, warnings: pair.warnings + warnings(test, plan))
  if plan.context {
    let context = shiftContext(pair, test, plan, seed: seed, progress)
    result.context = context
    result.warnings += context.warnings
  }
  if plan.drivers {
    result.drivers = try shiftDrivers(
      pair, bandwidth: test.bandwidth, plan, seed: seed, progress)
  }
  try result.addStrata(pair, plan, progress)
  try result.addMatched(pair, plan, progress)
  if plan.measures { result.measures = shiftMeasures(pair, plan, seed: seed, progress) }
  return result
}

/// The test of a pair as a plan asks for it.
func shiftTest(
  _ pair: ShiftPair, _ plan: ShiftPlan, seed: UInt64, _ progress: @escaping WorkProgress
) throws(StatisticsError) -> ShiftTest {
  try shiftTest(
    pair.storedX, pair.storedY, scaling: pair.scaling, unitsX: pair.unitsX, unitsY: pair.unitsY,
    settings: ShiftSettings(
      permutations: plan.permutations, resamples: plan.resamples, kernel: plan.kernel,
      bandwidth: plan.bandwidth, seed: seed), progress: progress)
}

private func warnings(_ test: ShiftTest, _ plan: ShiftPlan) -> [AnalysisWarning] {
  var found = warnings(ofInterval: test, plan)
  if test.null.standardDeviation < 1e-12, let bandwidth = test.bandwidth {
    found.append(
      AnalysisWarning(
        "every labelling of the units has the same discrepancy: at σ = \(bandwidth) the kernel tells no "
          + "rows apart, or holds all apart",
        remedy: "leave out the bandwidth, which is the median distance then"))
  }
  if test.smallestPValue > 0.05 {
    found.append(
      AnalysisWarning(
        "no p-value below \(rounded(test.smallestPValue)) is possible with \(test.unitsX) and "
          + "\(test.unitsY) units and \(test.permutations) permutations",
        remedy: "add units, or permutations"))
  }
  let (fewer, more) = (min(test.unitsX, test.unitsY), max(test.unitsX, test.unitsY))
  if more >= 20 * fewer {
    found.append(
      AnalysisWarning(
        "one set has \(more) units and the other \(fewer), which alone limit what can be seen",
        remedy: "add units to the smaller set; more of the larger change little"))
  }
  return found
}

/// Units and resamples too few for the interval that is asked for.
private func warnings(ofInterval test: ShiftTest, _ plan: ShiftPlan) -> [AnalysisWarning] {
  var found: [AnalysisWarning] = []
  let fewest = min(test.unitsX, test.unitsY)
  if fewest < 10 {
    found.append(
      AnalysisWarning(
        "an interval from \(fewest) units of a set is too narrow"
          + (fewest < 4 ? ", and holds the true value rarely" : ""),
        remedy: "go by p, and add units"))
  }
  if plan.resamples < 99 {
    found.append(
      AnalysisWarning(
        "an interval from \(plan.resamples) resamples is coarse",
        remedy: "take 999"))
  }
  return found
}

/// Three digits, for sentences.
private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }

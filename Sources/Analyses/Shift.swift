public import Embeddings
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
  /// Gaussian kernel exp(−d²/2σ²); σ in the units of the rows.
  public let bandwidth: Double
  /// Gretton et al., JMLR 13 (2012), eq. 3; may be negative.
  public let mmd2Unbiased: Double
  public let mmd2Biased: Double
  /// Biased squared MMD at σ = 1 of the rows as given.
  public let computeDiff: Double
  /// (1 + permutations at least as large) / (1 + permutations).
  public let pValue: Double
  /// The smallest p that these units and permutations can give.
  public let smallestPValue: Double
  public let permutations: Int
  /// Of the squared MMD; not derived from the permutations.
  public let interval: Interval
  public let seed: UInt64
  /// Units found in both sets, left out of the test.
  public let excludedUnits: [String]
  public let zeroVectors: [SampleID]
  public let warnings: [AnalysisWarning]
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
  settings: ShiftSettings, encoder: String? = nil,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> ShiftResult {
  try reference.requireDimension(of: candidate)
  let x = reference.comparable(scaling)
  let y = candidate.comparable(scaling)
  let hasUnits = x.units != nil && y.units != nil
  guard scaling == .asGiven || reference.vectors.dimension > 1 else {
    throw .undefined(
      items: "\(x.name) and \(y.name)",
      reason: "vectors of one number say only their sign at length 1; take them as they are "
        + "(--no-normalize), or give vectors of more numbers")
  }
  for items in [x, y] where items.count < 2 {
    throw .tooFew(items: items.name, found: items.count, needed: 2)
  }
  let test = try naming("\(x.name) and \(y.name)") { () throws(StatisticsError) in
    try shiftTest(
      x.vectors.rows, y.vectors.rows, scaling: scaling, unitsX: hasUnits ? x.units : nil,
      unitsY: hasUnits ? y.units : nil, settings: settings, progress: progress)
  }
  return ShiftResult(
    encoder: encoder, reference: reference.name, candidate: candidate.name, n: test.n, m: test.m,
    unit: hasUnits ? "group" : "image", unitsReference: test.unitsX, unitsCandidate: test.unitsY,
    normalized: scaling == .unitLength, bandwidth: test.bandwidth,
    mmd2Unbiased: test.mmd2Unbiased, mmd2Biased: test.mmd2Biased,
    computeDiff: Statistics.computeDiff(
      reference.vectors.rows, candidate.vectors.rows, progress: progress),
    pValue: test.pValue, smallestPValue: test.smallestPValue, permutations: test.permutations,
    interval: test.interval, seed: settings.seed, excludedUnits: test.excludedUnits,
    zeroVectors: scaling == .unitLength ? reference.zeroVectors + candidate.zeroVectors : [],
    warnings: warnings(reference, candidate, scaling, test))
}

private func warnings(
  _ reference: EmbeddedItems, _ candidate: EmbeddedItems, _ scaling: RowScaling, _ test: ShiftTest
) -> [AnalysisWarning] {
  var found = scaling == .unitLength ? AnalysisWarning.zeroVectors(in: [reference, candidate]) : []
  if test.smallestPValue > 0.05 {
    found.append(
      AnalysisWarning(
        "no p-value below \(test.smallestPValue) is possible with \(test.unitsX) and "
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
  if !test.excludedUnits.isEmpty {
    found.append(
      AnalysisWarning(
        "\(test.excludedUnits.count) units are in both sets and were left out of the test",
        remedy: "check the units' names, or the split"))
  }
  if (reference.units == nil) != (candidate.units == nil) {
    found.append(
      AnalysisWarning(
        "only one set names its units, so images were taken as independent",
        remedy: "name the units of both sets"))
  }
  return found
}

extension EmbeddedItems {
  /// Without zero vectors when rows are to be scaled.
  fileprivate func comparable(_ scaling: RowScaling) -> EmbeddedItems {
    guard scaling == .unitLength, !unitRows.zeroRows.isEmpty else { return self }
    let zeros = Set(unitRows.zeroRows)
    return selecting((0..<count).filter { !zeros.contains($0) }, name: name)
  }
}

extension Vectors {
  fileprivate var rows: StoredRows {
    switch self {
    case .float(let matrix): .floats(matrix)
    case .double(let matrix): .doubles(matrix)
    case .mapped(let rows): .mapped(rows)
    }
  }
}

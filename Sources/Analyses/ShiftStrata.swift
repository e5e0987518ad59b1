import Statistics

/// Two sets compared within each value of a column.
public struct ShiftStrata: Sendable, Codable {
  public let column: String
  /// One a value that both have, under the kernel of the whole comparison; p-values are corrected over
  /// these. Values that one of them lacks, or has too little of, are among the skipped.
  public let comparisons: ShiftComparisons
  /// Items of which the column says nothing.
  public let missingReference: Int
  public let missingCandidate: Int
}

/// Values of a column that are compared at most; the most frequent on both sides.
private let largestCount = 200

extension ShiftResult {
  /// Repeats the test within the values of each column, where any was asked for.
  ///
  /// - Throws: `AnalysisError.missing` for a column that a set does not have.
  mutating func addStrata(
    _ pair: ShiftPair, _ plan: ShiftPlan, _ progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    guard !plan.strata.isEmpty else { return }
    let settings = ShiftSettings(
      permutations: plan.permutations, resamples: plan.resamples, kernel: kernel,
      bandwidth: bandwidth, seed: seed)
    var found: [ShiftStrata] = []
    for column in plan.strata {
      found.append(try ShiftStrata(pair, column: column, settings: settings, progress: progress))
    }
    strata = found
    warnings += found.flatMap { $0.warnings(permutations: plan.permutations) }
  }
}

extension ShiftStrata {
  fileprivate init(
    _ pair: ShiftPair, column: String, settings: ShiftSettings, progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    let reference = try pair.reference.parted(by: column)
    let candidate = try pair.candidate.parted(by: column)
    let x = Dictionary(uniqueKeysWithValues: reference.parts.map { ($0.name, $0) })
    let y = Dictionary(uniqueKeysWithValues: candidate.parts.map { ($0.name, $0) })
    let size = { (value: String) in min(x[value]?.count ?? 0, y[value]?.count ?? 0) }
    let values = Set(x.keys).union(y.keys).sorted { (size($1), $0) < (size($0), $1) }
    let requests = values.prefix(largestCount).sorted().map { value in
      ComparisonRequest(
        reference: (x[value] ?? pair.reference.selecting([], name: "")).named(pair.reference.name),
        candidate: (y[value] ?? pair.candidate.selecting([], name: "")).named(pair.candidate.name),
        stratum: value)
    }
    self.column = column
    comparisons = compareAll(
      requests, scaling: pair.scaling, settings: settings, progress: progress
    ).skipping(
      values.dropFirst(largestCount).sorted().map { value in
        SkippedComparison(
          reference: pair.reference.name, candidate: pair.candidate.name, stratum: value,
          n: x[value]?.count ?? 0, m: y[value]?.count ?? 0,
          reason: "\(largestCount) other values are more frequent on both sides")
      })
    (missingReference, missingCandidate) = (reference.missing, candidate.missing)
  }

  fileprivate func warnings(permutations: Int) -> [AnalysisWarning] {
    let missing = missingReference + missingCandidate
    let gaps =
      missing == 0
      ? []
      : [
        AnalysisWarning(
          "\(missing) items have no \(column), and are in none of its strata",
          remedy: "fill the column")
      ]
    let none =
      comparisons.tests.isEmpty
      ? [
        AnalysisWarning(
          "no \(column) has two items and units on both sides, so there is no stratum to compare",
          remedy: "take a coarser column")
      ] : []
    return gaps + none
      + comparisons.warnings("strata of \(column)", permutations: permutations)
  }
}

extension ShiftComparisons {
  fileprivate func skipping(_ more: [SkippedComparison]) -> ShiftComparisons {
    ShiftComparisons(tests: tests, skipped: skipped + more)
  }
}

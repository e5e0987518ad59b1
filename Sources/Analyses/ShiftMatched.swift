public import Statistics

/// Two sets compared as if each value of a column were as frequent in one as in the other.
public struct ShiftMatched: Sendable, Codable {
  public let column: String
  /// Squared discrepancy at the common mix, the mean over all matched draws; may be negative.
  public let mmd2: Double
  public let interval: Interval
  /// By permuting units within values.
  public let pValue: Double
  public let smallestPValue: Double
  public let permutations: Int
  /// What single draws of min(n, m) items of each value gave.
  public let draws: MatchedDraws
  /// The unbiased squared discrepancy without matching, of all items.
  public let unmatchedMmd2: Double
  /// `mmd2` as a share of that; nil where p of the unmatched is above 0.05. May be negative or above 1.
  public let remainingShare: Double?
  /// By value, with its weight in the common mix: 0 for those that are not matched.
  public let values: [MatchedValue]
  /// Items compared; fewer than there are where more cost too much.
  public let n: Int
  public let m: Int
  /// Of those, items whose value the other side lacks, or which have none.
  public let unmatchedReference: Int
  public let unmatchedCandidate: Int
  /// Units whose items hold several values: draws take parts of them.
  public let unitsOfSeveralValues: Int
}

/// Matched draws in short.
public struct MatchedDraws: Sendable, Codable, Hashable {
  public let count: Int
  public let mean: Double
  public let low: Double
  public let high: Double
}

/// Rows of both sides whose kernel is held in memory, 128 MB.
private let largestCount = 4_000

extension ShiftResult {
  /// Compares at the common mix of a column's values, where that was asked for.
  ///
  /// Without a value that has two units on each side it warns.
  /// - Throws: `AnalysisError.missing` for a column that a set does not have.
  mutating func addMatched(
    _ pair: ShiftPair, _ plan: ShiftPlan, _ progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    guard let column = plan.match else { return }
    let drawn = pair.subsample(largestCount, seed: seed, stream: "shift.matched.items")
    let x = try drawn.reference.withValues(of: column)
    let y = try drawn.candidate.withValues(of: column)
    let settings = MatchedShiftSettings(
      kernel: kernel, bandwidth: bandwidth ?? 1, permutations: plan.permutations,
      resamples: plan.resamples, seed: seed)
    let found: MatchedShift
    do {
      found = try matchedShift(
        x.items.vectors.stored, y.items.vectors.stored, valuesX: x.values, valuesY: y.values,
        unitsX: pair.hasUnits ? x.items.units : nil, unitsY: pair.hasUnits ? y.items.units : nil,
        scaling: pair.scaling, settings: settings, progress: progress)
    } catch {
      warnings.append(
        AnalysisWarning(
          "\(pair.names) could not be matched by \(column): \(error)",
          remedy: "the other numbers stand; match by another column"))
      return
    }
    let part = ShiftMatched(
      found, column: column, unmatched: mmd2Unbiased, isFound: pValue <= 0.05, drawn,
      permutations: plan.permutations)
    matched = part
    warnings += part.warnings
  }
}

extension ShiftMatched {
  fileprivate init(
    _ found: MatchedShift, column: String, unmatched: Double, isFound: Bool, _ pair: ShiftPair,
    permutations: Int
  ) {
    let matched = found.values.filter { $0.weight > 0 }
    self.column = column
    (mmd2, interval) = (found.mmd2, found.interval)
    (pValue, smallestPValue) = (found.pValue, found.smallestPValue)
    self.permutations = permutations
    draws = MatchedDraws(
      count: found.draws.count, mean: found.draws.reduce(0, +) / Double(found.draws.count),
      low: found.draws.min() ?? found.mmd2, high: found.draws.max() ?? found.mmd2)
    unmatchedMmd2 = unmatched
    remainingShare = isFound && unmatched > 0 ? found.mmd2 / unmatched : nil
    values = found.values
    (n, m) = (pair.reference.count, pair.candidate.count)
    unmatchedReference = pair.reference.count - matched.reduce(0) { $0 + $1.rowsX }
    unmatchedCandidate = pair.candidate.count - matched.reduce(0) { $0 + $1.rowsY }
    unitsOfSeveralValues = found.unitsOfSeveralValues
  }

  fileprivate var warnings: [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    let lost = unmatchedReference + unmatchedCandidate
    if 2 * lost > n + m {
      found.append(
        AnalysisWarning(
          "\(lost) of \(n + m) items have no match in \(column) on the other side, so that the matched "
            + "comparison is of a minority",
          remedy: "match by a coarser column, or add images of the missing values"))
    }
    if unitsOfSeveralValues > 0 {
      found.append(
        AnalysisWarning(
          "\(unitsOfSeveralValues) units hold several values of \(column): draws take parts of them, and "
            + "units are permuted with those that hold the same values",
          remedy: "match by a column with one value a unit where whole units are wanted"))
    }
    if smallestPValue > 0.05 {
      found.append(
        AnalysisWarning(
          "matched by \(column), no p-value below \(smallestPValue.short) is possible",
          remedy: "add units, or permutations"))
    }
    return found
  }
}

extension EmbeddedItems {
  /// Items of which a column says something, with what it says.
  fileprivate func withValues(
    of column: String
  ) throws(AnalysisError) -> (items: EmbeddedItems, values: [String]) {
    let values = try values(of: column)
    let known = ids.indices.filter { values[$0] != nil }
    guard known.count < count else { return (self, values.compactMap { $0 }) }
    return (selecting(known, name: name), values.compactMap { $0 })
  }
}

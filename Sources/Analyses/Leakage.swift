public import Embeddings
public import Statistics

/// Which items of an evaluation set are also, or nearly, in the training set.
public struct LeakageResult: Sendable, Codable {
  public let encoder: String?
  public let reference: String
  public let evaluation: String
  public let referenceItems: Int
  public let evaluationItems: Int
  /// Evaluation items that could be compared: those with a vector other than zero, or with pixels.
  public let comparedItems: Int
  public let threshold: Double
  /// How the threshold was found; nil where it was given.
  public let calibration: ThresholdCalibration?
  /// Of all pairs, also of those that `pairs` has no room for.
  public let pairCount: Int
  /// Pairs per pair of a reference and an evaluation item. Without interval: pairs that share an
  /// item are not independent.
  public let pairRate: Double
  /// Pairs with each kind of evidence.
  public let evidenceCounts: [EvidenceCount]
  /// a is in the reference set, b in the evaluation set; descending cosine, ties by id.
  public private(set) var pairs: [EvidencePair]
  /// Distinct evaluation items with a pair.
  public let leakedItems: Int
  /// Leaked evaluation items per compared item.
  public let leakRate: Double
  /// As if items were independent of each other; see `bestInterval`.
  public let leakRateInterval: Interval
  /// Nil where an item has no group.
  public let groups: LeakedGroups?
  /// Pairs of which both labels are known and differ.
  public let labelConflicts: Int?
  /// Of the sets of look-alikes that the pairs form, those with more than one label; nil without
  /// labels.
  public let conflictingSets: ItemRate?
  /// Reference items to leave out, so that nothing leaks; in the order of the reference set.
  public private(set) var removals: [Removal]
  public let removalCount: Int
  /// Pairs to look at; nil where nobody asked.
  public internal(set) var examples: PairExamples?
  /// Nil where nobody asked.
  public internal(set) var cosines: CosinesByKind?
  /// Nil where it was not asked for, and without labels on both sides.
  public let effect: LeakageEffect?
  public let zeroVectors: [SampleID]
  public let warnings: [AnalysisWarning]
}

/// Finds every pair across two sets whose cosine is at or above the threshold, or whose file or
/// pixels are equal. Complete and exact.
///
/// - Parameters:
///   - reference: the training set.
///   - evaluation: the set whose purity is asked for; its items are the units of the leak rate.
///   - threshold: in [−1, 1].
///   - calibration: that gave the threshold.
///   - limit: pairs that are listed at most, the most similar; all are counted.
///   - measuresEffect: whether classifiers are judged with and without the leaks, which takes longer
///     than finding them.
///   - seed: of the units that are drawn for intervals.
///   - progress: is told of the comparisons; where there are more pairs than are listed, in further
///     passes.
/// - Throws: `AnalysisError` for an empty set or vectors of different dimension.
public func findLeakage(
  from reference: EmbeddedItems, into evaluation: EmbeddedItems, threshold: Double,
  calibration: ThresholdCalibration? = nil, encoder: String? = nil, listing limit: Int = 1_000_000,
  measuresEffect: Bool = true, seed: UInt64 = 2_026,
  progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> LeakageResult {
  try reference.requireDimension(of: evaluation)
  for items in [reference, evaluation] where items.count == 0 {
    throw .tooFew(items: items.name, found: 0, needed: 1)
  }
  let source = PairSource(from: reference, to: evaluation)
  let found = source.pairs(threshold: threshold, listing: limit, progress: progress)
  let closest = source.closestPairs(found, by: \.b, threshold: threshold, progress: progress)
  let leaked = Set(closest.keys)
  let rate = ItemRate(leaked.count, of: source.comparedRows)
  let removals = source.removals(found, threshold: threshold, progress: progress)
  let all = source.allPairs(found, threshold: threshold, progress: progress)
  let groups: LeakedGroups? = both(reference.units, evaluation.units).map { known, asked in
    LeakedGroups(
      reference: known, evaluation: asked, leaked: leaked, pairsAcross: all.acrossUnits ?? 0,
      seed: seed)
  }
  let effect =
    measuresEffect
    ? try LeakageEffect(of: leaked, from: reference, into: evaluation, seed: seed) : nil
  let labels = both(reference.labels, evaluation.labels).map { $0 + $1 }
  return LeakageResult(
    encoder: encoder, reference: reference.name, evaluation: evaluation.name,
    referenceItems: reference.count, evaluationItems: evaluation.count,
    comparedItems: source.comparedRows, threshold: threshold, calibration: calibration,
    pairCount: found.count,
    pairRate: Double(found.count) / Double(reference.count) / Double(evaluation.count),
    evidenceCounts: found.evidenceCounts, pairs: found.listed, leakedItems: leaked.count,
    leakRate: rate.rate, leakRateInterval: rate.interval, groups: groups,
    labelConflicts: all.labelConflicts,
    conflictingSets: labels.map { all.components.conflicts(of: $0) },
    removals: removals, removalCount: removals.count, effect: effect,
    zeroVectors: reference.zeroVectors + evaluation.zeroVectors,
    warnings: AnalysisWarning.zeroVectors(in: [reference, evaluation])
      + (groups?.warnings ?? AnalysisWarning.gaps(of: [reference, evaluation])) + found.warnings
      + (calibration?.warnings ?? []))
}

extension LeakageResult {
  /// Of the leak rate: by drawing groups where they are known, else that of independent images. Nil for
  /// a single group, which does not vary.
  public var bestInterval: Interval? { groups == nil ? leakRateInterval : groups?.leakRateInterval }
}

extension PairSource {
  /// Rows of b that anything can be told of.
  fileprivate var comparedRows: Int {
    guard a.digests == nil || b.digests == nil else { return b.count }
    return a.unitRows.zeroRows.count == a.count ? 0 : b.count - b.unitRows.zeroRows.count
  }

  /// Every row of a with a pair goes; its most similar row of b stays.
  fileprivate func removals(
    _ found: FoundPairs, threshold: Double, progress: WorkProgress
  ) -> [Removal] {
    let closest = closestPairs(found, by: \.a, threshold: threshold, progress: progress)
    return closest.sorted { $0.key < $1.key }.map { row, pair in
      Removal(item: a.ids[row], reason: .leak, kept: b.ids[pair.rows.b], cosine: pair.cosine)
    }
  }
}

extension LeakageResult {
  /// The same result with fewer pairs and removals listed; counts and rates stay those of all.
  public func listing(_ limit: Int) -> LeakageResult {
    var result = self
    result.pairs = Array(pairs.prefix(limit))
    result.removals = Array(removals.prefix(limit))
    return result
  }
}

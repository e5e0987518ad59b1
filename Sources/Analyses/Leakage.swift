public import Embeddings
public import Statistics

/// Which items of an evaluation set are also, or nearly, in the training set.
public struct LeakageResult: Sendable, Codable {
  public let encoder: String?
  public let reference: String
  public let evaluation: String
  public let referenceItems: Int
  public let evaluationItems: Int
  public let threshold: Double
  /// Of all pairs, also of those that `pairs` has no room for.
  public let pairCount: Int
  /// Pairs with each kind of evidence.
  public let evidenceCounts: [EvidenceCount]
  /// a is in the reference set, b in the evaluation set; descending cosine, ties by id.
  public let pairs: [EvidencePair]
  /// Distinct evaluation items with a pair.
  public let leakedItems: Int
  /// Leaked evaluation items per evaluation item.
  public let leakRate: Double
  public let leakRateInterval: Interval
  /// Pairs of which both labels are known and differ.
  public let labelConflicts: Int?
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
///   - limit: pairs that are listed at most, the most similar; all are counted.
/// - Throws: `AnalysisError` for an empty set or vectors of different dimension.
public func findLeakage(
  from reference: EmbeddedItems, into evaluation: EmbeddedItems, threshold: Double,
  encoder: String? = nil, listing limit: Int = 1_000_000
) throws(AnalysisError) -> LeakageResult {
  try reference.requireDimension(of: evaluation)
  for items in [reference, evaluation] where items.count == 0 {
    throw .tooFew(items: items.name, found: 0, needed: 1)
  }
  let source = PairSource(from: reference, to: evaluation)
  let found = source.pairs(threshold: threshold, listing: limit)
  let leaked = leakedRows(source, found, threshold: threshold).count
  let knowsLabels = reference.labels != nil && evaluation.labels != nil
  return LeakageResult(
    encoder: encoder, reference: reference.name, evaluation: evaluation.name,
    referenceItems: reference.count, evaluationItems: evaluation.count, threshold: threshold,
    pairCount: found.count, evidenceCounts: found.evidenceCounts, pairs: found.listed,
    leakedItems: leaked,
    leakRate: Double(leaked) / Double(evaluation.count),
    leakRateInterval: leakRateInterval(leaked: leaked, of: evaluation.count),
    labelConflicts: knowsLabels
      ? found.listed.count { $0.labels.map { $0[0] != $0[1] } ?? false } : nil,
    zeroVectors: reference.zeroVectors + evaluation.zeroVectors,
    warnings: AnalysisWarning.zeroVectors(in: [reference, evaluation])
      + found.warnings)
}

/// Rows of the evaluation set with a pair, also where not all pairs are listed.
private func leakedRows(
  _ source: PairSource, _ found: FoundPairs, threshold: Double
) -> Set<Int> {
  guard !found.isComplete else {
    return Set(found.similar.pairs.map(\.b) + found.equal.map(\.b))
  }
  let nearest = nearestRows(of: source.b.unitRows, in: source.a.unitRows, count: 1)
  let reached = min(threshold, equalityThreshold)
  return Set(nearest.indices.filter { (nearest[$0].first?.cosine ?? -.infinity) >= reached })
    .union(source.rowsEqualWithoutCosine())
}

/// Wilson's interval; with nothing found, its upper end is the rule of three's.
private func leakRateInterval(leaked: Int, of count: Int) -> Interval {
  guard leaked == 0 else { return wilsonInterval(successes: leaked, trials: count) }
  return Interval(
    low: 0, high: zeroEventsUpperBound(trials: count), level: 0.95, method: "rule of three")
}

extension LeakageResult {
  /// The same result with fewer pairs listed; counts and rates stay those of all.
  public func listing(_ limit: Int) -> LeakageResult {
    LeakageResult(
      encoder: encoder, reference: reference, evaluation: evaluation,
      referenceItems: referenceItems, evaluationItems: evaluationItems, threshold: threshold,
      pairCount: pairCount, evidenceCounts: evidenceCounts, pairs: Array(pairs.prefix(limit)),
      leakedItems: leakedItems, leakRate: leakRate, leakRateInterval: leakRateInterval,
      labelConflicts: labelConflicts, zeroVectors: zeroVectors, warnings: warnings)
  }
}

public import Embeddings
public import Statistics

/// All pairs within one set that look like the same image, and the groups they form.
public struct DuplicatesResult: Sendable, Codable {
  public let encoder: String?
  public let items: Int
  /// Cosine at or above which two items are a pair.
  public let threshold: Double
  /// How the threshold was found; nil where it was given.
  public let calibration: ThresholdCalibration?
  /// Of all pairs, also of those that `pairs` has no room for.
  public let pairCount: Int
  /// Pairs with each kind of evidence.
  public let evidenceCounts: [EvidenceCount]
  /// Descending cosine, ties by id; equal images without a cosine come first.
  public private(set) var pairs: [EvidencePair]
  public let groupCount: Int
  /// Connected components of the pairs, split where only a chain joins unlike items; largest first.
  public private(set) var groups: [DuplicateGroup]
  /// Groups of each size, ascending.
  public let groupSizes: [GroupSize]
  /// Two members of a group that only a chain joins have at least this cosine: 2·threshold − 1, so
  /// that they are at most twice as far apart (by 1 − cosine) as the items of a pair may be.
  public let chainThreshold: Double
  /// Pairs that join no group, since they only chain unlike items.
  public let cutPairs: Int
  /// Pairs of which both labels are known and differ.
  public let labelConflicts: Int?
  /// Of the groups of look-alikes, those with more than one label; nil without labels.
  public let conflictingSets: ItemRate?
  /// Pairs of two units, e.g. one patient under two names; nil without units.
  public let pairsAcrossUnits: Int?
  /// Units with an image far from their others; nil without units of several images.
  public let scatteredUnits: ScatteredGroups?
  /// Items to leave out, so that one of each group stays; group by group.
  public private(set) var removals: [Removal]
  public let removalCount: Int
  /// Pairs to look at; nil where nobody asked.
  public internal(set) var examples: PairExamples?
  /// Nil where nobody asked.
  public internal(set) var cosines: CosinesByKind?
  public let zeroVectors: [SampleID]
  public let warnings: [AnalysisWarning]
}

/// Items that are joined by pairs.
public struct DuplicateGroup: Sendable, Codable, Hashable {
  public let members: [SampleID]
  /// Smallest, median and largest cosine among the pairs of the group; members of a chain need not
  /// be as similar to each other. Nil where not all pairs are listed.
  public let weakestLink: Double?
  public let medianLink: Double?
  public let strongestLink: Double?
}

/// How many groups have so many members.
public struct GroupSize: Sendable, Codable, Hashable {
  public let members: Int
  public let groups: Int
}

/// Finds every pair of items in one set whose cosine is at or above the threshold, or whose file or
/// pixels are equal. Complete and exact.
///
/// - Parameters:
///   - threshold: in [−1, 1].
///   - calibration: that gave the threshold.
///   - evaluation: rows of items that stay before others; see `Removal`.
///   - limit: pairs that are listed at most, the most similar; all are counted.
///   - seed: of the images that typical cosines are taken of.
///   - progress: is told of the comparisons.
public func findDuplicates(
  in items: EmbeddedItems, threshold: Double, calibration: ThresholdCalibration? = nil,
  keeping evaluation: Set<Int> = [],
  encoder: String? = nil, listing limit: Int = 1_000_000, seed: UInt64 = 2_026,
  progress: WorkProgress = { _, _ in }
) -> DuplicatesResult {
  let source = PairSource(within: items)
  let found = source.pairs(threshold: threshold, listing: limit, progress: progress)
  let all = source.allPairs(found, threshold: threshold, progress: progress)
  let (groups, cut) = groups(of: items, found, all, threshold: threshold)
  let rule = KeepRule(items: items, evaluation: evaluation)
  let removals = groups.flatMap { rule.removals(from: $0.rows) }
  return DuplicatesResult(
    encoder: encoder, items: items.count, threshold: threshold, calibration: calibration,
    pairCount: found.count, evidenceCounts: found.evidenceCounts, pairs: found.listed,
    groupCount: groups.count, groups: groups.map(\.group), groupSizes: groups.sizes,
    chainThreshold: 2 * threshold - 1, cutPairs: cut, labelConflicts: all.labelConflicts,
    conflictingSets: items.labels.map { groups.map(\.rows).conflicts(of: $0) },
    pairsAcrossUnits: all.acrossUnits, scatteredUnits: ScatteredGroups(of: items, seed: seed),
    removals: removals, removalCount: removals.count, zeroVectors: items.zeroVectors,
    warnings: AnalysisWarning.zeroVectors(in: [items]) + items.gaps + found.warnings
      + (found.isComplete ? [] : [.chainsUnguarded]) + (calibration?.warnings ?? []))
}

/// A group with the rows of its members.
private struct RowGroup {
  let rows: [Int]
  let group: DuplicateGroup
}

/// The groups that pairs form, and how many pairs were cut: guarded against chains where all pairs are
/// listed.
private func groups(
  of items: EmbeddedItems, _ found: FoundPairs, _ all: AllPairs, threshold: Double
) -> ([RowGroup], cut: Int) {
  guard found.isComplete else {
    let groups = all.components.map { rows in
      RowGroup(
        rows: rows,
        group: DuplicateGroup(
          members: rows.map { items.ids[$0] }, weakestLink: nil, medianLink: nil,
          strongestLink: nil))
    }
    return (groups, 0)
  }
  let guarded = guardedComponents(
    found.links, of: items.count, chainedAtLeast: 2 * min(threshold, equalityThreshold) - 1
  ) { items.unitRows.cosine($0, items.unitRows, $1) }
  return (
    guarded.components.map { RowGroup(rows: $0.members, group: DuplicateGroup($0, of: items)) },
    guarded.cut.count
  )
}

extension AnalysisWarning {
  fileprivate static let chainsUnguarded = AnalysisWarning(
    "so many pairs are grouped as they are linked, also by chains of unlike images",
    remedy: "raise the threshold")
}

extension DuplicateGroup {
  fileprivate init(_ component: PairComponent, of items: EmbeddedItems) {
    self.init(
      members: component.members.map { items.ids[$0] }, weakestLink: component.weakestLink,
      medianLink: component.medianLink, strongestLink: component.strongestLink)
  }
}

extension [RowGroup] {
  fileprivate var sizes: [GroupSize] {
    Dictionary(map { ($0.rows.count, 1) }, uniquingKeysWith: +)
      .map { GroupSize(members: $0, groups: $1) }
      .sorted { $0.members < $1.members }
  }
}

extension DuplicatesResult {
  /// The same result with fewer pairs, groups and removals listed; counts stay those of all.
  public func listing(_ limit: Int) -> DuplicatesResult {
    var result = self
    result.pairs = Array(pairs.prefix(limit))
    result.groups = Array(groups.prefix(limit))
    result.removals = Array(removals.prefix(limit))
    return result
  }
}

public import Embeddings
import Statistics

/// All pairs within one set that look like the same image, and the groups they form.
public struct DuplicatesResult: Sendable, Codable {
  public let encoder: String?
  public let items: Int
  /// Cosine at or above which two items are a pair.
  public let threshold: Double
  /// Of all pairs, also of those that `pairs` has no room for.
  public let pairCount: Int
  /// Pairs with each kind of evidence.
  public let evidenceCounts: [EvidenceCount]
  /// Descending cosine, ties by id; equal images without a cosine come first.
  public let pairs: [EvidencePair]
  public let groupCount: Int
  /// Connected components of the pairs, largest first.
  public let groups: [DuplicateGroup]
  public let zeroVectors: [SampleID]
  public let warnings: [AnalysisWarning]
}

/// Items that are joined by a chain of pairs.
public struct DuplicateGroup: Sendable, Codable {
  public let members: [SampleID]
  /// Smallest and largest cosine among the pairs of the group; members of a chain need not be
  /// similar to each other.
  public let weakestLink: Double
  public let strongestLink: Double
}

/// Finds every pair of items in one set whose cosine is at or above the threshold, or whose file or
/// pixels are equal. Complete and exact.
///
/// - Parameters:
///   - threshold: in [−1, 1].
///   - limit: pairs that are listed at most, the most similar; all are counted.
public func findDuplicates(
  in items: EmbeddedItems, threshold: Double, encoder: String? = nil, listing limit: Int = 1_000_000
) -> DuplicatesResult {
  let found = PairSource(within: items).pairs(threshold: threshold, listing: limit)
  let groups = groups(of: found, in: items)
  return DuplicatesResult(
    encoder: encoder, items: items.count, threshold: threshold, pairCount: found.count,
    evidenceCounts: found.evidenceCounts, pairs: found.listed, groupCount: groups.count,
    groups: groups, zeroVectors: items.zeroVectors,
    warnings: AnalysisWarning.zeroVectors(in: [items]) + found.warnings)
}

/// Equal images without a cosine are linked as by a cosine of 1.
private func groups(of found: FoundPairs, in items: EmbeddedItems) -> [DuplicateGroup] {
  let links = found.similar.pairs + found.equal.map { SimilarPair(a: $0.a, b: $0.b, cosine: 1) }
  return connectedComponents(links, of: items.count).map { component in
    DuplicateGroup(
      members: component.members.map { items.ids[$0] },
      weakestLink: component.weakestLink, strongestLink: component.strongestLink)
  }
}

extension DuplicatesResult {
  /// The same result with fewer pairs and groups listed; counts stay those of all.
  public func listing(_ limit: Int) -> DuplicatesResult {
    DuplicatesResult(
      encoder: encoder, items: items, threshold: threshold, pairCount: pairCount,
      evidenceCounts: evidenceCounts, pairs: Array(pairs.prefix(limit)), groupCount: groupCount,
      groups: Array(groups.prefix(limit)), zeroVectors: zeroVectors, warnings: warnings)
  }
}

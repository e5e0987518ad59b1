public import Embeddings
public import Statistics

/// Which of several sites differ from which, and how much, under one kernel.
public struct SitesResult: Sendable, Codable {
  public let encoder: String?
  /// The column that tells sites apart; nil for sources of their own.
  public let by: String?
  /// Those that were compared, in order.
  public let sites: [ComparedSite]
  public let leftOut: [LeftOutSite]
  /// What was permuted and resampled: "image" or "group".
  public let unit: String
  public let normalized: Bool
  /// Of all comparisons.
  public let kernel: ShiftKernel
  /// σ; nil where the kernel has none.
  public let bandwidth: Double?
  public let permutations: Int
  public let seed: UInt64
  /// Items of a side that a comparison takes at most.
  public let itemLimit: Int
  /// Every site with every later one.
  public let pairs: ShiftComparisons
  /// Unbiased squared discrepancies, symmetric, 0 on the diagonal; nil where a pair could not be
  /// compared.
  public let mmd2Matrix: [[Double?]]
  /// Average linkage on MMD, numbered as `sites`; nil where a pair could not be compared.
  public let tree: Linkage?
  public let within: SitesWithin?
  /// All other sites together as reference, each site as candidate.
  public let rest: ShiftComparisons?
  /// Found on several sites, and left out of their comparisons; ascending.
  public let sharedUnits: [String]
  public let zeroVectors: [SampleID]
  public let warnings: [AnalysisWarning]
}

/// A site with what it has.
public struct ComparedSite: Sendable, Codable, Hashable {
  public let name: String
  public let items: Int
  /// Equal to `items` where units are not known.
  public let units: Int
  /// Items that take part in comparisons of sites; fewer where more cost too much.
  public let drawn: Int
}

/// A site that cannot be compared.
public struct LeftOutSite: Sendable, Codable, Hashable {
  public let name: String
  public let items: Int
  public let reason: String
}

/// Sites compared among items that share a value, which tells their case mix from the rest.
public struct SitesWithin: Sendable, Codable, Hashable {
  public let column: String
  /// Corrected over all values together.
  public let comparisons: ShiftComparisons
  /// Values that one site only has.
  public let single: [ValueOfOneSite]
  /// Items of which the column says nothing.
  public let missing: Int
}

/// A value that one site only has, so that it tells nothing of a difference within it.
public struct ValueOfOneSite: Sendable, Codable, Hashable {
  public let value: String
  public let site: String
  public let items: Int
}

public import Statistics

/// How encoders lay out the same items, and how alike they are in it. None of these numbers compares
/// cosines or distances of one encoder with those of another: their scales differ.
public struct EncoderRepresentation: Sendable, Codable {
  /// Items with a direction by every encoder, or those drawn of them in whole units.
  public let items: Int
  /// Of which they were drawn.
  public let itemsInAll: Int
  /// What was drawn with replacement for intervals: `image` or `group`.
  public let unit: String
  public let units: Int
  /// Items behind the intervals of alignment, in whole units; of fewer than all, differences are scaled
  /// to all.
  public let resampledItems: Int
  public let resamples: Int
  /// Neighbours that are held against each other, and their share for unrelated encoders.
  public let neighbors: Int
  public let neighborsByChance: Double
  public let encoders: [EncoderGeometry]
  /// Every pair of encoders once, in the order given.
  public let pairs: [EncoderPair]
  /// Encoders joined by 1 − debiased linear alignment; nil for fewer than three.
  public let tree: Linkage?
}

/// One encoder's layout.
public struct EncoderGeometry: Sendable, Codable, Hashable {
  public let name: String
  public let dimension: Int
  /// RankMe, in [1, min(items, dimension)]; nil where all numbers are 0.
  public let effectiveRank: Double?
  /// Of items of the same group where groups have several, else of the same label.
  public let alignment: GroupAlignment?
  public let alignedBy: AlignedBy?
  /// From −8 to 0; lower is more even.
  public let uniformity: Double?

  /// What items of a pair have in common.
  public enum AlignedBy: String, Sendable, Codable, Hashable {
    case group, label
  }
}

/// How alike two encoders are.
public struct EncoderPair: Sendable, Codable, Hashable {
  public let a: String
  public let b: String
  /// Linear centred kernel alignment with the unbiased HSIC estimator; about 0 for unrelated.
  public let ckaDebiased: Double
  /// Nil for fewer than ten units.
  public let ckaInterval: Interval?
  /// The plain estimator, which is biased upwards when dimensions are many and rows few.
  public let ckaBiased: Double
  /// Debiased, by Gaussian kernels of the median distance; nil where that is 0.
  public let ckaGaussian: Double?
  /// The mean share of an item's nearest neighbours that both encoders name.
  public let mutualNeighbors: Double?
  /// By drawing units.
  public let mutualNeighborsInterval: Interval?
  /// Orthogonal Procrustes distance, from 0 to √2.
  public let procrustes: Double
}

public import Statistics

/// How a collection is to be grouped.
public struct ClustersPlan: Sendable, Hashable, Codable {
  public var method = ClusterMethod.kMeans
  /// Of k-means; density finds its own number.
  public var count: ClusterCount
  /// Starts of k-means, of which the best counts, ≥ 1.
  public var restarts: Int
  /// Rows of a batch of k-means, ≥ 1; nil takes all at once up to a million rows.
  public var batch: Int?
  public var metric = ClusterMetric.euclidean
  /// Items that a cluster by density has at least, ≥ 2; nil takes 5, or a thousandth of the items
  /// where that is more.
  public var minClusterSize: Int?
  /// Of clusters by density, ≥ 1; nil takes `minClusterSize` (`DensitySettings.minSamples`).
  public var minSamples: Int?
  public var selection = ClusterSelection.excessOfMass
  /// Principal components on which clusters by density are sought, ≥ 1; nil takes the vectors
  /// themselves, or 50 components where all distances would take long.
  public var components: Int?
  /// Columns to hold clusters against, besides `label` and `site`.
  public var against: [String] = []
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations = 999
  /// Whether clusters of k-means are sought again, from other starts and in halves.
  public var stability = true
  /// Sets of reference data behind the gap statistic, ≥ 2.
  public var references = 20
  /// Items of each kind by which a cluster is shown, ≥ 1.
  public var members = 4

  /// k-means with a number of clusters.
  public init(clusters: Int, restarts: Int = 10) {
    self.init(count: .fixed(clusters), restarts: restarts)
  }

  public init(count: ClusterCount = .standard, restarts: Int = 10) {
    (self.count, self.restarts) = (count, restarts)
  }
}

public enum ClusterMethod: String, Sendable, Codable, CaseIterable {
  case kMeans = "k-means"
  /// Density, with noise.
  case hdbscan
}

/// What is near.
public enum ClusterMetric: String, Sendable, Codable, CaseIterable {
  /// Vectors as given.
  case euclidean
  /// Vectors of length 1, and centres of length 1 (spherical k-means); zero vectors are in no cluster.
  case cosine
}

/// How many clusters there are to be.
public enum ClusterCount: Sendable, Hashable {
  /// ≥ 1.
  case fixed(Int)
  /// The best of a range, from 2 at least.
  case best(of: ClosedRange<Int>)

  public static let standard = Self.best(of: 2...20)

  /// As it is written in commands and plans.
  ///
  /// - Parameter text: `auto`, a number from 1 on, or a range from 2 on as `2..20`; else nil.
  public init?(_ text: String) {
    let ends = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    switch (text, ends.count, ends.first ?? nil, ends.last ?? nil) {
    case ("auto", _, _, _): self = .standard
    case (_, 1, let count?, _) where count >= 1: self = .fixed(count)
    case (_, 3, let from?, let to?) where text.contains("..") && from >= 2 && from <= to:
      self = .best(of: from...to)
    default: return nil
    }
  }

  /// The largest that may come out.
  public var largest: Int {
    switch self {
    case .fixed(let count): count
    case .best(let range): range.upperBound
    }
  }
}

extension ClusterCount: Codable {
  private enum CodingKeys: CodingKey { case from, to }

  /// A number, or a map of the bounds, as in plans.
  public func encode(to encoder: any Swift.Encoder) throws {
    switch self {
    case .fixed(let count):
      var container = encoder.singleValueContainer()
      try container.encode(count)
    case .best(let range):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(range.lowerBound, forKey: .from)
      try container.encode(range.upperBound, forKey: .to)
    }
  }

  public init(from decoder: any Decoder) throws {
    // Not a number: then it is a map.
    if let count = try? decoder.singleValueContainer().decode(Int.self) {
      self = .fixed(count)
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let from = try container.decode(Int.self, forKey: .from)
    let to = try container.decode(Int.self, forKey: .to)
    guard from <= to else {
      throw DecodingError.dataCorruptedError(
        forKey: .to, in: container, debugDescription: "\(to) is below \(from)")
    }
    self = .best(of: from...to)
  }
}

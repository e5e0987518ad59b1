public import Embeddings
public import Statistics

/// How a collection falls into groups.
public struct ClustersResult: Sendable, Codable {
  public let encoder: String?
  public let items: Int
  /// Nil in runs of before there were several.
  public let method: ClusterMethod?
  public let metric: ClusterMetric?
  public let clusters: Int
  /// Cluster of each item, 0 the largest; −1 for items that are in none: noise, and zero vectors
  /// where the metric is the cosine.
  public let assignments: [Int]
  /// Items in each cluster.
  public let sizes: [Int]
  /// Items in no cluster, among which zero vectors do not count; nil for k-means.
  public let noise: Int?
  /// Sum of squared distances to the nearest centre.
  public let inertia: Double?
  /// Iterations of the best restart; nil for clusters by density.
  public let iterations: Int?
  public let restarts: Int?
  /// Rows of a batch of k-means; nil where every iteration went through all items.
  public let batch: Int?
  /// Of items in clusters, by Euclidean distance, of vectors of length 1 where the metric is the
  /// cosine; in [−1, 1], nil for fewer than two clusters.
  public let silhouette: Double?
  /// Items that the silhouette was computed on.
  public let silhouetteItems: Int?
  /// `ClusterQuality.calinskiHarabasz`.
  public let calinskiHarabasz: Double?
  /// `ClusterQuality.daviesBouldin`.
  public let daviesBouldin: Double?
  /// How clusters by density were sought; nil for k-means.
  public let density: DensitySearch?
  /// How k was chosen; nil where it was given.
  public let choice: ClusterCountChoice?
  /// Of k-means with this k, unless it was left out.
  public let stability: ClusterStability?
  /// Items behind `choice` and `stability`.
  public let study: ClusterStudy?
  /// With each column that clusters were held against.
  public let agreement: [ColumnAgreement]?
  /// Each cluster by some of its items, and noise.
  public let members: [ClusterMembers]?
  /// Average linkage of the clusters' centres; nil for fewer than two.
  public let tree: Linkage?
  /// How firmly each item belongs to its cluster by density; nil for k-means.
  public let probabilities: [Double]?
  /// Of each item from its cluster's centre, nil for one in none; nil in the record of a run.
  public internal(set) var distances: [Double?]?
  /// In no cluster for want of a direction.
  public let zeroVectors: [SampleID]?
  public let seed: UInt64
  public let warnings: [AnalysisWarning]
}

extension ClustersResult {
  /// "cluster 1", or what an item in no cluster is.
  public func name(ofItem row: Int) -> String {
    assignments[row] < 0 ? "noise" : "cluster \(assignments[row] + 1)"
  }

  /// The record of a run says nothing of single items that it can do without.
  public var withoutDistances: ClustersResult {
    var copy = self
    copy.distances = nil
    return copy
  }

  /// Agreement with a column, if clusters were held against it.
  public func agreement(with column: String) -> ColumnAgreement? {
    agreement?.first { $0.column == column }
  }
}

/// How clusters by density were sought.
public struct DensitySearch: Sendable, Codable, Hashable {
  public let minClusterSize: Int
  public let minSamples: Int
  public let selection: ClusterSelection
  /// Principal components that distances are of; nil for the vectors themselves.
  public let components: Int?
  /// Of the variance, by those components.
  public let explainedVariance: Double?
}

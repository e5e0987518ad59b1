/// How a collection is to be grouped.
public struct ClustersPlan: Sendable, Hashable, Codable {
  /// k ≥ 1.
  public var clusters: Int
  /// Starts of k-means, of which the best counts, ≥ 1.
  public var restarts: Int

  public init(clusters: Int, restarts: Int = 10) {
    (self.clusters, self.restarts) = (clusters, restarts)
  }
}

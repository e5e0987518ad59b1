public import LinearAlgebra

/// How to search for clusters.
public struct KMeansSettings: Sendable, Codable, Equatable {
  /// k ≥ 1.
  public var clusters: Int
  /// Searches from different seeds, ≥ 1; the one of least inertia wins.
  public var restarts: Int
  /// Of one search, ≥ 1.
  public var iterationLimit: Int
  /// A search ends when the squared movement of all centers together is at most this part of the
  /// mean variance of the columns, as in scikit-learn.
  public var tolerance: Double

  public init(
    clusters: Int, restarts: Int = 10, iterationLimit: Int = 300, tolerance: Double = 1e-4
  ) {
    self.clusters = clusters
    self.restarts = restarts
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
  }
}

/// Rows sorted into clusters around centers.
public struct KMeansClustering: Sendable {
  /// Shape (k, d): the mean of each cluster.
  public let centers: Matrix<Double>
  /// Cluster of each row, 0..<k. Clusters are numbered by descending size, then by first member.
  public let assignments: [Int]
  /// Rows in each cluster, descending. One can be empty only in a search that was cut off.
  public let sizes: [Int]
  /// Sum of squared distances of the rows to their centers.
  public let inertia: Double
  /// Of the search that won.
  public let iterations: Int
  /// Whether the search that won ended before the limit of iterations.
  public let converged: Bool
  /// How many searches there were.
  public let restarts: Int
}

/// k-means clustering: greedy k-means++ seeding, then Lloyd's iterations; an empty cluster is
/// seeded anew at the row that is farthest from its center.
///
/// - Parameters:
///   - rows: shape (n, d); at least k distinct ones.
///   - seed: each restart draws from its own stream.
/// - Throws: `StatisticsError` for fewer than k distinct rows, NaN or infinite numbers, or settings
///   out of range.
/// - Complexity: O(n·k·d) an iteration. Source: Arthur and Vassilvitskii (2007), Lloyd (1982).
public func kMeans<Scalar>(
  _ rows: Matrix<Scalar>, settings: KMeansSettings, seed: UInt64
) throws(StatisticsError) -> KMeansClustering {
  let data = try KMeansData(rows, settings)
  var best = data.search(from: data.seeds(seed: seed, restart: 0))
  for restart in 1..<max(1, settings.restarts) {
    let next = data.search(from: data.seeds(seed: seed, restart: restart))
    if next.inertia < best.inertia { best = next }
  }
  return best.clustering(moving: data.mean, restarts: settings.restarts)
}

/// k-means clustering from given centers, without restarts.
///
/// - Parameter centers: shape (settings.clusters, d). The result numbers clusters by size, not in
///   the order of these.
/// - Throws: as `kMeans(_:settings:seed:)`.
public func kMeans<Scalar>(
  _ rows: Matrix<Scalar>, from centers: Matrix<Double>, settings: KMeansSettings
) throws(StatisticsError) -> KMeansClustering {
  precondition(centers.rows == settings.clusters, "\(centers.rows) centers")
  precondition(centers.columns == rows.columns, "centers of \(centers.columns) numbers")
  let data = try KMeansData(rows, settings)
  let start = StoredRows.doubles(centers).rows(0..<centers.rows, minus: data.mean)
  return data.search(from: start).clustering(moving: data.mean, restarts: 1)
}

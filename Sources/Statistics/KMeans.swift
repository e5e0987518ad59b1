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
  /// Spherical k-means: rows are scaled to length 1, and so are centers. Squared distances are then
  /// twice one less the cosine.
  public var spherical: Bool
  /// Rows of a batch, ≥ 1; nil goes through all rows in every iteration up to
  /// `miniBatchLimit` rows, and above them takes batches of `standardBatch`.
  public var batch: Int?

  /// Rows above which batches are drawn unless said otherwise.
  public static let miniBatchLimit = 1_000_000
  public static let standardBatch = 16_384

  /// Ten restarts of at most 300 iterations, as scikit-learn's habits were.
  public init(
    clusters: Int, restarts: Int = 10, iterationLimit: Int = 300, tolerance: Double = 1e-4,
    spherical: Bool = false, batch: Int? = nil
  ) {
    self.clusters = clusters
    self.restarts = restarts
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
    self.spherical = spherical
    self.batch = batch
  }

  /// Rows of a batch where so many rows are to be clustered; nil for all at once.
  public func batch(ofRows count: Int) -> Int? {
    (batch ?? (count > Self.miniBatchLimit ? Self.standardBatch : nil)).flatMap {
      $0 < count ? $0 : nil
    }
  }
}

/// Rows sorted into clusters around centers.
public struct KMeansClustering: Sendable {
  /// Shape (k, d): the mean of each cluster; of spherical k-means scaled to length 1.
  public let centers: Matrix<Double>
  /// Cluster of each row, 0..<k. Clusters are numbered by descending size, then by first member.
  public let assignments: [Int]
  /// Rows in each cluster, descending. One can be empty only in a search that was cut off or took
  /// batches.
  public let sizes: [Int]
  /// Sum of squared distances of the rows to their centers.
  public let inertia: Double
  /// Of the search that won; of batches where it took them.
  public let iterations: Int
  /// Whether the search that won ended before the limit of iterations.
  public let converged: Bool
  /// How many searches there were.
  public let restarts: Int
  /// Rows of a batch; nil where every iteration went through all rows.
  public let batch: Int?
}

/// k-means clustering: greedy k-means++ seeding, then Lloyd's iterations; an empty cluster is
/// seeded anew at the row that is farthest from its center.
///
/// Every row is assigned to the center that is nearest in double precision, the first of equally near
/// ones: products in float only rule centers out. Results are the same on any number of threads.
///
/// - Parameters:
///   - rows: shape (n, d); at least k distinct ones. Spherical k-means needs rows other than zero.
///   - seed: each restart draws from its own stream.
///   - progress: of the restarts.
/// - Throws: `StatisticsError` for fewer than k distinct rows, NaN or infinite numbers, rows of zeros
///   where they need a direction, or settings out of range.
/// - Complexity: O(n·k·d) an iteration at worst, most of it in few dimensions; memory of a sketch of the
///   rows in float. Sources: Arthur and Vassilvitskii (2007), Lloyd (1982); Dhillon and Modha (2001) for
///   the spherical form; Sculley (2010) for batches.
public func kMeans<Scalar>(
  _ rows: Matrix<Scalar>, settings: KMeansSettings, seed: UInt64,
  progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> KMeansClustering {
  try kMeans(StoredRows(rows), settings: settings, seed: seed, progress: progress)
}

/// The same of rows in memory or in a file, which are not copied.
public func kMeans(
  _ rows: StoredRows, settings: KMeansSettings, seed: UInt64,
  progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> KMeansClustering {
  var data = try KMeansData(rows, settings)
  var best: KMeansSearch?
  for restart in 0..<settings.restarts {
    let next = data.search(seed: seed, restart: restart)
    if next.inertia < best?.inertia ?? .infinity { best = next }
    progress(restart + 1, settings.restarts)
  }
  guard let best else { throw .tooFewRows(of: "the matrix", found: rows.count, needed: 1) }
  return best.clustering(moving: data.rows.mean, restarts: settings.restarts)
}

/// k-means clustering from given centers, without restarts.
///
/// - Parameter centers: shape (settings.clusters, d). The result numbers clusters by size, not in
///   the order of these.
/// - Throws: as `kMeans(_:settings:seed:)`.
public func kMeans<Scalar>(
  _ rows: Matrix<Scalar>, from centers: Matrix<Double>, settings: KMeansSettings
) throws(StatisticsError) -> KMeansClustering {
  try kMeans(StoredRows(rows), from: centers, settings: settings)
}

/// The same of rows in memory or in a file, which are not copied.
public func kMeans(
  _ rows: StoredRows, from centers: Matrix<Double>, settings: KMeansSettings
) throws(StatisticsError) -> KMeansClustering {
  precondition(centers.rows == settings.clusters, "\(centers.rows) centers")
  precondition(centers.columns == rows.dimension, "centers of \(centers.columns) numbers")
  var data = try KMeansData(rows, settings)
  let start = StoredRows.doubles(centers).rows(0..<centers.rows, minus: data.rows.mean)
  return data.search(from: data.projected(start)).clustering(moving: data.rows.mean, restarts: 1)
}

import Embeddings
import LinearAlgebra
public import Statistics

/// How a collection falls into k groups.
public struct ClustersResult: Sendable, Codable {
  public let encoder: String?
  public let items: Int
  public let clusters: Int
  /// Sum of squared Euclidean distances to the nearest centre.
  public let inertia: Double
  /// Cluster of each item, 0 the largest.
  public let assignments: [Int]
  public let sizes: [Int]
  /// Iterations of the best restart.
  public let iterations: Int
  public let restarts: Int
  /// Euclidean, in [−1, 1]; nil for a single cluster.
  public let silhouette: Double?
  /// Items that the silhouette was computed on.
  public let silhouetteItems: Int?
  /// Agreement with the labels, where these are known: 1 is perfect, 0 is chance.
  public let adjustedRandIndex: Double?
  public let normalizedMutualInformation: Double?
  public let seed: UInt64
  public let warnings: [AnalysisWarning]
}

/// Rows above which the silhouette is computed on a seeded sample, since it needs all pairs.
private let silhouetteLimit = 20_000

/// k-means with greedy k-means++ seeding on the rows as given, Euclidean distance.
///
/// - Parameter progress: of what takes long.
/// - Throws: `AnalysisError` when there are fewer distinct rows than clusters.
public func findClusters(
  in items: EmbeddedItems, plan: ClustersPlan, seed: UInt64, encoder: String? = nil,
  progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> ClustersResult {
  let settings = KMeansSettings(clusters: plan.clusters, restarts: plan.restarts)
  let clustering: KMeansClustering
  let silhouetteRows = silhouetteSample(of: items.count, seed: seed)
  let sampled = items.vectors.selecting(rows: silhouetteRows)
  switch items.vectors {
  case .float(let rows):
    clustering = try naming(items.name) { () throws(StatisticsError) in
      try kMeans(rows, settings: settings, seed: seed)
    }
  case .double(let rows):
    clustering = try naming(items.name) { () throws(StatisticsError) in
      try kMeans(rows, settings: settings, seed: seed)
    }
  case .mapped(let rows):
    clustering = try naming(items.name) { () throws(StatisticsError) in
      try kMeans(rows.matrix(0..<rows.rows), settings: settings, seed: seed)
    }
  }
  let assigned = silhouetteRows.map { clustering.assignments[$0] }
  let quality = silhouette(sampled.doubles, assignments: assigned)
  let labels = items.labels.map(codes)
  return ClustersResult(
    encoder: encoder, items: items.count, clusters: settings.clusters,
    inertia: clustering.inertia, assignments: clustering.assignments, sizes: clustering.sizes,
    iterations: clustering.iterations, restarts: clustering.restarts, silhouette: quality,
    silhouetteItems: quality.map { _ in silhouetteRows.count },
    adjustedRandIndex: labels.map { Statistics.adjustedRandIndex(clustering.assignments, $0) },
    normalizedMutualInformation: labels.map {
      Statistics.normalizedMutualInformation(clustering.assignments, $0)
    },
    seed: seed, warnings: warnings(clustering, settings))
}

private func silhouetteSample(of count: Int, seed: UInt64) -> [Int] {
  var generator = SeededGenerator(seed: seed, stream: "silhouette")
  return generator.choose(min(silhouetteLimit, count), of: count)
}

private func warnings(
  _ clustering: KMeansClustering, _ settings: KMeansSettings
) -> [AnalysisWarning] {
  guard !clustering.converged else { return [] }
  return [
    AnalysisWarning(
      "k-means stopped after \(clustering.iterations) iterations before it settled",
      remedy: "raise the limit on iterations")
  ]
}

/// Labels as consecutive integers, in order of first appearance.
func codes(_ labels: [String]) -> [Int] {
  var code: [String: Int] = [:]
  return labels.map { label in
    if let known = code[label] { return known }
    code[label] = code.count
    return code.count - 1
  }
}

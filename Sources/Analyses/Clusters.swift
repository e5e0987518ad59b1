import Embeddings
public import LinearAlgebra
public import Statistics

/// Groups items by k-means or by density, and says how good, how stable and of what the groups are.
///
/// k-means has greedy k-means++ seeding; density is HDBSCAN. Large sets are studied on a part: the
/// silhouette on 20,000 items, choice of k and stability on 3,000 of whole units along 64 principal
/// components.
/// - Parameters:
///   - start: centres that k-means starts from, instead of seeds of its own: as many as the plan names,
///     of as many numbers as the vectors.
///   - progress: of what takes long, in passes that count from 0 each.
/// - Throws: `AnalysisError` for fewer distinct rows than clusters, unknown columns, and centres of
///   another number or length.
public func findClusters(
  in items: EmbeddedItems, plan: ClustersPlan, from start: Matrix<Double>? = nil, seed: UInt64,
  encoder: String? = nil,
  progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> ClustersResult {
  if let start { try plan.require(start, of: items) }
  let rows = try ClusterRows(items, metric: plan.metric)
  let found =
    switch plan.method {
    case .kMeans: try Grouping(byKMeans: rows, plan, from: start, seed: seed, progress)
    case .hdbscan: try Grouping(byDensity: rows, plan, progress)
    }
  let columns = try ColumnAgreements(
    rows.items, assignments: found.assignments, clusters: found.sizes.count, plan, seed: seed)
  return ClustersResult(
    rows, found, columns, plan: plan, seed: seed, encoder: encoder)
}

/// The mean of the items of each cluster, shape (clusters, numbers of a vector): of vectors scaled to
/// length 1 where the metric is the cosine.
public func clusterCenters(
  of items: EmbeddedItems, in result: ClustersResult
) throws(AnalysisError) -> Matrix<Double> {
  let rows = try ClusterRows(items, metric: result.metric ?? .euclidean)
  let assignments = rows.places.map { result.assignments[$0] }
  return ClusterMeans(of: rows.rows, assignments: assignments, count: result.clusters).centers
}

extension ClustersPlan {
  fileprivate func require(
    _ start: Matrix<Double>, of items: EmbeddedItems
  ) throws(AnalysisError) {
    let dimension = items.vectors.dimension
    guard start.columns == dimension else {
      throw .undefined(
        items: items.name,
        reason: "its vectors have \(dimension) numbers and the centres to start from "
          + "\(start.columns); give centres of the same encoder")
    }
    guard start.elements.allSatisfy(\.isFinite) else {
      throw .undefined(
        items: items.name,
        reason: "the centres to start from hold NaN or an infinite number; give others")
    }
    guard method == .kMeans, count == .fixed(start.rows) else {
      throw .undefined(
        items: items.name,
        reason:
          "there are \(start.rows) centres to start from; ask for k-means with k \(start.rows)")
    }
  }
}

/// Rows above which the silhouette is computed on a seeded sample, since it needs all pairs.
private let silhouetteLimit = 20_000

extension ClustersResult {
  fileprivate init(
    _ rows: ClusterRows, _ found: Grouping, _ columns: ColumnAgreements, plan: ClustersPlan,
    seed: UInt64, encoder: String?
  ) {
    let count = found.sizes.count
    let means = ClusterMeans(of: rows.rows, assignments: found.assignments, count: count)
    let distances = rows.rows.distances(to: means.centers, assignments: found.assignments)
    let quality = ClusterQuality(of: rows.rows, assignments: found.assignments, means: means)
    let silhouette = rows.silhouette(found.assignments, seed: seed)
    let choice = MemberChoice(
      items: rows.items, assignments: found.assignments, distances: distances,
      probabilities: found.probabilities, limit: plan.members, seed: seed)
    self.encoder = encoder
    items = rows.all.count
    (method, metric, clusters) = (plan.method, plan.metric, count)
    assignments = rows.spread(found.assignments, else: -1)
    sizes = found.sizes
    noise = found.density.map { _ in found.assignments.count { $0 < 0 } }
    (inertia, iterations) = (found.inertia, found.iterations)
    (restarts, batch) = (found.restarts, found.batch)
    (self.silhouette, silhouetteItems) = (silhouette?.value, silhouette?.items)
    (calinskiHarabasz, daviesBouldin) = (quality.calinskiHarabasz, quality.daviesBouldin)
    (density, self.choice, stability) = (found.density, found.choice, found.stability)
    study = found.study
    agreement = columns.agreements
    members = choice.members(ofClusters: count)
    tree = means.tree
    probabilities = found.probabilities.map { rows.spread($0, else: 0) }
    self.distances = rows.spread(distances.map { $0?.own }, else: nil)
    zeroVectors = plan.metric == .cosine ? rows.all.zeroVectors : nil
    self.seed = seed
    warnings =
      rows.all.groupGaps
      + (plan.metric == .cosine ? AnalysisWarning.zeroVectors(in: [rows.all]) : [])
      + found.warnings + columns.warnings
  }
}

extension ClusterRows {
  /// The silhouette of rows in clusters, of a seeded sample of many.
  fileprivate func silhouette(
    _ assignments: [Int], seed: UInt64
  ) -> (value: Double, items: Int)? {
    let clustered = assignments.indices.filter { assignments[$0] >= 0 }
    var generator = SeededGenerator(seed: seed, stream: "silhouette")
    let sample = generator.choose(
      min(silhouetteLimit, clustered.count), of: clustered.count
    ).map { clustered[$0] }
    return Statistics.silhouette(matrix(sample), assignments: sample.map { assignments[$0] })
      .map { ($0, sample.count) }
  }
}

extension ClusterMeans {
  /// By the distances of centres; nil for fewer than two clusters, and where one has no items.
  fileprivate var tree: Linkage? {
    guard sizes.count > 1, !sizes.contains(0) else { return nil }
    return averageLinkage(
      sizes.indices.map { i in
        sizes.indices.map { j in
          zip(centers.row(i), centers.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            .squareRoot()
        }
      })
  }
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

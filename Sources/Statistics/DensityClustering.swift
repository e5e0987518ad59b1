import LinearAlgebra

/// How to find clusters by density.
public struct DensitySettings: Sendable, Codable, Hashable {
  /// Rows that a cluster has at least, ≥ 2.
  public var minClusterSize: Int
  /// The rank of the neighbour, the row itself being the first, whose distance is the core distance,
  /// ≥ 1; nil takes `minClusterSize`, as scikit-learn does.
  public var minSamples: Int?
  public var selection: ClusterSelection

  public init(
    minClusterSize: Int, minSamples: Int? = nil, selection: ClusterSelection = .excessOfMass
  ) {
    (self.minClusterSize, self.minSamples) = (minClusterSize, minSamples)
    self.selection = selection
  }
}

/// Which clusters of the hierarchy are taken.
public enum ClusterSelection: String, Sendable, Codable, CaseIterable {
  /// Those that are most stable together: few, of different density.
  case excessOfMass = "eom"
  /// Those that fall into no others: many, small and homogeneous.
  case leaf
}

/// Rows sorted into clusters by density, and noise.
public struct DensityClustering: Sendable {
  /// Cluster of each row, 0..<k by descending size, then by first member; −1 for noise.
  public let assignments: [Int]
  /// How firmly each row belongs to its cluster, within [0, 1]: λ at which it leaves over the largest
  /// of the cluster. 0 for noise, and beside rows that are equal as often as a cluster has rows.
  public let probabilities: [Double]
  /// Rows in each cluster, descending.
  public let sizes: [Int]

  public var noise: Int { assignments.count { $0 < 0 } }
}

/// HDBSCAN: the clusters that last longest as the density at which rows are told apart grows.
///
/// Exact: core distances and the minimum spanning tree are those of all pairs. Edges of equal weight
/// are removed at once; scikit-learn removes them in some order, on which its labels of rows between
/// two clusters depend.
///
/// - Parameters:
///   - rows: n rows of finite numbers, n ≥ 2; Euclidean distance.
///   - progress: is told of two passes over the pairs of rows.
/// - Throws: `StatisticsError` for fewer rows than `minSamples` or than two, numbers that are not
///   finite, and settings out of range.
/// - Complexity: O(n²·d) time, O(n·d) memory.
///   Source: Campello, Moulavi and Sander (2013); McInnes, Healy and Astels (2017).
public func densityClusters(
  of rows: StoredRows, settings: DensitySettings, progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> DensityClustering {
  let minSamples = settings.minSamples ?? settings.minClusterSize
  try rows.requireFinite("the matrix")
  try settings.require(rows: rows.count, minSamples: minSamples)
  let reachability = MutualReachability(rows, minSamples: minSamples, progress: progress)
  let levels = LevelTree(
    rows: rows.count, edges: reachability.spanningTree(progress: progress))
  let tree = CondensedTree(levels, minClusterSize: settings.minClusterSize)
  let chosen =
    switch settings.selection {
    case .excessOfMass: tree.mostStable
    case .leaf: tree.leaves
    }
  return DensityClustering(tree, chosen, rows: rows.count)
}

extension DensitySettings {
  fileprivate func require(rows: Int, minSamples: Int) throws(StatisticsError) {
    guard rows >= 2 else { throw .tooFewRows(of: "the matrix", found: rows, needed: 2) }
    guard minClusterSize >= 2 else {
      throw .outOfRange(
        setting: "the least size of a cluster", found: "\(minClusterSize)", expected: "at least 2")
    }
    guard (1...rows).contains(minSamples) else {
      throw .outOfRange(
        setting: "the number of samples that make a core", found: "\(minSamples)",
        expected: "within 1...\(rows), the number of rows; give fewer")
    }
  }
}

extension DensityClustering {
  fileprivate init(_ tree: CondensedTree, _ chosen: [Int], rows: Int) {
    var cluster = [Int](repeating: -1, count: rows)
    var probabilities = [Double](repeating: 0, count: rows)
    for (number, top) in chosen.enumerated() {
      let death = tree.death(of: top)
      for (row, lambda) in tree.family(of: top).flatMap({ tree.clusters[$0].leavers }) {
        cluster[row] = number
        probabilities[row] = lambda.isInfinite ? 1 : min(1, lambda / death)
      }
    }
    let order = numbersBySize(cluster, count: chosen.count)
    assignments = cluster.map { $0 < 0 ? -1 : order[$0] }
    self.probabilities = probabilities
    sizes = counts(of: assignments.filter { $0 >= 0 }, below: chosen.count)
  }
}

/// A number for each cluster, by descending size, then by first member.
private func numbersBySize(_ assignments: [Int], count: Int) -> [Int] {
  var first = [Int](repeating: .max, count: count)
  for (row, cluster) in assignments.enumerated().reversed() where cluster >= 0 {
    first[cluster] = row
  }
  let sizes = counts(of: assignments.filter { $0 >= 0 }, below: count)
  let order = sizes.indices.sorted { (sizes[$1], first[$0]) < (sizes[$0], first[$1]) }
  var numbers = [Int](repeating: 0, count: count)
  for (new, old) in order.enumerated() { numbers[old] = new }
  return numbers
}

/// Items joined two by two, nearest first, into one tree.
public struct Linkage: Sendable, Codable, Equatable {
  /// One fewer than there are items, heights ascending.
  public let merges: [Merge]

  /// Two clusters that become one.
  public struct Merge: Sendable, Codable, Equatable {
    /// Items are 0..<count; the cluster of merge k is count + k. The lower of both.
    public let a: Int
    public let b: Int
    /// Mean distance between the items of both.
    public let height: Double
    /// Items in the new cluster.
    public let size: Int
  }

  /// The items as a drawing of the tree has them, left to right: no two branches cross.
  public var order: [Int] {
    guard let top = merges.indices.last else { return [0] }
    return leaves(of: merges.count + 1 + top)
  }

  private func leaves(of cluster: Int) -> [Int] {
    let count = merges.count + 1
    guard cluster >= count else { return [cluster] }
    let merge = merges[cluster - count]
    return leaves(of: merge.a) + leaves(of: merge.b)
  }
}

/// Agglomerative clustering by the mean distance between the items of two clusters (UPGMA), as
/// SciPy's `linkage(…, "average")`.
///
/// - Parameter distances: shape (n, n), n ≥ 1, symmetric, ≥ 0; the diagonal is not read.
/// - Returns: of equal distances the clusters with the lowest numbers are joined first, so that the
///   tree does not depend on anything but the order of items.
/// - Complexity: O(n³) time.
public func averageLinkage(_ distances: [[Double]]) -> Linkage {
  precondition(!distances.isEmpty && distances.allSatisfy { $0.count == distances.count })
  var clusters = ClusterDistances(distances)
  return Linkage(merges: (1..<max(1, distances.count)).map { _ in clusters.joinNearest() })
}

/// Mean distances between clusters that are left.
private struct ClusterDistances {
  private var distances: [[Double]]
  /// By place in `distances`.
  private var clusters: [(number: Int, size: Int)]
  private var next: Int

  init(_ distances: [[Double]]) {
    self.distances = distances
    clusters = distances.indices.map { ($0, 1) }
    next = distances.count
  }

  mutating func joinNearest() -> Linkage.Merge {
    let (i, j) = nearest
    let (a, b) = (clusters[i], clusters[j])
    let merge = Linkage.Merge(
      a: min(a.number, b.number), b: max(a.number, b.number), height: distances[i][j],
      size: a.size + b.size)
    for k in clusters.indices where k != i && k != j {
      let mean =
        (Double(a.size) * distances[i][k] + Double(b.size) * distances[j][k])
        / Double(merge.size)
      (distances[i][k], distances[k][i]) = (mean, mean)
    }
    clusters[i] = (next, merge.size)
    clusters.remove(at: j)
    distances.remove(at: j)
    for k in distances.indices { distances[k].remove(at: j) }
    next += 1
    return merge
  }

  /// Places i < j.
  private var nearest: (Int, Int) {
    var best = (0, 1)
    for i in clusters.indices {
      for j in clusters.indices.dropFirst(i + 1) {
        let (distance, least) = (distances[i][j], distances[best.0][best.1])
        let isFirst = numbers(i, j) < numbers(best.0, best.1)
        if distance < least || (distance == least && isFirst) { best = (i, j) }
      }
    }
    return best
  }

  private func numbers(_ i: Int, _ j: Int) -> (Int, Int) {
    let (a, b) = (clusters[i].number, clusters[j].number)
    return (min(a, b), max(a, b))
  }
}

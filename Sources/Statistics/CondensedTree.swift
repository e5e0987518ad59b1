/// Clusters of a level tree that have a least size, with what each loses as the density grows.
///
/// λ is one over the distance, and infinite between equal rows. A cluster ends where it falls into two
/// or more of the least size; smaller parts are rows that leave it.
/// Source: McInnes, Healy and Astels (2017); Campello, Moulavi and Sander (2013).
struct CondensedTree: Sendable {
  struct Cluster: Sendable {
    /// λ at which it parts from its parent; 0 for the root.
    let birth: Double
    let size: Int
    var children: [Int] = []
    var leavers: [(row: Int, lambda: Double)] = []
  }

  /// The root first, parents before children.
  private(set) var clusters: [Cluster]

  /// - Parameter minClusterSize: ≥ 2.
  init(_ tree: LevelTree, minClusterSize: Int) {
    clusters = [Cluster(birth: 0, size: tree.rows)]
    guard let root = tree.root else { return }
    var left = [(node: root, cluster: 0)]
    while let (node, cluster) = left.popLast() {
      let level = tree.level(of: node)
      let lambda = level > 0 ? 1 / level : Double.infinity
      let (large, small) = tree.children(of: node).parted { tree.size(of: $0) >= minClusterSize }
      for child in small {
        clusters[cluster].leavers += tree.rows(below: child).map { ($0, lambda) }
      }
      if large.count == 1 { left.append((large[0], cluster)) }
      guard large.count > 1 else { continue }
      for child in large {
        clusters[cluster].children.append(clusters.count)
        left.append((child, clusters.count))
        clusters.append(Cluster(birth: lambda, size: tree.size(of: child)))
      }
    }
  }

  /// Σ (λ at which a row leaves − λ at which the cluster began) over its rows: how long it lasts.
  func stability(of cluster: Int) -> Double {
    let this = clusters[cluster]
    let left = this.leavers.reduce(0) { $0 + ($1.lambda - this.birth) }
    return this.children.reduce(left) {
      $0 + (clusters[$1].birth - this.birth) * Double(clusters[$1].size)
    }
  }

  /// The largest λ at which the cluster still loses something; 0 where it never does.
  func death(of cluster: Int) -> Double {
    let this = clusters[cluster]
    return max(
      this.leavers.map(\.lambda).max() ?? 0, this.children.map { clusters[$0].birth }.max() ?? 0)
  }

  /// A cluster and all below it.
  func family(of cluster: Int) -> [Int] {
    var found: [Int] = []
    var left = [cluster]
    while let next = left.popLast() {
      found.append(next)
      left += clusters[next].children
    }
    return found
  }

  /// Clusters of which none is within another, and which are most stable together; never the root.
  var mostStable: [Int] {
    var best = [Double](repeating: 0, count: clusters.count)
    var isChosen = [Bool](repeating: false, count: clusters.count)
    for cluster in clusters.indices.dropFirst().reversed() {
      let own = stability(of: cluster)
      let below = clusters[cluster].children.reduce(0) { $0 + best[$1] }
      best[cluster] = max(own, below)
      isChosen[cluster] = own >= below
    }
    return topmost { isChosen[$0] }
  }

  /// Clusters that do not fall into others; never the root.
  var leaves: [Int] {
    clusters.indices.dropFirst().filter { clusters[$0].children.isEmpty }
  }

  private func topmost(where isChosen: (Int) -> Bool) -> [Int] {
    var found: [Int] = []
    var left = clusters[0].children
    while let next = left.popLast() {
      if isChosen(next) { found.append(next) } else { left += clusters[next].children }
    }
    return found
  }
}

extension [Int] {
  fileprivate func parted(by isFirst: (Int) -> Bool) -> (first: [Int], second: [Int]) {
    (filter(isFirst), filter { !isFirst($0) })
  }
}

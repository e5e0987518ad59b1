import LinearAlgebra

/// How compact clusters are, and how far apart, by their means.
public struct ClusterQuality: Sendable, Codable, Hashable {
  /// Sum of squared distances of the rows to the means of their clusters.
  public let inertia: Double
  /// Variance between clusters over that within, each by its degrees of freedom; greater is better.
  /// Nil for fewer than two clusters, as many as rows, and without variance within.
  /// Source: Caliński and Harabasz (1974).
  public let calinskiHarabasz: Double?
  /// Mean over clusters of the worst ratio of two clusters' mean distances to their means over the
  /// distance of these; less is better. Nil for fewer than two clusters, and where two means are
  /// equal. Source: Davies and Bouldin (1979).
  public let daviesBouldin: Double?
}

extension ClusterQuality {
  /// - Parameters:
  ///   - rows: n rows of finite numbers.
  ///   - assignments: a cluster for each row, 0..<k; rows with a negative one, and clusters without
  ///     rows, do not count.
  ///   - means: of these clusters.
  public init(of rows: StoredRows, assignments: [Int], means: ClusterMeans) {
    let used = means.sizes.indices.filter { means.sizes[$0] > 0 }
    let distances = rows.distances(to: means.centers, assignments: assignments)
    var spreads = [Double](repeating: 0, count: means.sizes.count)
    var inertia = 0.0
    for (cluster, distance) in zip(assignments, distances) {
      guard let distance else { continue }
      spreads[cluster] += distance.own / Double(means.sizes[cluster])
      inertia += distance.own * distance.own
    }
    self.inertia = inertia
    calinskiHarabasz = Self.calinskiHarabasz(within: inertia, means, clusters: used.count)
    daviesBouldin = Self.daviesBouldin(
      used.map { spreads[$0] }, means.centers.selecting(rows: used))
  }

  private static func calinskiHarabasz(
    within: Double, _ means: ClusterMeans, clusters k: Int
  ) -> Double? {
    let n = means.sizes.reduce(0, +)
    guard k > 1, k < n, within > 0 else { return nil }
    let mean = (0..<means.centers.columns).map { j in
      means.sizes.indices.reduce(0) { $0 + Double(means.sizes[$1]) * means.centers[$1, j] }
        / Double(n)
    }
    let between = means.sizes.indices.reduce(0) {
      $0 + Double(means.sizes[$1]) * squaredDifference(means.centers.row($1), mean[...])
    }
    return between / Double(k - 1) / (within / Double(n - k))
  }

  private static func daviesBouldin(_ spreads: [Double], _ centers: Matrix<Double>) -> Double? {
    guard spreads.count > 1 else { return nil }
    var sum = 0.0
    for i in spreads.indices {
      var worst = 0.0
      for j in spreads.indices where j != i {
        let distance = squaredDifference(centers.row(i), centers.row(j)).squareRoot()
        guard distance > 0 else { return nil }
        worst = max(worst, (spreads[i] + spreads[j]) / distance)
      }
      sum += worst
    }
    return sum / Double(spreads.count)
  }
}

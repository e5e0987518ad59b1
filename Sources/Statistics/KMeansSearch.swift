import LinearAlgebra

/// One search of Lloyd's algorithm, in centred coordinates.
struct KMeansSearch {
  var centers: Matrix<Double>
  /// The center nearest to each row.
  var assignments: [Int]
  /// The rows whose means the centers are; empty before the first iteration.
  var members: [Int] = []
  var inertia = 0.0
  var iterations = 0
  var converged = false
}

extension KMeansData {
  /// Moves centers to the means of the rows nearest to them until nothing changes, the movement is
  /// within the tolerance, or the limit is reached.
  func search(from start: Matrix<Double>) -> KMeansSearch {
    var search = KMeansSearch(centers: start, assignments: nearest(start))
    while search.iterations < settings.iterationLimit, !search.converged { advance(&search) }
    search.inertia = rows.rows == 0 ? 0 : inertia(search)
    return search
  }

  /// One iteration as scikit-learn counts it: the last one only finds that nothing changes.
  private func advance(_ search: inout KMeansSearch) {
    search.iterations += 1
    let members = withoutEmptyClusters(search)
    guard members != search.members else {
      search.assignments = members
      search.converged = true
      return
    }
    let centers = means(members)
    let moved = movement(search.centers, centers)
    search.members = members
    search.centers = centers
    search.assignments = nearest(centers)
    search.converged = moved <= shiftTolerance && !leavesEmpty(search.assignments)
  }

  /// The center nearest to each row; ties go to the first.
  private func nearest(_ centers: Matrix<Double>) -> [Int] {
    let k = centers.rows
    let norms = centers.squaredNorms
    let products = rows.timesTransposed(centers).elements
    return (0..<rows.rows).map { i in
      var best = (center: 0, distance: Double.infinity)
      for c in 0..<k {
        let distance = norms[c] - 2 * products[i * k + c]
        if distance < best.distance { best = (c, distance) }
      }
      return best.center
    }
  }

  /// The mean of each cluster, as a product with the matrix of memberships.
  ///
  /// - Precondition: no cluster is empty.
  private func means(_ assignments: [Int]) -> Matrix<Double> {
    let sizes = counts(of: assignments, below: settings.clusters)
    var shares = [Double](repeating: 0, count: rows.rows * settings.clusters)
    for i in assignments.indices {
      shares[i * settings.clusters + assignments[i]] = 1 / Double(sizes[assignments[i]])
    }
    return Matrix(rows: rows.rows, columns: settings.clusters, elements: shares)
      .transposedTimes(rows)
  }

  private func movement(_ old: Matrix<Double>, _ new: Matrix<Double>) -> Double {
    zip(old.elements, new.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private func inertia(_ search: KMeansSearch) -> Double {
    search.assignments.indices.reduce(0) {
      $0 + squaredDistance($1, to: search.assignments[$1], of: search.centers)
    }
  }

  private func leavesEmpty(_ assignments: [Int]) -> Bool {
    counts(of: assignments, below: settings.clusters).contains(0)
  }

  /// Gives each empty cluster the row that is farthest from its center, one after the other, so
  /// that no two take equal rows. With at least k distinct rows there is always one at a distance
  /// above zero whose cluster keeps another row.
  private func withoutEmptyClusters(_ search: KMeansSearch) -> [Int] {
    var assignments = search.assignments
    var sizes = counts(of: assignments, below: settings.clusters)
    guard sizes.contains(0) else { return assignments }
    var distances = assignments.indices.map {
      squaredDistance($0, to: assignments[$0], of: search.centers)
    }
    for cluster in sizes.indices where sizes[cluster] == 0 {
      let donors = assignments.indices.filter { sizes[assignments[$0]] > 1 }
      guard let far = donors.max(by: { (distances[$0], $1) < (distances[$1], $0) }) else { break }
      sizes[assignments[far]] -= 1
      sizes[cluster] = 1
      assignments[far] = cluster
      for i in distances.indices {
        distances[i] = min(distances[i], squaredDistance(i, to: far, of: rows))
      }
    }
    return assignments
  }
}

extension KMeansSearch {
  /// The result in the coordinates of the data, clusters in their order.
  func clustering(moving mean: [Double], restarts: Int) -> KMeansClustering {
    let sizes = counts(of: assignments, below: centers.rows)
    let first = centers.rows.firstMembers(assignments)
    let order = sizes.indices.sorted { (sizes[$1], first[$0]) < (sizes[$0], first[$1]) }
    var number = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { number[old] = new }
    let moved = StoredRows.doubles(centers.selecting(rows: order))
      .rows(0..<order.count, minus: mean.map { -$0 })
    return KMeansClustering(
      centers: moved, assignments: assignments.map { number[$0] }, sizes: order.map { sizes[$0] },
      inertia: inertia, iterations: iterations, converged: converged, restarts: restarts)
  }
}

extension Int {
  /// For each cluster below this number its first row, or `Int.max` when it has none.
  fileprivate func firstMembers(_ assignments: [Int]) -> [Int] {
    var first = [Int](repeating: .max, count: self)
    for i in assignments.indices.reversed() { first[assignments[i]] = i }
    return first
  }
}

/// How often each number below `limit` occurs.
func counts(of numbers: [Int], below limit: Int) -> [Int] {
  var counts = [Int](repeating: 0, count: limit)
  for number in numbers { counts[number] += 1 }
  return counts
}

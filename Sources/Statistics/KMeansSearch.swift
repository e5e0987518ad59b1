import LinearAlgebra

/// One search of Lloyd's algorithm, in centred coordinates.
struct KMeansSearch {
  var centers: Matrix<Double>
  /// The rows at the centers nearest to them.
  var nearest: NearestCenters
  /// Sum of squared distances to these centers, at the end of the search.
  var inertia = 0.0
  /// Sums over the rows whose means the centers are.
  var sums: KMeansSums
  var iterations = 0
  var converged = false
  /// Rows of a batch; nil where every iteration goes through all.
  var batch: Int?
}

extension KMeansData {
  /// From seeds of its own; with batches where the settings, or so many rows, ask for them.
  mutating func search(seed: UInt64, restart: Int) -> KMeansSearch {
    guard let batch = settings.batch(ofRows: rows.count) else {
      return search(from: projected(points.seeds(settings.clusters, seed: seed, restart: restart)))
    }
    return searchByBatches(of: batch, seed: seed, restart: restart)
  }

  /// Moves centers to the means of the rows nearest to them until nothing changes, the movement is
  /// within the tolerance, or the limit is reached.
  mutating func search(from start: Matrix<Double>) -> KMeansSearch {
    var search = KMeansSearch(
      centers: start, nearest: points.nearest(to: start),
      sums: KMeansSums(clusters: settings.clusters, dimension: rows.mean.count))
    while search.iterations < settings.iterationLimit, !search.converged { advance(&search) }
    search.inertia = points.squaredDistances(to: search.nearest.centers, of: search.centers)
      .reduce(0, +)
    return search
  }

  /// One iteration as scikit-learn counts it: the last one only finds that nothing changes.
  private mutating func advance(_ search: inout KMeansSearch) {
    search.iterations += 1
    let members = withoutEmptyClusters(search)
    guard members != search.sums.members else {
      search.nearest.centers = members
      search.converged = true
      return
    }
    search.sums.move(rows, to: members)
    let centers = projected(search.sums.means)
    let squaredMovement = squaredMovement(search.centers, centers)
    search.nearest =
      members == search.nearest.centers
      ? nearest(to: centers, from: search.nearest, squaredMovement)
      : points.nearest(to: centers)
    search.centers = centers
    search.converged =
      squaredMovement.reduce(0, +) <= shiftTolerance && !leavesEmpty(search.nearest.centers)
  }

  private mutating func nearest(
    to centers: Matrix<Double>, from old: NearestCenters, _ squaredMovement: [Double]
  ) -> NearestCenters {
    let movement = squaredMovement.map { $0.squareRoot() }
    widenSketch(for: centers, from: old, movement: movement)
    return points.nearest(to: centers, from: old, movement: movement)
  }

  /// Of each center.
  private func squaredMovement(_ old: Matrix<Double>, _ new: Matrix<Double>) -> [Double] {
    (0..<old.rows).map { center in
      zip(old.row(center), new.row(center)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }

  private func leavesEmpty(_ assignments: [Int]) -> Bool {
    counts(of: assignments, below: settings.clusters).contains(0)
  }

  /// Gives each empty cluster the row that is farthest from its center, one after the other, so
  /// that no two take equal rows. With at least k distinct rows there is always one at a distance
  /// above zero whose cluster keeps another row.
  private func withoutEmptyClusters(_ search: KMeansSearch) -> [Int] {
    var assignments = search.nearest.centers
    var sizes = counts(of: assignments, below: settings.clusters)
    guard sizes.contains(0) else { return assignments }
    var distances = points.squaredDistances(to: assignments, of: search.centers)
    for cluster in sizes.indices where sizes[cluster] == 0 {
      let donors = assignments.indices.filter { sizes[assignments[$0]] > 1 }
      guard let far = donors.max(by: { (distances[$0], $1) < (distances[$1], $0) }) else { break }
      sizes[assignments[far]] -= 1
      sizes[cluster] = 1
      assignments[far] = cluster
      let place = rows.selecting(rows: [far])
      for i in distances.indices {
        distances[i] = min(distances[i], rows.squaredDistance(of: i, to: 0, of: place))
      }
    }
    return assignments
  }
}

extension KMeansSearch {
  /// The result in the coordinates of the data, clusters in their order.
  func clustering(moving mean: [Double], restarts: Int) -> KMeansClustering {
    let assignments = nearest.centers
    let sizes = counts(of: assignments, below: centers.rows)
    let first = centers.rows.firstMembers(assignments)
    let order = sizes.indices.sorted { (sizes[$1], first[$0]) < (sizes[$0], first[$1]) }
    var number = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { number[old] = new }
    let moved = StoredRows.doubles(centers.selecting(rows: order))
      .rows(0..<order.count, minus: mean.map { -$0 })
    return KMeansClustering(
      centers: moved, assignments: assignments.map { number[$0] }, sizes: order.map { sizes[$0] },
      inertia: inertia, iterations: iterations, converged: converged, restarts: restarts,
      batch: batch)
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

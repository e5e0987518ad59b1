import Foundation
public import LinearAlgebra

/// How k-means is carried out; the defaults are scikit-learn's, with ten starts.
public struct KMeansSettings: Sendable {
  public let clusters: Int
  /// Starts, of which the one of lowest inertia counts.
  public let restarts: Int
  public let iterationLimit: Int
  /// Stops when the squared movement of all centres is at most this times the mean column variance.
  public let tolerance: Double

  public init(
    clusters: Int, restarts: Int = 10, iterationLimit: Int = 300, tolerance: Double = 1e-4
  ) {
    precondition(clusters >= 1 && restarts >= 1 && iterationLimit >= 1 && tolerance >= 0)
    self.clusters = clusters
    self.restarts = restarts
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
  }
}

/// A partition into clusters around centres.
public struct KMeansClustering: Sendable {
  /// Shape (k, d), in the order of cluster numbers.
  public let centers: Matrix<Double>
  /// Cluster of each row. Clusters are numbered by size, largest first, ties by first member.
  public let assignments: [Int]
  public let sizes: [Int]
  /// Sum of squared distances of rows to their centres.
  public let inertia: Double
  public let iterations: Int
  public let converged: Bool
  public let restarts: Int
}

/// The best of several starts of k-means with greedy k-means++ seeding.
///
/// Source: Lloyd (1982); Arthur & Vassilvitskii (2007), greedy variant as in scikit-learn.
/// - Parameter rows: shape (n, d), finite.
/// - Throws: `StatisticsError` for fewer distinct rows than clusters.
/// - Complexity: O(restarts · iterations · n·k·d).
public func kMeans<Scalar: MatrixScalar>(
  _ rows: Matrix<Scalar>, settings: KMeansSettings, seed: UInt64
) throws(StatisticsError) -> KMeansClustering {
  guard settings.clusters <= rows.rows else {
    throw .tooFewDistinctRows(found: rows.rows, clusters: settings.clusters)
  }
  let problem = KMeansProblem(rows, settings)
  var best: LloydState?
  for restart in 0..<settings.restarts {
    var generator = SeededGenerator(seed: seed, stream: "k-means", index: restart)
    let centers = try problem.seeds(using: &generator)
    let found = problem.iterate(from: centers)
    if best.map({ found.inertia < $0.inertia }) ?? true { best = found }
  }
  guard let best else { throw .tooFewRows(what: "k-means", found: 0, needed: 1) }
  return problem.clustering(best, restarts: settings.restarts)
}

/// k-means from given centres, one start.
///
/// - Parameter centers: shape (settings.clusters, d).
public func kMeans<Scalar: MatrixScalar>(
  _ rows: Matrix<Scalar>, from centers: Matrix<Double>, settings: KMeansSettings
) throws(StatisticsError) -> KMeansClustering {
  precondition(centers.rows == settings.clusters && centers.columns == rows.columns)
  guard settings.clusters <= rows.rows else {
    throw .tooFewDistinctRows(found: rows.rows, clusters: settings.clusters)
  }
  let problem = KMeansProblem(rows, settings)
  return problem.clustering(problem.iterate(from: problem.centred(centers)), restarts: 1)
}

/// Where Lloyd's iteration stands.
struct LloydState {
  var centers: Matrix<Double>
  var assignments: [Int]
  var inertia: Double
  var iterations: Int
  var converged: Bool
}

/// The data of one clustering: rows are centred, which keeps distances and saves digits.
struct KMeansProblem {
  private let data: CentredRows
  private let squares: [Double]
  private let settings: KMeansSettings
  /// Squared movement of the centres at which the iteration ends.
  private let stillness: Double

  init<Scalar: MatrixScalar>(_ original: Matrix<Scalar>, _ settings: KMeansSettings) {
    let data = CentredRows(original)
    self.data = data
    squares = (0..<data.rows.rows).map {
      Double.innerProduct(data.rows.row($0), data.rows.row($0))
    }
    self.settings = settings
    let cells = max(1, data.rows.rows * data.rows.columns)
    stillness = settings.tolerance * data.totalSquares / Double(cells)
  }

  private var count: Int { data.rows.rows }

  func centred(_ centers: Matrix<Double>) -> Matrix<Double> {
    var result = centers
    for i in 0..<centers.rows {
      for j in 0..<centers.columns { result[i, j] -= data.mean[j] }
    }
    return result
  }

  /// Squared distances of all rows to some points, shape (n, points.rows), never negative.
  private func squaredDistances(to points: Matrix<Double>) -> Matrix<Double> {
    var result = data.rows.timesTransposed(points)
    let pointSquares = (0..<points.rows).map { Double.innerProduct(points.row($0), points.row($0)) }
    for i in 0..<count {
      for j in pointSquares.indices {
        result[i, j] = max(0, squares[i] + pointSquares[j] - 2 * result[i, j])
      }
    }
    return result
  }

  // MARK: Seeding

  /// Greedy k-means++: each new centre is the best of 2 + ⌊ln k⌋ rows drawn with probability
  /// proportional to their squared distance from the centres so far.
  func seeds(using generator: inout SeededGenerator) throws(StatisticsError) -> Matrix<Double> {
    let trials = 2 + Int(log(Double(settings.clusters)))
    var chosen = [generator.index(below: count)]
    var closest = squaredDistances(to: data.rows.selecting(rows: chosen)).elements
    while chosen.count < settings.clusters {
      let total = closest.reduce(0, +)
      // Distances of equal rows are rounding, far below a billionth of the data's spread.
      guard closest.contains(where: { $0 > 1e-12 * (data.totalSquares / Double(count)) }) else {
        throw .tooFewDistinctRows(found: chosen.count, clusters: settings.clusters)
      }
      let candidates = (0..<trials).map { _ in
        drawn(from: closest, total: total, at: generator.fraction())
      }
      let distances = squaredDistances(to: data.rows.selecting(rows: candidates))
      let improved = candidates.indices.map { trial in
        closest.indices.map { min(closest[$0], distances[$0, trial]) }
      }
      let potentials = improved.map { $0.reduce(0, +) }
      let best = potentials.indices.min { potentials[$0] < potentials[$1] } ?? 0
      chosen.append(candidates[best])
      closest = improved[best]
      for row in chosen { closest[row] = 0 }
    }
    return data.rows.selecting(rows: chosen)
  }

  private func drawn(from weights: [Double], total: Double, at fraction: Double) -> Int {
    var left = fraction * total
    for (row, weight) in weights.enumerated() where weight > 0 {
      left -= weight
      if left < 0 { return row }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  // MARK: Lloyd's iteration

  func iterate(from start: Matrix<Double>) -> LloydState {
    var state = LloydState(
      centers: start, assignments: [], inertia: 0, iterations: 0, converged: false)
    while state.iterations < settings.iterationLimit {
      let assigned = assignments(to: state.centers)
      let isStable = assigned == state.assignments
      state.assignments = assigned
      let centers = self.centers(of: &state.assignments, former: state.centers)
      let moved = squaredDifference(centers, state.centers)
      state.centers = centers
      state.iterations += 1
      if isStable || moved <= stillness {
        state.converged = true
        break
      }
    }
    state.assignments = assignments(to: state.centers)
    state.inertia = inertia(state)
    return state
  }

  /// The nearest centre of each row; ties go to the first.
  private func assignments(to centers: Matrix<Double>) -> [Int] {
    let distances = squaredDistances(to: centers)
    return (0..<count).map { i in
      var nearest = 0
      for j in 1..<max(1, centers.rows) where distances[i, j] < distances[i, nearest] {
        nearest = j
      }
      return nearest
    }
  }

  /// Means of the assigned rows; a cluster that lost its rows takes the row farthest from its own
  /// centre, and the next empty one the next farthest.
  private func centers(of assignments: inout [Int], former: Matrix<Double>) -> Matrix<Double> {
    reseedEmptyClusters(&assignments, former)
    var sums = Matrix<Double>(rows: former.rows, columns: former.columns)
    var sizes = [Int](repeating: 0, count: former.rows)
    for (i, cluster) in assignments.enumerated() {
      sizes[cluster] += 1
      sums.add(data.rows.row(i), toRow: cluster)
    }
    for cluster in sizes.indices where sizes[cluster] > 0 {
      sums.divide(row: cluster, by: Double(sizes[cluster]))
    }
    return sums
  }

  private func reseedEmptyClusters(_ assignments: inout [Int], _ centers: Matrix<Double>) {
    var sizes = self.sizes(assignments, centers.rows)
    let empty = sizes.indices.filter { sizes[$0] == 0 }
    guard !empty.isEmpty else { return }
    let distances = assignments.indices.map { squaredDistance($0, centers.row(assignments[$0])) }
    var farthest = distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }[...]
    for cluster in empty {
      while let row = farthest.popFirst() {
        guard sizes[assignments[row]] > 1 else { continue }
        sizes[assignments[row]] -= 1
        assignments[row] = cluster
        sizes[cluster] = 1
        break
      }
    }
  }

  private func sizes(_ assignments: [Int], _ clusters: Int) -> [Int] {
    assignments.reduce(into: [Int](repeating: 0, count: clusters)) { $0[$1] += 1 }
  }

  /// Summed over rows from differences, not from the expanded square, so that no digits cancel.
  private func inertia(_ state: LloydState) -> Double {
    state.assignments.enumerated().reduce(0) {
      $0 + squaredDistance($1.offset, state.centers.row($1.element))
    }
  }

  private func squaredDistance(_ row: Int, _ point: ArraySlice<Double>) -> Double {
    zip(data.rows.row(row), point).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private func squaredDifference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    zip(a.elements, b.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  // MARK: Result

  /// Numbers the clusters by size and moves the centres back to where the data were.
  func clustering(_ state: LloydState, restarts: Int) -> KMeansClustering {
    let sizes = self.sizes(state.assignments, state.centers.rows)
    let firsts = sizes.indices.map { state.assignments.firstIndex(of: $0) ?? .max }
    let order = sizes.indices.sorted { (-sizes[$0], firsts[$0]) < (-sizes[$1], firsts[$1]) }
    var number = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { number[old] = new }
    var centers = state.centers.selecting(rows: order)
    for i in 0..<centers.rows {
      for j in 0..<centers.columns { centers[i, j] += data.mean[j] }
    }
    return KMeansClustering(
      centers: centers, assignments: state.assignments.map { number[$0] },
      sizes: order.map { sizes[$0] }, inertia: state.inertia, iterations: state.iterations,
      converged: state.converged, restarts: restarts)
  }
}

extension Matrix<Double> {
  fileprivate mutating func add(_ values: ArraySlice<Double>, toRow row: Int) {
    for (j, value) in values.enumerated() { self[row, j] += value }
  }

  fileprivate mutating func divide(row: Int, by divisor: Double) {
    for j in 0..<columns { self[row, j] /= divisor }
  }
}

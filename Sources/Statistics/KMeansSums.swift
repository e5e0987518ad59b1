import LinearAlgebra

/// The sums of the rows of each cluster, kept up to date as rows move.
struct KMeansSums {
  /// Of each row; empty before the first.
  private(set) var members: [Int] = []
  private(set) var sizes: [Int]
  /// Of each cluster.
  private var sums: [[Double]]

  init(clusters: Int, dimension: Int) {
    sizes = Array(repeating: 0, count: clusters)
    sums = Array(repeating: Array(repeating: 0, count: dimension), count: clusters)
  }

  /// Each cluster takes up its rows in order, so that sums are the same on any number of cores.
  mutating func move(_ rows: CentredRows, to next: [Int]) {
    let old = members.isEmpty ? Array(repeating: -1, count: next.count) : members
    let moved = next.indices.filter { next[$0] != old[$0] }
    var changes = [[(row: Int, weight: Double)]](repeating: [], count: sums.count)
    for row in moved {
      if old[row] >= 0 { changes[old[row]].append((row, -1)) }
      changes[next[row]].append((row, 1))
    }
    sums = mapOnAllCores(sums.count) { [sums, changes] cluster in
      var sum = sums[cluster]
      for change in changes[cluster] { rows.add(change.row, times: change.weight, to: &sum) }
      return sum
    }
    members = next
    sizes = counts(of: next, below: sizes.count)
  }

  /// The mean of each cluster, shape (k, d).
  ///
  /// - Precondition: no cluster is empty.
  var means: Matrix<Double> {
    Matrix(zip(sums, sizes).map { sum, size in sum.map { $0 / Double(size) } })
  }
}

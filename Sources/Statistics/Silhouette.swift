public import LinearAlgebra

/// The mean silhouette of a clustering: how much nearer rows are to their own cluster than to the
/// next one.
///
/// With a the mean Euclidean distance of a row to the others of its cluster and b the least mean
/// distance to the rows of another one, its silhouette is (b − a) / max(a, b); it is 0 for a row
/// alone in its cluster, and where both distances are 0.
///
/// - Parameters:
///   - rows: shape (n, d).
///   - assignments: a cluster for each row, any numbers.
/// - Returns: within [-1, 1], greater is better; nil with fewer than two clusters.
/// - Precondition: all numbers are finite.
/// - Complexity: O(n²·d) time, O(tile + n·k) memory. Source: Rousseeuw (1987).
public func silhouette<Scalar>(_ rows: Matrix<Scalar>, assignments: [Int]) -> Double? {
  silhouette(StoredRows(rows), assignments: assignments, side: .standard)
}

func silhouette(_ rows: StoredRows, assignments: [Int], side: TileSide) -> Double? {
  precondition(rows.count == assignments.count, "\(assignments.count) assignments")
  precondition(rows.firstNotFinite == nil, "a distance to NaN or infinity")
  let clusters = numbered(assignments)
  guard let last = clusters.max(), last > 0 else { return nil }
  let sizes = counts(of: clusters, below: last + 1)
  let sums = distanceSums(DistanceRows(centring: rows), clusters, sizes.count, side)
  let total = clusters.indices.reduce(0.0) { total, i in
    let row = sums[(i * sizes.count)..<((i + 1) * sizes.count)]
    return total + silhouette(ofSums: Array(row), own: clusters[i], sizes: sizes)
  }
  return total / Double(clusters.count)
}

private func silhouette(ofSums sums: [Double], own: Int, sizes: [Int]) -> Double {
  guard sizes[own] > 1 else { return 0 }
  let within = sums[own] / Double(sizes[own] - 1)
  let others = sums.indices.filter { $0 != own }.map { sums[$0] / Double(sizes[$0]) }
  let next = others.min() ?? 0
  return max(within, next) == 0 ? 0 : (next - within) / max(within, next)
}

/// The sum of the distances of each row to the rows of each cluster, shape (n, k).
private func distanceSums(
  _ rows: DistanceRows, _ clusters: [Int], _ k: Int, _ side: TileSide
) -> [Double] {
  var sums = [Double](repeating: 0, count: rows.count * k)
  var squares = [Double](repeating: 0, count: side.rows * side.columns)
  for tile in Tile.within(0..<rows.count, side: side) {
    rows.squaredDistances(tile, into: &squares)
    for i in tile.rows where tile.firstColumn(after: i) < tile.columns.upperBound {
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      for j in tile.firstColumn(after: i)..<tile.columns.upperBound {
        let distance = squares[offset + j].squareRoot()
        sums[i * k + clusters[j]] += distance
        sums[j * k + clusters[i]] += distance
      }
    }
  }
  return sums
}

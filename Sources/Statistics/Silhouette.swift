public import LinearAlgebra

/// Mean silhouette of a clustering: (b − a) / max(a, b) with a the mean Euclidean distance of a row
/// to its cluster and b to the nearest other one; 0 for a row alone in its cluster.
///
/// Source: Rousseeuw, J. Comput. Appl. Math. 20 (1987).
/// - Parameter rows: shape (n, d).
/// - Returns: in [−1, 1]; nil unless there are 2 … n − 1 clusters.
/// - Complexity: O(n²·d) time, O(n) memory beyond a tile.
public func silhouette<Scalar: MatrixScalar>(
  _ rows: Matrix<Scalar>, assignments: [Int]
) -> Double? {
  precondition(rows.rows == assignments.count)
  let clusters = Set(assignments).count
  guard (2..<max(2, rows.rows)).contains(clusters) else { return nil }
  let data = CentredRows(rows).rows
  let codes = consecutive(assignments)
  let sizes = codes.reduce(into: [Int](repeating: 0, count: clusters)) { $0[$1] += 1 }
  var total = 0.0
  DistanceTiles(data).forEachRow { row, squaredDistances in
    var sums = [Double](repeating: 0, count: clusters)
    for (other, squared) in squaredDistances.enumerated() where other != row {
      sums[codes[other]] += squared.squareRoot()
    }
    total += width(of: codes[row], sums, sizes)
  }
  return total / Double(rows.rows)
}

private func width(of own: Int, _ sums: [Double], _ sizes: [Int]) -> Double {
  guard sizes[own] > 1 else { return 0 }
  let inside = sums[own] / Double(sizes[own] - 1)
  let outside =
    sums.indices.filter { $0 != own }
    .map { sums[$0] / Double(sizes[$0]) }.min() ?? 0
  let larger = max(inside, outside)
  return larger > 0 ? (outside - inside) / larger : 0
}

private func consecutive(_ assignments: [Int]) -> [Int] {
  let order = Set(assignments).sorted()
  let codes = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
  return assignments.map { codes[$0] ?? 0 }
}

/// Squared Euclidean distances of every row to all rows, a block of rows at a time.
struct DistanceTiles {
  private let rows: Matrix<Double>
  private let squares: [Double]
  private let blockSize: Int

  init(_ rows: Matrix<Double>) {
    self.rows = rows
    squares = (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) }
    blockSize = max(1, min(512, 16_000_000 / max(1, rows.rows)))
  }

  /// Calls `body` with each row and its squared distances to all, never negative; its own is 0.
  func forEachRow(_ body: (_ row: Int, ArraySlice<Double>) -> Void) {
    let n = rows.rows
    var tile = [Double](repeating: 0, count: min(blockSize, n) * n)
    for start in stride(from: 0, to: n, by: blockSize) {
      let block = start..<min(start + blockSize, n)
      rows.innerProducts(of: block, with: rows, of: 0..<n, into: &tile)
      for row in block {
        let first = (row - start) * n
        for j in 0..<n {
          tile[first + j] = j == row ? 0 : max(0, squares[row] + squares[j] - 2 * tile[first + j])
        }
        body(row, tile[first..<(first + n)])
      }
    }
  }
}

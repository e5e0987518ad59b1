public import LinearAlgebra

/// The means of clusters, and where rows lie among them.
public struct ClusterMeans: Sendable {
  /// Shape (k, d); zeros for a cluster without rows.
  public let centers: Matrix<Double>
  /// Rows in each cluster.
  public let sizes: [Int]

  /// - Parameters:
  ///   - rows: n rows of d finite numbers.
  ///   - assignments: a cluster for each row, 0..<count; a row with a negative one is in none.
  public init(of rows: StoredRows, assignments: [Int], count: Int) {
    precondition(rows.count == assignments.count, "\(assignments.count) assignments")
    let dimension = rows.dimension
    sizes = counts(of: assignments.filter { $0 >= 0 }, below: count)
    let parts = mapOnAllCores(rows.blocks.count) { number in
      rows.sums(rows.blocks[number], by: assignments, count: count)
    }
    var sums = [Double](repeating: 0, count: count * dimension)
    for part in parts { for k in sums.indices { sums[k] += part[k] } }
    for k in sums.indices { sums[k] /= Double(max(1, sizes[k / dimension])) }
    centers = Matrix(rows: count, columns: dimension, elements: sums)
  }
}

/// A row's distance from the center of its cluster and from the nearest of the others.
public struct CenterDistance: Sendable, Hashable {
  public let own: Double
  /// Nil where there is one cluster only.
  public let other: Double?

  /// How much nearer the own center is; below 0 where it is not.
  public var margin: Double? { other.map { $0 - own } }
}

extension StoredRows {
  /// Where each row lies among some centers.
  ///
  /// - Parameters:
  ///   - centers: shape (k, d).
  ///   - assignments: a center for each row; nothing is said of a row with a negative one.
  /// - Complexity: O(n·k·d) time, O(1024·k) memory a core beside the result.
  public func distances(
    to centers: Matrix<Double>, assignments: [Int]
  ) -> [CenterDistance?] {
    centerDistances(centers) { row, squares in
      let own = assignments[row]
      guard own >= 0 else { return nil }
      let others = squares.indices.filter { $0 - squares.startIndex != own }
      return CenterDistance(
        own: squares[squares.startIndex + own].squareRoot(),
        other: others.map { squares[$0] }.min()?.squareRoot())
    }
  }

  /// The center nearest to each row; of equally near ones the first.
  func nearestCenters(_ centers: Matrix<Double>) -> [Int] {
    centerDistances(centers) { _, squares in
      var best = squares.startIndex
      for place in squares.indices where squares[place] < squares[best] { best = place }
      return best - squares.startIndex
    }
  }

  private func centerDistances<Value: Sendable>(
    _ centers: Matrix<Double>, _ value: @Sendable (Int, ArraySlice<Double>) -> Value
  ) -> [Value] {
    let offset = StoredRows.doubles(centers).columnMeans
    let moved = StoredRows.doubles(centers).rows(0..<centers.rows, minus: offset)
    let k = centers.rows
    return mapOnAllCores(blocks.count) { number in
      let squares = squaredDistances(blocks[number], to: moved, minus: offset)
      return blocks[number].enumerated().map { place, row in
        value(row, squares[(place * k)..<((place + 1) * k)])
      }
    }.flatMap { $0 }
  }

  /// ‖row − center‖², row-major; products lose digits that differences keep, so that nearly equal
  /// points are compared by these.
  private func squaredDistances(
    _ range: Range<Int>, to centers: Matrix<Double>, minus offset: [Double]
  ) -> [Double] {
    let rows = rows(range, minus: offset)
    var squares = rows.timesTransposed(centers).elements
    let (norms, centerNorms) = (rows.squaredNorms, centers.squaredNorms)
    for i in 0..<rows.rows {
      for c in 0..<centers.rows {
        let all = norms[i] + centerNorms[c]
        let square = all - 2 * squares[i * centers.rows + c]
        squares[i * centers.rows + c] =
          square > 1e-6 * all ? square : squaredDifference(rows.row(i), centers.row(c))
      }
    }
    return squares
  }

  fileprivate func sums(_ range: Range<Int>, by assignments: [Int], count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: count * dimension)
    for row in range where assignments[row] >= 0 {
      let start = assignments[row] * dimension
      let values = self.row(row)
      for j in values.indices { sums[start + j] += values[j] }
    }
    return sums
  }

  /// Pieces that results are added up of, so that these do not depend on the number of cores.
  var blocks: [Range<Int>] { Tile.split(0..<count, by: 1_024) }
}

/// ‖x − y‖².
func squaredDifference(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
  zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

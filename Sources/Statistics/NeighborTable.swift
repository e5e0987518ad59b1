import LinearAlgebra

/// The k nearest other rows of every row, the graph that maps are made of.
public struct NeighborTable: Sendable, Equatable {
  /// Rows, n.
  public let count: Int
  /// Neighbours of each.
  public let k: Int
  /// n·k rows: those of row i from i·k on, nearest first, ties by row.
  public let rows: [Int32]
  /// Of each neighbour in the metric of the space: 1 − cos, or Euclidean.
  public let distances: [Double]
  /// What a squared Euclidean distance is: of rows of length 1 for the cosine.
  public let squaredDistances: [Double]

  /// Exact.
  ///
  /// - Parameters:
  ///   - k: 1..<n.
  ///   - progress: is told of stripes of rows.
  /// - Complexity: O(n²·d) time, O(n·(k + d)) memory.
  public init(
    _ space: NeighborSpace, k: Int, progress: WorkProgress = { _, _ in }
  ) {
    precondition(k >= 1 && k < space.count, "\(k) neighbours of \(space.count) rows")
    switch space {
    case .cosine(let units):
      precondition(units.zeroRows.isEmpty, "rows of zeros have no neighbours")
      let nearest = nearestRows(
        of: units, in: units, count: k, excluding: .sameRow, progress: progress)
      self.init(
        count: units.count, k: k, rows: nearest.flatMap { $0.map { Int32($0.row) } },
        distances: nearest.flatMap { $0.map { 1 - $0.cosine } },
        squared: { 2 * $0 })
    case .euclidean:
      let search = EuclideanSearch(SpaceRows(space), k: k)
      let found = search.result(progress: progress)
      self.init(
        count: space.count, k: k, rows: found.flatMap { $0.map(\.row) },
        distances: found.flatMap { $0.map { $0.squaredDistance.squareRoot() / search.scale } },
        squared: { $0 * $0 })
    }
  }

  init(
    count: Int, k: Int, rows: [Int32], distances: [Double], squared: (Double) -> Double
  ) {
    precondition(rows.count == count * k && distances.count == count * k)
    (self.count, self.k, self.rows, self.distances) = (count, k, rows, distances)
    squaredDistances = distances.map(squared)
  }

  /// The table of fewer neighbours.
  ///
  /// - Precondition: 1 ≤ fewer ≤ k.
  public func prefix(_ fewer: Int) -> NeighborTable {
    precondition((1...k).contains(fewer))
    guard fewer < k else { return self }
    let places = (0..<count).flatMap { ($0 * k)..<($0 * k + fewer) }
    return NeighborTable(
      count: count, k: fewer, rows: places.map { rows[$0] },
      distances: places.map { distances[$0] },
      squaredDistances: places.map { squaredDistances[$0] })
  }

  private init(
    count: Int, k: Int, rows: [Int32], distances: [Double], squaredDistances: [Double]
  ) {
    (self.count, self.k, self.rows) = (count, k, rows)
    (self.distances, self.squaredDistances) = (distances, squaredDistances)
  }
}

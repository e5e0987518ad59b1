import LinearAlgebra

/// A row found near a query.
public struct NearestRow: PortableBits, Codable, Hashable {
  /// Its place in the set searched.
  public let row: Int
  /// Within [-1, 1].
  public let cosine: Double

  /// A neighbour, as the search finds it.
  public init(row: Int, cosine: Double) {
    (self.row, self.cosine) = (row, cosine)
  }

  /// Descending cosine, ties by row.
  static func precedes(_ p: NearestRow, _ q: NearestRow) -> Bool {
    (q.cosine, p.row) < (p.cosine, q.row)
  }
}

/// Which rows are no neighbours of a query. `sameRow` and `sameUnit` are for queries that are the rows
/// themselves, in the same order.
public enum Exclusion: Sendable, Equatable {
  /// Every row may be a neighbour.
  case none
  /// Leave one out: row i is no neighbour of query i.
  case sameRow
  /// Leave one unit out: rows of the unit of row i are no neighbours of query i. One name a row.
  case sameUnit([String])
  /// Rows of the unit of a query are no neighbours of it. One number a query, and one a row.
  case units(queries: [Int], rows: [Int])
}

/// For each query the k rows of greatest cosine.
///
/// Exact: products in float select candidates with room for their rounding error, and cosines in
/// double precision order them.
///
/// - Parameters:
///   - queries: q rows.
///   - rows: n rows of the same length.
///   - k: ≥ 0.
///   - progress: is told of stripes of queries.
/// - Returns: q lists; descending cosine, ties by row; shorter than k where fewer rows remain,
///   empty for a query of zeros. Rows of zeros are nobody's neighbours.
/// - Complexity: O(q·n·d) time.
public func nearestRows(
  of queries: UnitRows, in rows: UnitRows, count k: Int, excluding: Exclusion = .none,
  progress: WorkProgress = { _, _ in }
) -> [[NearestRow]] {
  precondition(k >= 0, "\(k) neighbours")
  return NeighborSearch(queries: queries, rows: rows, k: k, excluding: excluding)
    .result(progress: progress)
}

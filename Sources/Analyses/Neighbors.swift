public import Embeddings
import Statistics

/// What looks like the queries.
public struct NeighborsResult: Sendable, Codable {
  public let encoder: String?
  /// Always "cosine".
  public let metric: String
  /// Items searched; the search is exact.
  public let items: Int
  public let queries: [QueryNeighbors]
  public let warnings: [AnalysisWarning]
}

public struct QueryNeighbors: Sendable, Codable {
  public let query: SampleID
  /// Most similar first, ties by row.
  public let neighbors: [NamedNeighbor]
}

public struct NamedNeighbor: Sendable, Codable {
  public let id: SampleID
  /// In [−1, 1].
  public let cosine: Double
  /// 1 − cosine, in [0, 2].
  public let distance: Double
  public let label: String?
}

/// Exact search for the `count` items nearest to each query by cosine.
///
/// A query that is itself among the items is found at distance 0, among its equals by row.
/// - Throws: `AnalysisError` for vectors of different dimension.
public func findNeighbors(
  of queries: EmbeddedItems, in items: EmbeddedItems, count: Int, encoder: String? = nil
) throws(AnalysisError) -> NeighborsResult {
  try queries.requireDimension(of: items)
  let found = nearestRows(of: queries.unitRows, in: items.unitRows, count: count)
  let named = found.enumerated().map { row, neighbors in
    QueryNeighbors(
      query: queries.ids[row],
      neighbors: neighbors.map { neighbor in
        NamedNeighbor(
          id: items.ids[neighbor.row], cosine: neighbor.cosine, distance: 1 - neighbor.cosine,
          label: items.labels?[neighbor.row])
      })
  }
  return NeighborsResult(
    encoder: encoder, metric: "cosine", items: items.count, queries: named,
    warnings: AnalysisWarning.zeroVectors(in: [queries, items]))
}

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
  /// Of queries that are texts; nil where they are images.
  public let texts: TextQueries?
  public let warnings: [AnalysisWarning]
}

/// What made vectors of texts that were looked for.
public struct TextQueries: Sendable, Codable, Hashable {
  public let textModel: EncoderID
  /// The file of maps that brought them into the space of the images; nil where both share one.
  public let alignmentFile: String?
  public let fit: TextFit

  public init(textModel: EncoderID, alignmentFile: String?, fit: TextFit) {
    (self.textModel, self.alignmentFile, self.fit) = (textModel, alignmentFile, fit)
  }
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
  of queries: EmbeddedItems, in items: EmbeddedItems, count: Int, encoder: String? = nil,
  texts: TextQueries? = nil
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
    encoder: encoder, metric: "cosine", items: items.count, queries: named, texts: texts,
    warnings: AnalysisWarning.zeroVectors(in: [queries, items])
      + (texts.map { $0.fit.warnings(of: "texts", $0.textModel.name) } ?? []))
}

/// How a collection is to be laid out in few dimensions.
public struct ProjectionPlan: Sendable, Hashable, Codable {
  /// Principal components, ≥ 1; nil takes 20, or as many as there are.
  public var components: Int?
  /// Maps to be drawn besides, each once.
  public var maps: [MapKind]
  /// By what the neighbours are found that maps are made of.
  public var metric: MapMetric
  /// Neighbours of each item in UMAP, itself among them, ≥ 2.
  public var neighbors: Int
  /// Of t-SNE, about the neighbours that count, ≥ 1.
  public var perplexity: Double
  /// Distance of UMAP's points that are as near as can be, in [0, 3).
  public var minDistance: Double
  /// Items in maps at most, ≥ 2; of more, so many are drawn.
  public var items: Int

  public init(
    components: Int? = nil, maps: [MapKind] = [], metric: MapMetric = .cosine, neighbors: Int = 15,
    perplexity: Double = 30, minDistance: Double = 0.1, items: Int = 100_000
  ) {
    (self.components, self.maps, self.metric) = (components, maps, metric)
    (self.neighbors, self.perplexity) = (neighbors, perplexity)
    (self.minDistance, self.items) = (minDistance, items)
  }
}

/// How items are placed in a plane so that neighbours stay near each other.
public enum MapKind: String, Sendable, Hashable, Codable, CaseIterable {
  case umap, tsne

  /// As papers write it.
  public var name: String {
    switch self {
    case .umap: "UMAP"
    case .tsne: "t-SNE"
    }
  }
}

/// The distance by which items are neighbours.
public enum MapMetric: String, Sendable, Hashable, Codable, CaseIterable {
  case cosine, euclidean
}

public import Statistics

/// Items placed in a plane by UMAP or t-SNE: a picture, whose distances and groups prove nothing.
public struct ProjectedMap: Sendable, Codable {
  public let kind: MapKind
  public let metric: MapMetric
  /// Of UMAP: neighbours of each item, itself among them.
  public let neighbors: Int?
  /// Of UMAP.
  public let minDistance: Double?
  /// Of t-SNE.
  public let perplexity: Double?
  /// Epochs of UMAP, steps of t-SNE.
  public let steps: Int
  /// Of t-SNE: the divergence of Kullback and Leibler that is left, in nats.
  public let divergence: Double?
  /// Items that were placed.
  public let items: Int
  /// Some of them, or all.
  public let plane: ProjectedItems
  public let quality: MapQuality
  /// Where there are labels of two kinds at least.
  public let labelAccuracy: MapLabelAccuracy?
}

/// How often the majority of an item's nearest neighbours has its label, by the vectors and in the map.
public struct MapLabelAccuracy: Sendable, Codable, Hashable {
  /// Nearest neighbours that vote; those of the item's own unit do not.
  public let neighbors: Int
  /// Items that were asked.
  public let queries: Int
  public let byVectors: Double
  public let inMap: Double
  /// `byVectors` less `inMap`.
  public let lost: Double
  /// Of `lost`, by drawing units; nil for fewer than two.
  public let interval: Interval?
}

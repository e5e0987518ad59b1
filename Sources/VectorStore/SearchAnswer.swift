import GRDB

/// What a search found, and how.
///
/// In JSON `encoder`, `metric`, `exact`, `recall` where it is not exact, `searched` and `results`, each with `id`, `score` and what is
/// known of `label`, `split`, `site` and `group`.
public struct SearchAnswer: Sendable, Codable, Equatable {
  public let encoder: String
  public let metric: SearchMetric
  /// Whether every vector that the filter lets through was compared.
  public let exact: Bool
  /// What part of the nearest such a search finds, measured without a filter; nil for an exact one.
  public let recall: MeasuredRecall?
  /// How many vectors the filter lets through; items of one picture share theirs.
  public let searched: Int
  /// Nearest first, ties by id; fewer than asked for where there are no more.
  public let results: [FoundItem]
}

/// An item near a query.
public struct FoundItem: Sendable, Codable, Equatable {
  public let id: String
  /// In the metric of the answer.
  public let score: Double
  public let label: String?
  public let split: String?
  public let site: String?
  public let group: String?

  init(_ item: StoredItem, score: Double) {
    (id, self.score) = (item.id, score)
    (label, split, site, group) = (item.label, item.split, item.site, item.group)
  }

  /// What is told of an item; its other columns need not be read.
  static let columns = "i.id, i.label, i.split, i.site, i.\"group\""

  /// - Parameter columns: that stand before those of `columns`.
  init(_ row: Row, after columns: Int, score: Double) {
    (id, self.score) = (row[columns], score)
    (label, split) = (row[columns + 1], row[columns + 2])
    (site, group) = (row[columns + 3], row[columns + 4])
  }
}

/// What is asked of a store beside the query itself.
public struct SearchSettings: Sendable {
  /// How many items, ≥ 1.
  public var count: Int
  /// Its name; nil where the store has but one.
  public var encoder: String?
  public var metric: SearchMetric
  public var filter: ItemFilter
  /// Items whose score is not as near as this are left out; nil: none is.
  public var limit: Double?
  public var method = SearchMethod.exact

  public init(
    count: Int = 10, encoder: String? = nil, metric: SearchMetric = .cosine,
    filter: ItemFilter = .all
  ) {
    (self.count, self.encoder, self.metric, self.filter) = (count, encoder, metric, filter)
  }

  /// Whether a score is within the limit.
  func admits(_ score: Double) -> Bool { limit.map { !metric.isNearer($0, score) } ?? true }

  /// As many items as are asked for, nearest first; of equally near ones, by id.
  func nearest(_ found: [FoundItem]) -> [FoundItem] {
    let sorted = found.sorted { a, b in
      a.score == b.score ? a.id < b.id : metric.isNearer(a.score, b.score)
    }
    return Array(sorted.prefix(count))
  }
}

/// How a store is searched.
public enum SearchMethod: Sendable, Hashable {
  /// Every vector that the filter lets through is compared.
  case exact
  /// By the graph of the encoder, which has to be there; for the cosine. A wider walk finds more and takes
  /// longer. Where a filter leaves less than a tenth, the search is exact.
  case graph(width: Int = standardWidth)

  /// Rows in sight of a walk, where nothing else is asked for.
  public static let standardWidth = 100
}

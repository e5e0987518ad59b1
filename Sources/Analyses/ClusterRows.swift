import Embeddings
import LinearAlgebra
import Statistics

/// The items that are grouped, with their rows as the metric sees them.
struct ClusterRows {
  /// Those that have a row.
  let items: EmbeddedItems
  /// Of each its place among all.
  let places: [Int]
  let all: EmbeddedItems
  let rows: StoredRows
  let metric: ClusterMetric

  /// - Throws: `AnalysisError.tooFew` for no rows.
  init(_ items: EmbeddedItems, metric: ClusterMetric) throws(AnalysisError) {
    let kept = metric == .cosine ? items.withDirection : Array(items.ids.indices)
    guard !kept.isEmpty else { throw .tooFew(items: items.name, found: 0, needed: 1) }
    let used = kept.count < items.count ? items.selecting(kept, name: items.name) : items
    (self.items, places, all, self.metric) = (used, kept, items, metric)
    rows = metric == .cosine ? used.unitRows.stored : used.vectors.stored
  }

  var count: Int { places.count }

  /// Spherical where the metric is the cosine.
  ///
  /// - Parameter start: centres to start from, instead of seeds.
  func kMeans(
    _ clusters: Int, _ plan: ClustersPlan, from start: Matrix<Double>? = nil, seed: UInt64,
    _ progress: WorkProgress
  ) throws(AnalysisError) -> KMeansClustering {
    let settings = KMeansSettings(
      clusters: clusters, restarts: plan.restarts, spherical: metric == .cosine, batch: plan.batch)
    return try naming(items.name) { () throws(StatisticsError) in
      guard let start else {
        return try Statistics.kMeans(rows, settings: settings, seed: seed, progress: progress)
      }
      return try Statistics.kMeans(rows, from: start, settings: settings)
    }
  }

  /// The first principal components of all rows, and what share of the variance they have.
  func components(
    _ count: Int
  ) throws(AnalysisError) -> (scores: Matrix<Double>, explained: Double) {
    let found = try naming(items.name) { () throws(StatisticsError) in
      switch rows {
      case .floats(let rows): try PrincipalComponents(of: rows, count: count)
      case .doubles(let rows): try PrincipalComponents(of: rows, count: count)
      case .mapped(let rows):
        try PrincipalComponents(of: rows.matrix(0..<rows.rows), count: count)
      }
    }
    return (found.scores, min(1, found.explainedVarianceRatio.reduce(0, +)))
  }

  /// Places of whole units drawn at random until they are at least so many, ascending; all where
  /// there are no more, and single items where units are too large.
  func drawn(atLeast limit: Int, seed: UInt64, stream: String) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    var generator = SeededGenerator(seed: seed, stream: stream)
    guard let units = items.units else { return generator.choose(limit, of: count) }
    let members = Dictionary(grouping: 0..<count) { units[$0] }.sorted { $0.key < $1.key }
    var order = Array(members.indices)
    generator.shuffle(&order)
    var taken: [Int] = []
    for unit in order where taken.count < limit { taken += members[unit].value }
    return taken.count > 2 * limit ? generator.choose(limit, of: count) : taken.sorted()
  }

  func matrix(_ selected: [Int]) -> Matrix<Double> {
    switch rows {
    case .floats(let rows): rows.selecting(rows: selected).converted()
    case .doubles(let rows): rows.selecting(rows: selected)
    case .mapped(let rows): rows.selecting(rows: selected).converted()
    }
  }

  /// What is known of the items with a row, for all items; something else for the others.
  func spread<Value>(_ values: [Value], else other: Value) -> [Value] {
    guard places.count < all.count else { return values }
    var result = [Value](repeating: other, count: all.count)
    for (place, value) in zip(places, values) { result[place] = value }
    return result
  }
}

extension UnitRows {
  fileprivate var stored: StoredRows { .floats(unit(0..<count)) }
}

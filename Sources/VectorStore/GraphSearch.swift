import LinearAlgebra
import Statistics

/// Finds most of the nearest rows by a graph.
struct GraphSearch: Sendable {
  let stored: StoredGraph
  let rows: VectorRows
  let space: CosineRows
  /// Nil: all.
  let allowed: RowSet?
  /// Rows in sight of a walk.
  let width: Int

  /// Where fewer rows than this part are allowed, comparing those is the faster search, and exact.
  static let leastShare = 0.1

  /// As `ExactSearch.nearest`, but for what the walk does not see. Rows that came after the graph are
  /// all compared.
  func nearest(to queries: Matrix<Float>, count: Int) -> [[ScoredRow]] {
    let exact = ExactSearch(rows: rows, metric: .cosine, allowed: later)
    let among = stored.graph.count < rows.count ? exact.nearest(to: queries, count: count) : []
    let sight = self.sight(count)
    return mapOnAllCores(queries.rows, each: GraphWalker(count: stored.graph.count)) {
      walker, place in
      let query = Array(queries.row(place))
      let scale = Float(1 / query.euclideanLength)
      let beam = stored.graph.nearest(
        to: query.map { $0 * scale }, width: sight, in: space, &walker)
      let found = beam.rows.map { Int($0) }.filter { allowed?.contains($0) ?? true }
      let further = place < among.count ? among[place].map(\.row) : []
      return exact.ranked(found + further, query, count: count)
    }
  }

  /// Wider where a filter will take rows away.
  private func sight(_ count: Int) -> Int {
    let share = allowed.map { Double($0.count) / Double(max(1, rows.count)) } ?? 1
    return Int((Double(max(width, count)) / max(share, Self.leastShare)).rounded(.up))
  }

  /// Allowed rows that the graph does not have.
  private var later: RowSet {
    var later = RowSet(below: rows.count)
    for row in stored.graph.count..<max(stored.graph.count, rows.count)
    where allowed?.contains(row) ?? true {
      later.insert(row)
    }
    return later
  }
}

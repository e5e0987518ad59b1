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

  /// Rows that a walk through a filter remembers, for each that it is to find.
  private static let sight = 16

  /// What was found for a query.
  struct Found: Sendable {
    let rows: [ScoredRow]
    let isExact: Bool
  }

  /// As `ExactSearch.nearest`, but for what the walk does not see. Rows that came after the graph are all
  /// compared, and so is every row for a query near which a filter leaves too few.
  func nearest(to queries: Matrix<Float>, count: Int) -> [Found] {
    let exact = ExactSearch(rows: rows, metric: .cosine, allowed: allowed)
    let walked = walks(queries, count: count)
    let lost = walked.indices.filter { walked[$0] == nil }
    let compared = exact.nearest(to: queries.selecting(rows: lost), count: count)
    let further = laterRows(queries, count: count)
    return walked.enumerated().map { place, walked in
      guard let walked else {
        let found = lost.firstIndex(of: place).map { compared[$0] } ?? []
        return Found(rows: found, isExact: true)
      }
      return Found(
        rows: exact.ranked(
          walked.map { Int($0) } + further[place], Array(queries.row(place)), count: count),
        isExact: false)
    }
  }

  /// Nil for a query near which the filter leaves too few.
  private func walks(_ queries: Matrix<Float>, count: Int) -> [[Int32]?] {
    let (graph, width) = (stored.graph, max(width, count))
    return mapOnAllCores(queries.rows, each: GraphWalker(count: graph.count)) { walker, place in
      let query = Array(queries.row(place))
      let scale = Float(1 / query.euclideanLength)
      let aim = GraphAim.vector(query.map { $0 * scale }, space)
      guard let allowed else {
        return graph.nearest(to: aim, width: width, &walker).rows
      }
      return graph.nearest(
        to: aim, width: width, sight: Self.sight * width, &walker
      ) { allowed.contains(Int($0)) }?.rows
    }
  }

  /// Of each query the nearest that came after the graph.
  private func laterRows(_ queries: Matrix<Float>, count: Int) -> [[Int]] {
    guard stored.graph.count < rows.count else {
      return Array(repeating: [], count: queries.rows)
    }
    return ExactSearch(rows: rows, metric: .cosine, allowed: later)
      .nearest(to: queries, count: count).map { $0.map(\.row) }
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

import LinearAlgebra
import PostgreSQL
import Statistics

extension ServerReader {
  func search(
    all queries: Matrix<Float>, _ settings: SearchSettings, progress: @escaping WorkProgress
  ) async throws -> [SearchAnswer] {
    precondition(settings.count >= 1)
    return try await read { session in
      let search = try ServerSearch(settings, self.server, session)
      try search.encoder.stored.requireQueries(queries, settings.metric)
      let found = try search.nearest(to: queries, self, session, progress)
      return try found.map { found in
        SearchAnswer(
          encoder: search.encoder.stored.name, metric: settings.metric, exact: found.recall == nil,
          recall: found.recall, searched: search.searched,
          results: try search.items(found.rows, session))
      }
    }
  }
}

/// One question to a store on a server.
struct ServerSearch: Sendable {
  let settings: SearchSettings
  let encoder: ServerEncoder
  let server: ServerAddress
  /// Rows that the filter lets through.
  let searched: Int

  /// What was found for a query.
  struct Found: Sendable {
    let rows: [ScoredRow]
    /// Nil for an exact search.
    var recall: MeasuredRecall?
  }

  /// - Throws: `StoreError.refused` for an unknown encoder or column.
  init(
    _ settings: SearchSettings, _ server: ServerAddress, _ session: isolated ServerSession
  ) throws {
    (self.settings, self.server) = (settings, server)
    encoder = try ServerEncoder.all(session, server).named(settings.encoder, in: server)
    try settings.filter.requireColumns(session)
    searched = try Self.searched(settings.filter, encoder, session)
  }

  /// Without a filter.
  init(_ settings: SearchSettings, _ encoder: ServerEncoder, _ server: ServerAddress) {
    (self.settings, self.encoder, self.server) = (settings, encoder, server)
    searched = encoder.held
  }

  func nearest(
    to queries: Matrix<Float>, _ reader: ServerReader, _ session: isolated ServerSession,
    _ progress: @escaping WorkProgress
  ) throws -> [Found] {
    let graph = try graph(reader.recalls, session)
    guard searched > 0 else {
      return Array(repeating: Found(rows: []), count: queries.rows)
    }
    if encoder.storage == .arrays {
      return try compareHere(queries, reader.mirrors, session, progress)
    }
    return try (0..<queries.rows).map { place in
      try Task.checkCancellation()
      progress(place, queries.rows)
      let query = Array(queries.row(place))
      return try graph?.found(query, self, session)
        ?? Found(rows: try compareThere(query, session))
    }
  }

  /// Nil where the search is to be exact, or is anyway.
  private func graph(
    _ recalls: MeasuredRecalls, _ session: isolated ServerSession
  ) throws -> ServerGraph? {
    guard case .graph(let width) = settings.method else { return nil }
    try ServerGraph.requireUsable(encoder, for: settings.metric, in: server)
    let graph = try ServerGraph(of: encoder, width: width, server, session)
    let share = Double(searched) / Double(max(1, encoder.held))
    guard share >= GraphSearch.leastShare, graph.isWideEnough(for: settings.count, share: share)
    else { return nil }
    return try graph.measured(at: settings.count, recalls, session)
  }

  /// Rows of a copy here, through the kernels of the embedded store.
  private func compareHere(
    _ queries: Matrix<Float>, _ mirrors: VectorMirrors, _ session: isolated ServerSession,
    _ progress: @escaping WorkProgress
  ) throws -> [Found] {
    let copy = try mirrors.copy(of: encoder, session)
    guard let rows = copy.rows else { return [] }
    let numbers = copy.numbers
    return ExactSearch(rows: rows, metric: settings.metric, allowed: try allowed(copy, session))
      .nearest(to: queries, count: settings.count, progress: progress)
      .map { found in
        Found(rows: found.map { ScoredRow(row: numbers[$0.row], score: $0.score) })
      }
  }

  /// Rows of a copy that some item has for which the filter holds; nil: all.
  private func allowed(
    _ copy: MirroredVectors, _ session: isolated ServerSession
  ) throws -> RowSet? {
    // A copy has every row that is held; as many are the same.
    if settings.filter.conditions.isEmpty, copy.rowCount == encoder.held { return nil }
    var values: [ServerValue?] = []
    let within = Self.rows(settings.filter, encoder, &values)
    let held = try session.query("\(within) ORDER BY 1", all: values).map { $0.integer(0) }
    var set = RowSet(below: copy.rowCount)
    for place in copy.places(held) { set.insert(place) }
    return set
  }

  /// The items of rows, nearest first; items of one picture are equally near, and stand by id.
  func items(_ rows: [ScoredRow], _ session: isolated ServerSession) throws -> [FoundItem] {
    let near = rows.filter { settings.admits($0.score) }
    guard !near.isEmpty else { return [] }
    let scores = Dictionary(
      near.map { ($0.row, $0.score) }, uniquingKeysWith: { first, _ in first })
    var values: [ServerValue?] = [
      .integer(encoder.stored.number), .integers(near.map(\.row)),
    ]
    let condition = settings.filter.condition(&values)
    let found = try session.query(
      """
      SELECT \(StoredItem.serverColumns), v.row FROM vectors v JOIN items i ON i.number = v.item
      WHERE v.encoder = $1 AND v.row = ANY($2) AND \(condition)
      """, all: values)
    return settings.nearest(
      found.compactMap { row in
        scores[row.integer(StoredItem.serverColumnCount)].map {
          FoundItem(StoredItem(row), score: $0)
        }
      })
  }

  private static func searched(
    _ filter: ItemFilter, _ encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws -> Int {
    if filter.conditions.isEmpty { return encoder.held }
    var values: [ServerValue?] = []
    let within = rows(filter, encoder, &values)
    return try session.query("SELECT count(*) FROM (\(within)) AS r", all: values)[0].integer(0)
  }

  /// A query for the rows of items for which a filter holds.
  static func rows(
    _ filter: ItemFilter, _ encoder: ServerEncoder, _ values: inout [ServerValue?]
  ) -> String {
    """
    SELECT DISTINCT v.row FROM vectors v JOIN items i ON i.number = v.item
    WHERE v.encoder = \(encoder.stored.number) AND \(filter.condition(&values))
    """
  }
}

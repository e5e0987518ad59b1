public import Foundation
import GRDB
public import LinearAlgebra
public import Statistics
import Synchronization

/// Asks a store in a folder.
///
/// Any number of processes read a store while one writes. Each question is answered from one state of the
/// store, the last that was committed when it was asked. Thread-safe.
public final class StoreReader: ReadableStore {
  let folder: StoreFolder
  private let pool: DatabasePool
  private let known = Mutex<Known?>(nil)

  /// What the last question found out, for the next while nobody commits.
  private struct Known {
    let snapshot: StoreSnapshot
    var filtered: [FilteredRows: RowSet] = [:]
    var graphs: [GraphRecord: LoadedGraph] = [:]
    var recalls: [GraphRecord: [MeasuredRecall]] = [:]
  }

  private struct FilteredRows: Hashable {
    let encoder: Int
    let filter: ItemFilter
  }

  /// Filters whose rows are kept.
  private static let keptFilters = 32

  public var address: StoreAddress { .folder(folder.url) }

  /// - Throws: `StoreError.missing`, `notAStore`, `damaged`.
  public init(at url: URL) throws {
    folder = StoreFolder(url: url)
    guard folder.isThere else { throw StoreError.missing(folder: url.path) }
    var configuration = StoreSchema.configuration
    configuration.readonly = true
    let folder = folder
    pool = try folder.reporting {
      try DatabasePool(path: folder.database.path, configuration: configuration)
    }
    try folder.reporting { [pool] in
      try pool.read { database in
        guard try StoreSchema.check(database, folder) else {
          throw StoreError.missing(folder: folder.path)
        }
      }
    }
  }

  public func search(
    all queries: Matrix<Float>, _ settings: SearchSettings, progress: @escaping WorkProgress
  ) async throws -> [SearchAnswer] {
    precondition(settings.count >= 1)
    return try await read { database, snapshot in
      let encoder = try snapshot.encoders.named(settings.encoder, in: self.folder.path)
      try encoder.requireQueries(queries, settings.metric)
      guard let rows = try snapshot.rows(of: encoder) else {
        let nothing = SearchAnswer(
          encoder: encoder.name, metric: settings.metric, exact: true, recall: nil, searched: 0,
          results: [])
        return Array(repeating: nothing, count: queries.rows)
      }
      let allowed = try self.allowed(settings.filter, encoder, snapshot, database)
      let searched = allowed?.count ?? rows.count
      let graph = try self.graphSearch(settings, encoder, snapshot, rows, allowed)
      let found =
        graph?.search.nearest(to: queries, count: settings.count)
        ?? ExactSearch(rows: rows, metric: settings.metric, allowed: allowed)
        .nearest(to: queries, count: settings.count, progress: progress)
        .map { GraphSearch.Found(rows: $0, isExact: true) }
      let items = try Self.items(found.map(\.rows), encoder, settings, database)
      return zip(found, items).map { found, items in
        SearchAnswer(
          encoder: encoder.name, metric: settings.metric, exact: found.isExact,
          recall: found.isExact ? nil : graph?.recall, searched: searched, results: items)
      }
    }
  }

  /// Nil where the search is to be exact, or is anyway.
  private func graphSearch(
    _ settings: SearchSettings, _ encoder: StoredEncoder, _ snapshot: StoreSnapshot,
    _ rows: VectorRows, _ allowed: RowSet?
  ) throws -> (search: GraphSearch, recall: MeasuredRecall)? {
    guard case .graph(let width) = settings.method else { return nil }
    guard settings.metric == .cosine else {
      throw StoreError.refused(
        subject: "search by \(settings.metric.rawValue)", finding: "HNSW graphs are for the cosine",
        remedy: "search without the graph, or by the cosine")
    }
    guard let record = snapshot.graph(of: encoder) else {
      throw StoreError.refused(
        subject: encoder.name, finding: "the store has no HNSW graph of it",
        remedy: "build it with `semblance index hnsw`, or search without it")
    }
    let share = allowed.map { Double($0.count) / Double(max(1, rows.count)) } ?? 1
    guard share >= GraphSearch.leastShare else { return nil }
    let loaded = try graph(record, rows, snapshot)
    let recall = recall(of: loaded, record, settings.count, width, rows)
    return (
      GraphSearch(
        stored: loaded.stored, rows: rows, space: loaded.space, allowed: allowed, width: width),
      recall
    )
  }

  private func graph(
    _ record: GraphRecord, _ rows: VectorRows, _ snapshot: StoreSnapshot
  ) throws -> LoadedGraph {
    if let before = known.withLock({ $0?.graphs[record] }), before.space.rows.count == rows.count {
      return before
    }
    let stored = try replaceable(since: snapshot.commits) {
      try StoredGraph(contentsOf: record.file(in: folder))
    }
    let loaded = LoadedGraph(stored: stored, space: rows.byCosine)
    known.withLock { known in
      if known?.snapshot.commits == snapshot.commits { known?.graphs[record] = loaded }
    }
    return loaded
  }

  /// Measured once for a number of neighbours and a width.
  private func recall(
    of loaded: LoadedGraph, _ record: GraphRecord, _ count: Int, _ width: Int, _ rows: VectorRows
  ) -> MeasuredRecall {
    let sample = loaded.stored.sample
    let before = known.withLock { $0?.recalls[record] }
    let depth = sample.depth(of: count)
    if let known = before?.first(where: { $0.at == depth && $0.width == max(width, count + 1) }) {
      return known
    }
    let measured = sample.recall(
      of: loaded.stored.graph, at: count, width: width, rows: rows, loaded.space)
    known.withLock { $0?.recalls[record, default: []].append(measured) }
    return measured
  }

  /// Of each answer the items of its rows, nearest first; items of one picture are equally near, and stand
  /// by id.
  private static func items(
    _ answers: [[ScoredRow]], _ encoder: StoredEncoder, _ settings: SearchSettings,
    _ database: Database
  ) throws -> [[FoundItem]] {
    let near = answers.enumerated().flatMap { answer, rows in
      rows.filter { settings.admits($0.score) }.map { (answer: answer, row: $0) }
    }
    let (condition, arguments) = settings.filter.sql
    // One statement for all, since beginning one costs more than looking up a row; CROSS JOIN has SQLite go
    // through the rows, not through what the condition fits.
    let statement = try database.cachedStatement(
      sql: """
        SELECT r.key, \(FoundItem.columns) FROM json_each(?) r
        CROSS JOIN vectors v ON v.encoder = ? AND v.row = r.value
        CROSS JOIN items i ON i.number = v.item WHERE \(condition)
        """)
    let rows = try Row.fetchCursor(
      statement,
      arguments: ["[\(near.map { "\($0.row.row)" }.joined(separator: ","))]", encoder.number]
        + arguments)
    var found = answers.map { _ in [FoundItem]() }
    while let row = try rows.next() {
      let place = near[row[0] as Int]
      found[place.answer].append(FoundItem(row, after: 1, score: place.row.score))
    }
    return found.map { settings.nearest($0) }
  }

  /// Rows that a search looks at; nil: all.
  private func allowed(
    _ filter: ItemFilter, _ encoder: StoredEncoder, _ snapshot: StoreSnapshot, _ database: Database
  ) throws -> RowSet? {
    guard !filter.conditions.isEmpty else { return snapshot.held(of: encoder) }
    let key = FilteredRows(encoder: encoder.number, filter: filter)
    let before = known.withLock { known in
      known?.snapshot.commits == snapshot.commits ? known?.filtered[key] : nil
    }
    if let before { return before }
    try filter.requireColumns(database)
    let (condition, arguments) = filter.sql
    var rows = RowSet(below: encoder.rows)
    let found = try Int.fetchCursor(
      database,
      sql: """
        SELECT v.row FROM items i JOIN vectors v ON v.encoder = ? AND v.item = i.number
        WHERE \(condition)
        """,
      arguments: [encoder.number] + arguments)
    while let row = try found.next() { rows.insert(row) }
    known.withLock { [rows] known in
      guard known?.snapshot.commits == snapshot.commits else { return }
      if known?.filtered.count ?? 0 >= Self.keptFilters { known?.filtered = [:] }
      known?.filtered[key] = rows
    }
    return rows
  }

  /// Answers a question from the store's last state.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database, StoreSnapshot) throws -> Value
  ) async throws -> Value {
    let (folder, pool) = (folder, pool)
    do {
      return try await pool.read { database in
        try body(database, try self.snapshot(database, folder))
      }
    } catch let error as DatabaseError {
      throw folder.problem(error)
    } catch is ReplacedFile {
      // A compaction came between; the state after it is whole.
      return try await read(body)
    }
  }

  /// A file of vectors went away with the state that was to be read.
  private struct ReplacedFile: Error {}

  private func snapshot(_ database: Database, _ folder: StoreFolder) throws -> StoreSnapshot {
    let commits = try StoreSnapshot.commits(database)
    if let before = known.withLock({ $0?.snapshot }), before.commits == commits { return before }
    let snapshot = try replaceable(since: commits) { try StoreSnapshot(database, folder) }
    known.withLock { known in
      guard known?.snapshot.commits ?? -1 < commits else { return }
      var next = Known(snapshot: snapshot)
      // A graph stays what it is while it is there.
      next.recalls = known?.recalls ?? [:]
      known = next
    }
    return snapshot
  }
}

extension StoreReader {
  /// Reads files of a state that a compaction may have taken away meanwhile.
  private func replaceable<Value>(since commits: Int, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      guard try hasChanged(since: commits) else { throw error }
      throw ReplacedFile()
    }
  }

  /// Whether another process has committed meanwhile, as a connection of its own sees it.
  private func hasChanged(since commits: Int) throws -> Bool {
    var configuration = StoreSchema.configuration
    configuration.readonly = true
    let other = try DatabaseQueue(path: folder.database.path, configuration: configuration)
    return try other.read { try StoreSnapshot.commits($0) } != commits
  }
}

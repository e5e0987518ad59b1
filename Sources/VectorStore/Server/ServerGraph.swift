import Foundation
import LinearAlgebra
import PostgreSQL
import Synchronization

/// pgvector's HNSW index of an encoder's rows, with what its recall is measured by.
struct ServerGraph: Sendable {
  let encoder: ServerEncoder
  let degree: Int
  let buildWidth: Int
  /// Rows in sight of a walk.
  let width: Int
  private let sample: RecallSample
  /// The sample knows of rows below it.
  private let rows: Int
  private var recall: MeasuredRecall?

  /// pgvector keeps no more rows in sight.
  static let mostWidth = 1_000

  /// - Throws: `StoreError.refused` where there is none.
  init(
    of encoder: ServerEncoder, width: Int, _ server: ServerAddress,
    _ session: isolated ServerSession
  ) throws {
    guard
      let row = try session.query(
        "SELECT degree, width, rows, sample FROM graphs WHERE encoder = $1",
        .integer(encoder.stored.number)
      ).first
    else {
      throw StoreError.refused(
        subject: server.text, finding: "there is no HNSW index of \(encoder.stored.name)",
        remedy:
          "build it with `semblance index hnsw '\(server.text)' --encoder \(encoder.stored.name)`, or "
          + "search without it")
    }
    guard let sample = try? JSONDecoder().decode(RecallSample.self, from: Data(row.text(3).utf8))
    else {
      throw StoreError.damaged(
        file: server.text, finding: "the sample of the HNSW index cannot be read",
        remedy: "build it anew with `semblance index hnsw --anew`")
    }
    (self.encoder, self.sample, self.width) = (encoder, sample, min(width, Self.mostWidth))
    (degree, buildWidth, rows) = (row.integer(0), row.integer(1), row.integer(2))
  }

  init(
    of encoder: ServerEncoder, degree: Int, buildWidth: Int, width: Int, sample: RecallSample
  ) {
    (self.encoder, self.degree, self.buildWidth) = (encoder, degree, buildWidth)
    (self.width, self.sample, rows) = (width, sample, encoder.stored.rows)
  }

  /// - Throws: `StoreError.refused` where pgvector has no index for a search.
  static func requireUsable(
    _ encoder: ServerEncoder, for metric: SearchMetric = .cosine, in server: ServerAddress
  ) throws(StoreError) {
    guard metric == .cosine else {
      throw .refused(
        subject: "search by \(metric.rawValue)", finding: "HNSW graphs are for the cosine",
        remedy: "search without the graph, or by the cosine")
    }
    guard encoder.storage == .vector else {
      throw .refused(
        subject: server.text,
        finding: "the vectors of \(encoder.stored.name) are plain arrays, which have no HNSW index",
        remedy:
          "search exactly; or have pgvector installed on the server (CREATE EXTENSION vector), and build "
          + "the store anew in another schema")
    }
    guard encoder.stored.dimension <= ServerEncoder.mostIndexedNumbers else {
      throw .refused(
        subject: server.text,
        finding:
          "pgvector's HNSW takes vectors of at most \(ServerEncoder.mostIndexedNumbers) numbers, and those "
          + "of \(encoder.stored.name) have \(encoder.stored.dimension)",
        remedy: "search exactly, or keep the store in a folder, whose graphs have no such limit")
    }
  }

  /// How many rows a walk hands over that is to leave so many after a filter.
  private func sight(for count: Int, share: Double) -> Int {
    max(width, share < 1 ? Int((2 * Double(count) / share).rounded(.up)) : count + 1)
  }

  func isWideEnough(for count: Int, share: Double) -> Bool {
    count < Self.mostWidth && sight(for: count, share: share) <= Self.mostWidth
  }

  /// With its recall, which is measured once for a number of neighbours and a width.
  func measured(
    at count: Int, _ recalls: MeasuredRecalls, _ session: isolated ServerSession
  ) throws -> ServerGraph {
    var graph = self
    let key = MeasuredRecalls.Key(
      encoder: encoder.stored.number, rows: encoder.stored.rows, held: encoder.held,
      depth: sample.depth(of: count), width: width)
    graph.recall = try recalls.value(key) { try recall(at: count, session) }
    return graph
  }

  /// The part of the k nearest that the index finds of rows that the sample knows; of equally near rows any
  /// counts.
  func recall(at count: Int, _ session: isolated ServerSession) throws -> MeasuredRecall {
    let depth = sample.depth(of: count)
    var parts: [Double] = []
    let vectors = try vectors(of: sample.rows.map { Int($0) }, session)
    for (row, known) in zip(sample.rows.map { Int($0) }, sample.scores) {
      let known = known.prefix(depth)
      guard let last = known.last, let query = vectors[row] else { continue }
      let found = try walk(query, width: max(width, count + 1), nil, session)
        .filter { $0.row != row && $0.row < rows && $0.score >= last }
      parts.append(Double(min(known.count, found.count)) / Double(known.count))
    }
    return MeasuredRecall(
      at: depth, value: parts.isEmpty ? 1 : parts.reduce(0, +) / Double(parts.count),
      queries: parts.count, width: max(width, count + 1))
  }

  private func vectors(
    of rows: [Int], _ session: isolated ServerSession
  ) throws -> [Int: [Float]] {
    let found = try session.query(
      "SELECT row, vector FROM \(encoder.table) WHERE row = ANY($1)", .integers(rows))
    return Dictionary(
      found.map { ($0.integer(0), $0.vector(1)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Nil where too few are found that a filter lets through.
  func found(
    _ query: [Float], _ search: ServerSearch, _ session: isolated ServerSession
  ) throws -> ServerSearch.Found? {
    let filter = search.settings.filter
    let share = Double(search.searched) / Double(max(1, encoder.held))
    let rows = try walk(
      query, width: sight(for: search.settings.count, share: share),
      filter.conditions.isEmpty ? nil : filter, session)
    guard rows.count >= min(search.settings.count, search.searched) else { return nil }
    return ServerSearch.Found(
      rows: search.settings.metric.nearest(rows, count: search.settings.count), recall: recall)
  }

  /// All rows in sight of a walk, for which a filter holds, with scores in double precision.
  private func walk(
    _ query: [Float], width: Int, _ filter: ItemFilter?, _ session: isolated ServerSession
  ) throws -> [ScoredRow] {
    let width = min(width, Self.mostWidth)
    try session.query("SET LOCAL hnsw.ef_search = \(width)")
    // Nothing but the index has the rows in this order.
    for method in ["seqscan", "sort", "bitmapscan"] {
      try session.query("SET LOCAL enable_\(method) = off")
    }
    defer {
      for method in ["seqscan", "sort", "bitmapscan"] {
        _ = try? session.query("SET LOCAL enable_\(method) = on")
      }
    }
    var values: [ServerValue?] = [.vector(query), .integer(width)]
    let condition =
      filter.map { "WHERE n.row IN (\(ServerSearch.rows($0, encoder, &values)))" } ?? ""
    return try session.query(
      """
      WITH n AS MATERIALIZED (
        SELECT row, vector <=> $1::vector AS distance, vector FROM \(encoder.table)
        ORDER BY vector <=> $1::vector LIMIT $2)
      SELECT n.row, n.distance, n.vector FROM n \(condition)
      """, all: values
    ).scored(encoder, .cosine, query, query.euclideanLength)
  }
}

/// Recalls that were measured, while a store is open.
final class MeasuredRecalls: Sendable {
  struct Key: Hashable {
    let encoder: Int
    let rows: Int
    let held: Int
    let depth: Int
    let width: Int
  }

  private let known = Mutex<[Key: MeasuredRecall]>([:])

  func value(_ key: Key, _ measure: () throws -> MeasuredRecall) rethrows -> MeasuredRecall {
    if let before = known.withLock({ $0[key] }) { return before }
    let measured = try measure()
    known.withLock { $0[key] = measured }
    return measured
  }
}

import Embeddings
import Foundation
import LinearAlgebra
import PostgreSQL
import Statistics

extension ServerWriter {
  /// Makes pgvector's HNSW index, which the server keeps up to date from then on; called again, it
  /// measures anew.
  @discardableResult
  func buildGraph(
    of name: String, degree: Int, width: Int, startingAnew startsAnew: Bool,
    progress: @escaping WorkProgress
  ) async throws -> StoreWriter.GraphFacts {
    let server = server
    return try await write { session in
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      try ServerGraph.requireUsable(encoder, in: server)
      let indexed = try Self.index(encoder, degree, max(width, 2 * degree), startsAnew, session)
      let sample = try Self.sample(of: encoder, server, session, progress)
      let graph = ServerGraph(
        of: encoder, degree: degree, buildWidth: width, width: 100, sample: sample)
      try Self.save(graph, sample, session)
      return StoreWriter.GraphFacts(
        encoder: name, rows: encoder.held, added: indexed, degree: degree, width: width,
        bytes: try session.query(
          "SELECT pg_relation_size('\(encoder.table)_hnsw'::regclass)")[0].integer(0),
        recall: try graph.recall(at: 10, session))
    }
  }

  /// - Returns: how many rows were linked.
  private static func index(
    _ encoder: ServerEncoder, _ degree: Int, _ width: Int, _ startsAnew: Bool,
    _ session: isolated ServerSession
  ) throws -> Int {
    let options = "m=\(degree),ef_construction=\(width)"
    let known = try session.query(
      "SELECT array_to_string(reloptions, ',') FROM pg_class WHERE oid = to_regclass($1)",
      .text("\(encoder.table)_hnsw"))
    if !startsAnew, known.first?.text(0) == options { return 0 }
    try session.query("DROP INDEX IF EXISTS \(encoder.table)_hnsw")
    try session.query(
      """
      CREATE INDEX \(encoder.table)_hnsw ON \(encoder.table) USING hnsw (vector vector_cosine_ops)
      WITH (m = \(degree), ef_construction = \(width))
      """)
    return encoder.held
  }

  private static func save(
    _ graph: ServerGraph, _ sample: RecallSample, _ session: isolated ServerSession
  ) throws {
    try session.query(
      """
      INSERT INTO graphs VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (encoder) DO UPDATE SET degree = $2, width = $3, rows = $4, sample = $5
      """, .integer(graph.encoder.stored.number), .integer(graph.degree),
      .integer(graph.buildWidth), .integer(graph.encoder.stored.rows),
      .text(String(decoding: try JSONEncoder().encode(sample), as: UTF8.self)))
  }

  /// Rows by a fixed seed, each with the scores of its nearest by an exact search.
  private static func sample(
    of encoder: ServerEncoder, _ server: ServerAddress, _ session: isolated ServerSession,
    _ progress: WorkProgress
  ) throws -> RecallSample {
    let rows = try session.query(
      "SELECT row FROM \(encoder.table) WHERE length > 0 ORDER BY row"
    ).map { Int32($0.integer(0)) }
    let chosen = RecallSample.choice(of: rows)
    let search = ServerSearch(
      SearchSettings(count: RecallSample.depth + 1, encoder: encoder.stored.name), encoder, server)
    var scores: [[Double]] = []
    for (place, row) in chosen.enumerated() {
      progress(place, chosen.count)
      let vector = try session.query(
        "SELECT vector FROM \(encoder.table) WHERE row = $1", .integer(Int(row)))[0].vector(0)
      let found = try search.compareThere(vector, session).filter { $0.row != Int(row) }
      scores.append(found.prefix(RecallSample.depth).map(\.score))
    }
    return RecallSample(rows: chosen, scores: scores)
  }
}

import PostgreSQL

extension ServerReader {
  func statistics() async throws -> StoreStatistics {
    let server = server
    return try await read { session in
      let facts = try session.query(
        """
        SELECT (SELECT count(*) FROM items), (SELECT count(DISTINCT pixels) FROM items),
          (SELECT count(*) FROM thumbnails), (SELECT commits FROM state),
          (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind = 'r'),
          (SELECT count(*) FROM masks)
        """, .text(server.schema))[0]
      return StoreStatistics(
        format: ServerSchema.format, items: facts.integer(0), pictures: facts.integer(1),
        thumbnails: facts.integer(2), masks: facts.integer(5),
        maskMethods: Dictionary(
          try session.query(
            "SELECT m.method, count(*) FROM \(ServerSchema.maskedItems) GROUP BY 1"
          ).map { ($0.text(0), $0.integer(1)) }, uniquingKeysWith: { $0 + $1 }),
        splits: try Self.counts(of: "split", session),
        labels: try Self.counts(of: "label", session), sites: try Self.counts(of: "site", session),
        columns: try session.query("SELECT name FROM columns ORDER BY name").map { $0.text(0) },
        encoders: try ServerEncoder.all(session, server).map { try Self.vectors(of: $0, session) },
        bytes: facts.integer(4), commits: facts.integer(3))
    }
  }

  private static func counts(
    of column: String, _ session: isolated ServerSession
  ) throws -> [String: Int] {
    let rows = try session.query(
      "SELECT coalesce(\(column), ''), count(*) FROM items GROUP BY 1")
    return Dictionary(
      rows.map { ($0.text(0), $0.integer(1)) }, uniquingKeysWith: { $0 + $1 })
  }

  private static func vectors(
    of encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws -> StoreStatistics.Vectors {
    StoreStatistics.Vectors(
      name: encoder.stored.name, identity: encoder.stored.id, dimension: encoder.stored.dimension,
      items: try session.query(
        "SELECT count(*) FROM vectors WHERE encoder = $1", .integer(encoder.stored.number))[0]
        .integer(0),
      rows: encoder.held, removedRows: 0)
  }
}

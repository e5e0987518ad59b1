import PostgreSQL

extension ServerReader {
  func items(
    where filter: ItemFilter, after id: String?, limit: Int
  ) async throws -> [StoredItem] {
    try await items(where: filter, "i.id > $1", id ?? "", order: "ASC", limit)
  }

  func items(
    where filter: ItemFilter, before id: String, limit: Int
  ) async throws -> [StoredItem] {
    try await items(where: filter, "i.id < $1", id, order: "DESC", limit).reversed()
  }

  private func items(
    where filter: ItemFilter, _ bound: String, _ id: String, order: String, _ limit: Int
  ) async throws -> [StoredItem] {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.text(id), .integer(limit)]
      let condition = filter.condition(&values)
      return try session.query(
        """
        SELECT \(StoredItem.serverColumns) FROM items i WHERE \(bound) AND \(condition)
        ORDER BY i.id \(order) LIMIT $2
        """, all: values
      ).map { StoredItem($0) }
    }
  }

  func count(where filter: ItemFilter, atMost limit: Int) async throws -> Int {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.integer(limit)]
      let condition = filter.condition(&values)
      return try session.query(
        "SELECT count(*) FROM (SELECT 1 FROM items i WHERE \(condition) LIMIT $1) AS counted",
        all: values
      )[0].integer(0)
    }
  }

  func items(_ ids: [String]) async throws -> [StoredItem] {
    try await read { session in
      let found = try session.query(
        "SELECT \(StoredItem.serverColumns) FROM items i WHERE i.id = ANY($1)", .texts(ids)
      ).map { StoredItem($0) }
      let known = Dictionary(
        found.map { (Array($0.id.utf8), $0) }, uniquingKeysWith: { first, _ in first })
      return ids.compactMap { known[Array($0.utf8)] }
    }
  }

  func values(of column: String, limit: Int) async throws -> [(value: String, items: Int)] {
    try await read { session in
      var values: [ServerValue?] = [.integer(limit)]
      let place = ItemCondition.serverPlace(of: column, &values)
      return try session.query(
        """
        SELECT value, count(*) AS n FROM (SELECT (\(place))::text COLLATE "C" AS value FROM items i) AS said
        WHERE coalesce(value, '') <> '' GROUP BY value ORDER BY n DESC, value LIMIT $1
        """, all: values
      ).map { (value: $0.text(0), items: $0.integer(1)) }
    }
  }

  func columns() async throws -> [String] {
    try await read { session in
      try session.query("SELECT name FROM columns ORDER BY name").map { $0.text(0) }
    }
  }

  func version() async throws -> StoreVersion {
    try await read { session in
      let state = try session.query("SELECT commits, reviews FROM state")[0]
      return StoreVersion(
        commits: state.integer(0), content: state.integer(0) - state.integer(1))
    }
  }

  func sample(
    of name: String?, where filter: ItemFilter, limit: Int, seed: UInt64
  ) async throws -> StoreSample {
    let server = server
    return try await read { session in
      try filter.requireColumns(session)
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      var values: [ServerValue?] = [.integer(encoder.stored.number)]
      let condition = filter.condition(&values)
      let places = try session.query(
        """
        SELECT i.number FROM items i JOIN vectors v ON v.encoder = $1 AND v.item = i.number
        WHERE \(condition) ORDER BY i.id
        """, all: values)
      let drawn = StoreSample.draw(limit, of: places.count, seed: seed)
      let found = try session.query(
        """
        SELECT \(StoredItem.serverColumns), r.vector FROM items i
        JOIN vectors v ON v.encoder = $1 AND v.item = i.number
        JOIN \(encoder.table) r ON r.row = v.row WHERE i.number = ANY($2) ORDER BY i.id
        """, .integer(encoder.stored.number), .integers(drawn.map { places[$0].integer(0) }))
      return StoreSample(
        encoder: encoder.stored, items: found.map { StoredItem($0) },
        vectors: found.map { encoder.vector($0, StoredItem.serverColumnCount) },
        total: places.count)
    }
  }
}

import LinearAlgebra
import PostgreSQL
import Statistics

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

  func items(_ ids: [String]) async throws -> [StoredItem] {
    try await read { session in
      let found = try session.query(
        "SELECT \(StoredItem.serverColumns) FROM items i WHERE i.id = ANY($1)", .texts(ids)
      ).map { StoredItem($0) }
      let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return ids.compactMap { byID[$0] }
    }
  }

  func count(where filter: ItemFilter, atMost limit: Int) async throws -> Int {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.integer(limit)]
      let condition = filter.condition(&values)
      return try session.query(
        "SELECT count(*) FROM (SELECT 1 FROM items i WHERE \(condition) LIMIT $1) AS counted",
        all: values)[0].integer(0)
    }
  }

  func values(of column: String, limit: Int) async throws -> [(value: String, items: Int)] {
    let isOwn = ItemCondition.ownColumns.contains(column)
    let place = isOwn ? "i.\"\(column)\"::text" : "i.attributes ->> $2"
    let further: [ServerValue?] = isOwn ? [] : [.text(column)]
    return try await read { session in
      try session.query(
        """
        SELECT value, count(*) FROM (SELECT \(place) AS value FROM items i) AS known
        WHERE coalesce(value, '') <> '' GROUP BY value
        ORDER BY count(*) DESC, value COLLATE "C" LIMIT $1
        """, all: [.integer(limit)] + further
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
    let (server, mirrors) = (server, mirrors)
    return try await read { session in
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.integer(encoder.stored.number)]
      let condition = filter.condition(&values)
      let places = try session.query(
        """
        SELECT i.number, v.row FROM items i
        JOIN vectors v ON v.encoder = $1 AND v.item = i.number WHERE \(condition) ORDER BY i.id
        """, all: values
      ).map { (item: $0.integer(0), row: $0.integer(1)) }
      var random = SeededGenerator(seed: seed, stream: "store sample")
      let drawn = random.choose(min(limit, places.count), of: places.count).map { places[$0] }
      let items = try session.query(
        "SELECT \(StoredItem.serverColumns) FROM items i WHERE i.number = ANY($1) ORDER BY i.id",
        .integers(drawn.map(\.item))
      ).map { StoredItem($0) }
      let copy = try mirrors.copy(of: encoder, session)
      let vectors = try drawn.map { place in
        copy.rows?.row(try copy.place(place.row, server)) ?? []
      }
      return StoreSample(
        encoder: encoder.stored, items: items,
        vectors: vectors.isEmpty
          ? Matrix(rows: 0, columns: encoder.stored.dimension, elements: []) : Matrix(vectors),
        total: places.count)
    }
  }
}

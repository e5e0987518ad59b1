import GRDB

extension StoreReader {
  public func sample(
    of encoder: String?, where filter: ItemFilter, limit: Int, seed: UInt64
  ) async throws -> StoreSample {
    let folder = folder
    return try await read { database, snapshot in
      let encoder = try snapshot.encoders.named(encoder, in: folder.path)
      try filter.requireColumns(database)
      let places = try Self.places(encoder, filter, database)
      let drawn = StoreSample.draw(limit, of: places.count, seed: seed).map { places[$0] }
      let statement = try database.cachedStatement(
        sql: "SELECT \(StoredItem.columns) FROM items i WHERE i.number = ?")
      var items: [StoredItem] = []
      for place in drawn {
        guard let row = try Row.fetchOne(statement, arguments: [place.item]) else { continue }
        items.append(StoredItem(row))
      }
      let rows = try snapshot.rows(of: encoder)
      return StoreSample(
        encoder: encoder, items: items,
        vectors: rows.map { rows in drawn.map { rows.row($0.row) } } ?? [], total: places.count)
    }
  }

  /// Where the vectors of items lie, by id.
  private static func places(
    _ encoder: StoredEncoder, _ filter: ItemFilter, _ database: Database
  ) throws -> [(item: Int64, row: Int)] {
    let (condition, arguments) = filter.sql
    var places: [(item: Int64, row: Int)] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT i.number, v.row FROM items i JOIN vectors v ON v.encoder = ? AND v.item = i.number
        WHERE \(condition) ORDER BY i.id
        """,
      arguments: [encoder.number] + arguments)
    while let row = try rows.next() { places.append((row[0], row[1])) }
    return places
  }
}

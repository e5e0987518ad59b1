import GRDB
import LinearAlgebra
import Statistics

extension StoreReader {
  /// - Parameters:
  ///   - limit: of items, ≥ 1; the same seed draws the same of one state of the store.
  ///   - encoder: nil where the store has but one.
  /// - Throws: `StoreError.refused` for an unknown encoder or column.
  public func sample(
    of encoder: String?, where filter: ItemFilter, limit: Int, seed: UInt64
  ) async throws -> StoreSample {
    let folder = folder
    return try await read { database, snapshot in
      let encoder = try snapshot.encoders.named(encoder, in: folder.path)
      try filter.requireColumns(database)
      let places = try Self.places(encoder, filter, database)
      var random = SeededGenerator(seed: seed, stream: "store sample")
      let drawn = random.choose(min(limit, places.count), of: places.count).map { places[$0] }
      let statement = try database.cachedStatement(
        sql: "SELECT \(StoredItem.columns) FROM items i WHERE i.number = ?")
      var items: [StoredItem] = []
      for place in drawn {
        guard let row = try Row.fetchOne(statement, arguments: [place.item]) else { continue }
        items.append(StoredItem(row))
      }
      let rows = snapshot.rows(of: encoder)
      let vectors = rows.map { rows in drawn.map { rows.row($0.row) } } ?? []
      return StoreSample(
        encoder: encoder, items: items,
        vectors: vectors.isEmpty
          ? Matrix(rows: 0, columns: encoder.dimension, elements: []) : Matrix(vectors),
        total: places.count)
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

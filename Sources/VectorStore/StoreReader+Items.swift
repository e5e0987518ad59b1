public import Foundation
import GRDB
public import Images

extension StoreReader {
  /// Nil for an id that no item has.
  public func item(_ id: String) async throws -> StoredItem? {
    try await read { database, _ in try AppendPlan.item(id, database)?.item }
  }

  /// The items for which a filter holds, by id.
  ///
  /// - Throws: `StoreError.refused` for a column that no item has.
  public func items(
    where filter: ItemFilter = .all, from offset: Int = 0, limit: Int = .max
  ) async throws -> [StoredItem] {
    let (condition, arguments) = filter.sql
    return try await read { database, _ in
      try filter.requireColumns(database)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT \(StoredItem.columns) FROM items i WHERE \(condition) ORDER BY i.id LIMIT ? OFFSET ?
          """,
        arguments: arguments + [limit, offset]
      ).map { StoredItem($0) }
    }
  }

  /// How many items a filter holds for.
  public func count(where filter: ItemFilter = .all) async throws -> Int {
    let (condition, arguments) = filter.sql
    return try await read { database, _ in
      try filter.requireColumns(database)
      return try Int.fetchOne(
        database, sql: "SELECT count(*) FROM items i WHERE \(condition)", arguments: arguments) ?? 0
    }
  }

  /// The encoders whose vectors the store has, in the order in which they came.
  public func encoders() async throws -> [StoredEncoder] {
    try await read { _, snapshot in snapshot.encoders }
  }

  /// The vector of an item; nil for an id that no item has, and for an item that the encoder has not seen.
  ///
  /// - Parameter encoder: nil where the store has but one.
  public func vector(of id: String, encoder: String? = nil) async throws -> [Float]? {
    let folder = folder
    return try await read { database, snapshot in
      let encoder = try snapshot.encoders.named(encoder, in: folder.path)
      guard let number = try AppendPlan.item(id, database)?.number,
        let row = try Int.fetchOne(
          database, sql: "SELECT row FROM vectors WHERE encoder = ? AND item = ?",
          arguments: [encoder.number, number])
      else { return nil }
      return try snapshot.rows(of: encoder)?.row(row)
    }
  }

  /// The vectors of an encoder with their items, as of one state of the store.
  ///
  /// - Parameter encoder: nil where the store has but one.
  public func vectors(of encoder: String? = nil) async throws -> StoredVectors {
    let folder = folder
    return try await read { database, snapshot in
      let encoder = try snapshot.encoders.named(encoder, in: folder.path)
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT \(StoredItem.columns), v.row, m.mask FROM items i
          JOIN vectors v ON v.encoder = ? AND v.item = i.number
          LEFT JOIN \(StoreSchema.trueMask) ORDER BY i.id
          """,
        arguments: [encoder.number])
      return StoredVectors(
        encoder: encoder, items: rows.map { StoredItem($0) },
        masks: rows.map { ContentDigest($0["mask"] as Data?) }, places: rows.map { $0["row"] },
        rows: try snapshot.rows(of: encoder))
    }
  }

  /// A small picture of an item as a JPEG file; nil for an id that no item has, and for an item without.
  public func thumbnail(of id: String) async throws -> Data? {
    try await read { database, _ in
      try Data.fetchOne(
        database,
        sql: "SELECT t.jpeg FROM items i JOIN thumbnails t ON t.pixels = i.pixels WHERE i.id = ?",
        arguments: [id])
    }
  }

  /// Ids of the items with these pixels for which a filter holds, ascending.
  ///
  /// - Throws: `StoreError.refused` for a column that no item has.
  public func ids(
    of pixels: ContentDigest, where filter: ItemFilter = .all
  ) async throws -> [String] {
    let (condition, arguments) = filter.sql
    return try await read { database, _ in
      try filter.requireColumns(database)
      return try String.fetchAll(
        database, sql: "SELECT i.id FROM items i WHERE i.pixels = ? AND \(condition) ORDER BY i.id",
        arguments: [Data(pixels.bytes)] + arguments)
    }
  }
}

/// The vectors of an encoder with their items, which stay in their file.
public struct StoredVectors: Sendable {
  public let encoder: StoredEncoder
  /// By id.
  public let items: [StoredItem]
  /// Of each item; nil for those without.
  public let masks: [ContentDigest?]
  let places: [Int]
  let rows: VectorRows?

  /// Of the item at a position.
  public func vector(_ position: Int) -> [Float] { rows?.row(places[position]) ?? [] }
}

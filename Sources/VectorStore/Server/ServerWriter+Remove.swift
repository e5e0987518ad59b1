import Foundation
import PostgreSQL

extension ServerWriter {
  @discardableResult
  func remove(_ ids: [String]) async throws -> StoreWriter.Removal {
    let server = server
    return try await write { session in
      let removed = try Self.remove(
        "SELECT number, id FROM items WHERE id = ANY($1)", [.texts(ids)], server, session)
      var left = Set(removed.map { Array($0.utf8) })
      let unknown = ids.filter { left.remove(Array($0.utf8)) == nil }
      return StoreWriter.Removal(removed: ids.count - unknown.count, unknown: unknown)
    }
  }

  @discardableResult
  func remove(where filter: ItemFilter) async throws -> Int {
    let server = server
    return try await write { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = []
      let condition = filter.condition(&values)
      return try Self.remove(
        "SELECT i.number, i.id FROM items i WHERE \(condition)", values, server, session
      ).count
    }
  }

  /// - Parameter query: for number and id of items.
  /// - Returns: the ids of those that were there.
  private static func remove(
    _ query: String, _ values: [ServerValue?], _ server: ServerAddress,
    _ session: isolated ServerSession
  ) throws -> [String] {
    let found = try session.query(query, all: values)
    let numbers = ServerValue.integers(found.map { $0.integer(0) })
    let gone = try session.query(
      "DELETE FROM vectors WHERE item = ANY($1) RETURNING encoder, row", numbers)
    for encoder in try ServerEncoder.all(session, server) {
      let rows = gone.filter { $0.integer(0) == encoder.stored.number }.map { $0.integer(1) }
      let freed = try encoder.free(rows, session)
      try encoder.update(rows: encoder.stored.rows, held: encoder.held - freed, session)
    }
    try session.query("DELETE FROM items WHERE number = ANY($1)", numbers)
    try session.query("DELETE FROM item_masks WHERE item = ANY($1)", numbers)
    try session.query("DELETE FROM item_reviews WHERE item = ANY($1)", numbers)
    try session.query("DELETE FROM accepted_labels WHERE item = ANY($1)", numbers)
    try session.query("DELETE FROM accepted_pairs WHERE a = ANY($1) OR b = ANY($1)", numbers)
    return found.map { $0.text(1) }
  }

  /// Rows of removed items are gone at once; the server takes their room when it next cleans up.
  var removedShare: Double { 0 }

  func compact() async throws {
    let server = server
    let tables = try await write { session in
      try session.query(
        """
        DELETE FROM thumbnails t WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.pixels = t.pixels)
        """)
      try Self.dropMasks(session)
      return ["items", "vectors", "thumbnails", "masks", "item_masks"]
        + (try ServerEncoder.all(session, server).map(\.table))
    }
    try await maintain(tables.map { "VACUUM (ANALYZE) \($0)" })
  }
}

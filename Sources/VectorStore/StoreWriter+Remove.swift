import Foundation
import GRDB

extension StoreWriter {
  /// What taking items out did.
  public struct Removal: Sendable, Equatable {
    public let removed: Int
    /// Ids that no item has, in order.
    public let unknown: [String]
  }

  /// Takes items out; their rows stay in the files, unread, until the store is compacted.
  @discardableResult
  public func remove(_ ids: [String]) throws -> Removal {
    let encoders = encoders.map(\.number)
    return try commit { database in
      var unknown: [String] = []
      for id in ids {
        guard let number = try AppendPlan.item(id, database)?.number else {
          unknown.append(id)
          continue
        }
        for encoder in encoders { try AppendPlan.release(number, of: encoder, database) }
        try database.cachedStatement(sql: "DELETE FROM items WHERE number = ?")
          .execute(arguments: [number])
      }
      return Removal(removed: ids.count - unknown.count, unknown: unknown)
    }
  }

  /// Takes out the items for which a filter holds.
  ///
  /// - Returns: how many.
  /// - Throws: `StoreError.refused` for a column that no item has.
  @discardableResult
  public func remove(where filter: ItemFilter) throws -> Int {
    let (condition, arguments) = filter.sql
    let ids = try read { database in
      try filter.requireColumns(database)
      return try String.fetchAll(
        database, sql: "SELECT i.id FROM items i WHERE \(condition)", arguments: arguments)
    }
    return try remove(ids).removed
  }

  /// Part of the rows in files that no item has, within [0, 1].
  public var removedShare: Double {
    get throws {
      let rows = encoders.reduce(0) { $0 + $1.rows }
      let removed = try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM removed_rows") ?? 0 }
      return rows == 0 ? 0 : Double(removed) / Double(rows)
    }
  }

  /// Writes the store anew without what was removed. Readers go on with what they have until they ask again.
  public func compact() throws {
    var compacted: [StoredEncoder] = []
    for encoder in encoders { compacted.append(try compacting(encoder)) }
    let (folder, replaced) = (folder, encoders)
    try DurableFile.syncNames(in: folder)
    try commit { database in
      for encoder in compacted { try Self.renumber(encoder, database, folder) }
      try database.execute(
        sql: """
          DELETE FROM removed_rows;
          DELETE FROM graphs;
          DELETE FROM thumbnails WHERE pixels NOT IN (SELECT pixels FROM items WHERE pixels IS NOT NULL);
          """)
      try Self.dropMasks(database)
    }
    encoders = compacted
    for encoder in replaced {
      // Removed when the store is next opened, if not now.
      try? FileManager.default.removeItem(at: encoder.file(in: folder))
    }
    try folder.reporting { [database] in
      try database.vacuum()
      _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }
  }

  private static let batch = 8_192

  /// The vectors that items have, in the order of their rows, in a file of the next generation.
  private func compacting(_ encoder: StoredEncoder) throws -> StoredEncoder {
    let rows = try rows(of: encoder)
    let held = try read { database in
      try Int.fetchAll(
        database, sql: "SELECT DISTINCT row FROM vectors WHERE encoder = ? ORDER BY row",
        arguments: [encoder.number])
    }
    let next = encoder.with(generation: encoder.generation + 1, rows: held.count)
    let appender = VectorAppender(file: next.file(in: folder), layout: next.layout)
    try appender.create(in: folder)
    for start in stride(from: 0, to: held.count, by: Self.batch) {
      let vectors = held[start..<min(start + Self.batch, held.count)].map { rows.row($0) }
      try appender.append(
        vectors, lengths: vectors.map { Float($0.euclideanLength) }, at: start)
    }
    return next
  }

  /// Rows keep their order.
  private static func renumber(
    _ encoder: StoredEncoder, _ database: Database, _ folder: StoreFolder
  ) throws {
    let file = try VectorRows(encoder.file(in: folder), encoder.layout, count: encoder.rows)
    let held = try Row.fetchAll(
      database, sql: "SELECT item, row, checksum FROM vectors WHERE encoder = ? ORDER BY row, item",
      arguments: [encoder.number])
    let update = try database.cachedStatement(
      sql: "UPDATE vectors SET row = ?, checksum = ? WHERE encoder = ? AND item = ?")
    var (former, next) = (-1, -1)
    for held in held {
      let (item, row): (Int64, Int) = (held["item"], held["row"])
      if row != former { next += 1 }
      former = row
      // Damage stays damage: a checksum is made anew only where the old one held.
      guard held["checksum"] == encoder.checksum(item: item, row: row, file.rowBytes(next)) else {
        throw StoreError.damaged(
          file: folder.path, finding: "the vector of an item is not what was stored",
          remedy: "`semblance index verify` names it; remove it, then compact")
      }
      try update.execute(
        arguments: [
          next, encoder.checksum(item: item, row: next, file.rowBytes(next)), encoder.number, item,
        ])
    }
    try encoder.save(database)
  }
}

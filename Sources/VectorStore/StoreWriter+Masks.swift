public import Foundation
import GRDB
public import Images

extension StoreWriter {
  /// Gives items their masks, in place of those that they had by the same method.
  ///
  /// - Returns: how many; those of items that are not there are left out.
  @discardableResult
  public func append(masks: [ItemMask]) throws -> Int {
    try commit { database in try masks.count { try Self.save($0, database) } }
  }

  /// - Returns: whether the item is there.
  private static func save(_ mask: ItemMask, _ database: Database) throws -> Bool {
    guard let found = try AppendPlan.item(mask.item, database) else { return false }
    let (digest, png) = (Data(mask.digest.bytes), Data(mask.png))
    // What was there may be damaged.
    try database.cachedStatement(
      sql: """
        INSERT INTO masks (digest, png, checksum, runs) VALUES (?, ?, ?, ?) ON CONFLICT (digest)
        DO UPDATE SET png = excluded.png, checksum = excluded.checksum, runs = excluded.runs
        """
    ).execute(
      arguments: [digest, png, RowChecksum.ofMask(digest, png, mask.runs), mask.runs])
    let pixels = found.item.pixelBytes
    let checksum = RowChecksum.ofItemMask(Int(found.number), mask.method, pixels, digest)
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO item_masks VALUES (?, ?, ?, ?, ?)")
      .execute(arguments: [found.number, mask.method, pixels, digest, checksum])
    return true
  }

  public func masks(
    of ids: [String], by method: String
  ) throws -> [String: ContentDigest] {
    try read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT m.mask FROM \(StoreSchema.maskedItems) WHERE i.id = ? AND m.method = ?")
      var found: [String: ContentDigest] = [:]
      for id in ids {
        let digest = try Data.fetchOne(statement, arguments: [id, method])
        found[id] = ContentDigest(digest)
      }
      return found
    }
  }

  /// Drops those that no item has any more.
  static func dropMasks(_ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM item_masks WHERE (item, method) NOT IN (
          SELECT i.number, m.method FROM \(StoreSchema.maskedItems));
        DELETE FROM masks WHERE digest NOT IN (SELECT mask FROM item_masks);
        """)
  }
}

extension StoreSchema {
  /// A mask `m` of an item `i`, of the picture that it has now.
  static let ownMask = "item_masks m ON m.item = i.number AND m.pixels IS i.pixels"
  /// The one that others are held against.
  static let trueMask = "\(ownMask) AND m.method = '\(MaskMethodName.truth)'"
  /// Items `i` with their masks.
  static let maskedItems = "items i JOIN \(ownMask)"
}

extension ContentDigest {
  /// Nil for nothing, and for bytes that are none.
  init?(_ bytes: Data?) {
    guard let bytes, bytes.count == 32 else { return nil }
    self.init(bytes: Array(bytes))
  }
}

extension StoreReader {
  public func mask(of id: String, by method: String) async throws -> Data? {
    try await read { database, _ in
      try Data.fetchOne(
        database,
        sql: """
          SELECT p.png FROM \(StoreSchema.maskedItems) JOIN masks p ON p.digest = m.mask
          WHERE i.id = ? AND m.method = ?
          """,
        arguments: [id, method])
    }
  }

  public func storedMasks() async throws -> [StoredMask] {
    try await read { database, _ in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT i.id, m.method, m.mask FROM \(StoreSchema.maskedItems) ORDER BY 2, 1")
      return try rows.compactMap { row in
        try ContentDigest(row["mask"] as Data?).map {
          try StoredMask(item: row["id"], method: row["method"], digest: $0, in: self.address)
        }
      }
    }
  }

  public func maskRuns(_ digests: [ContentDigest]) async throws -> [ContentDigest: String] {
    try await read { database, _ in
      let statement = try database.cachedStatement(sql: "SELECT runs FROM masks WHERE digest = ?")
      var found: [ContentDigest: String] = [:]
      for digest in digests {
        found[digest] = try String.fetchOne(statement, arguments: [Data(digest.bytes)])
      }
      return found
    }
  }

  /// Masks as PNG files, by the digests of their pixels; those that the store has not are left out.
  public func masks(_ digests: [ContentDigest]) async throws -> [ContentDigest: Data] {
    try await read { database, _ in
      let statement = try database.cachedStatement(sql: "SELECT png FROM masks WHERE digest = ?")
      var found: [ContentDigest: Data] = [:]
      for digest in digests {
        found[digest] = try Data.fetchOne(statement, arguments: [Data(digest.bytes)])
      }
      return found
    }
  }
}

extension StoreCheck {
  /// Masks, and who has them, against their checksums.
  ///
  /// - Returns: how many masks there are.
  mutating func masks(_ database: Database) throws -> Int {
    var (count, damaged) = (0, [Data]())
    let masks = try Row.fetchCursor(database, sql: "SELECT digest, png, checksum, runs FROM masks")
    while let row = try masks.next() {
      count += 1
      let digest: Data = row["digest"]
      if row["checksum"] != RowChecksum.ofMask(digest, row["png"], row["runs"]) {
        damaged.append(digest)
      }
    }
    let wrong =
      try damaged.flatMap { try Self.items(withMask: $0, database) }
      + Self.wronglyMasked(database)
    let isSound = damaged.isEmpty && wrong.isEmpty
    if !isSound {
      let ids = Set(wrong).sorted()
      add(
        folder.database.lastPathComponent, "masks of \(ids.count) items are damaged",
        ids.isEmpty ? ["(no item)"] : ids, remedy: "remove these items and add them again")
    }
    return count
  }

  private static func items(withMask digest: Data, _ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: "SELECT i.id FROM item_masks m JOIN items i ON i.number = m.item WHERE m.mask = ?",
      arguments: [digest])
  }

  /// Items of which it is not sure what their mask is, or that it is there.
  private static func wronglyMasked(_ database: Database) throws -> [String] {
    var wrong: [String] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT m.item, m.method, m.pixels, m.mask, m.checksum, p.digest, i.id FROM item_masks m
        LEFT JOIN items i ON i.number = m.item LEFT JOIN masks p ON p.digest = m.mask
        """)
    while let row = try rows.next() {
      let (item, present): (Int, Data?) = (row["item"], row["digest"])
      let checksum = RowChecksum.ofItemMask(
        item, row["method"], row["pixels"], row["mask"])
      if present == nil || row["checksum"] != checksum {
        wrong.append(row["id"] ?? "(item \(item))")
      }
    }
    return wrong
  }
}

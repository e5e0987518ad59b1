import Embeddings
import Foundation
import GRDB
import Images

/// What one call adds to a store, made out item by item within one step of the database.
struct AppendPlan {
  private(set) var encoders: [StoredEncoder]
  private(set) var addition = StoreWriter.Addition()
  /// Vectors as they were before, by encoder.
  var files: [Int: VectorRows] = [:]
  /// Vectors that follow those in the files, by encoder.
  private var appended: [Int: [[Float]]] = [:]
  private var columns: Set<String> = []

  init(encoders: [StoredEncoder]) {
    self.encoders = encoders
  }

  mutating func take(_ new: NewItem, _ database: Database) throws {
    let known = try Self.item(new.item.id, database)
    let item = known.map { new.item.completed(by: $0.item) } ?? new.item
    let number = try known?.number ?? Self.nextNumber(database)
    if known?.item != item { try save(item, number, isNew: known == nil, database) }
    var isChanged = known?.item != item
    if let known, known.item.pixels != nil, known.item.pixels != item.pixels {
      try release(number, database)
    }
    for encoder in encoders {
      if try keepVector(new.vectors[encoder.name], of: item, number, encoder, database) {
        isChanged = true
      }
    }
    if known == nil {
      addition.added += 1
    } else if isChanged {
      addition.changed += 1
    } else {
      addition.unchanged += 1
    }
  }

  /// Vectors go to the disk before anybody can know of them.
  mutating func finish(_ database: Database, in folder: StoreFolder) throws {
    for (place, encoder) in encoders.enumerated() {
      guard let rows = appended[encoder.number], !rows.isEmpty else { continue }
      try VectorAppender(file: encoder.file(in: folder), layout: encoder.layout).append(
        rows, lengths: rows.map { Float($0.euclideanLength) }, at: encoder.rows)
      encoders[place] = encoder.with(rows: encoder.rows + rows.count)
      try encoders[place].save(database)
    }
    for column in columns.sorted() {
      try database.execute(sql: "INSERT OR IGNORE INTO columns VALUES (?)", arguments: [column])
    }
  }

  private mutating func save(
    _ item: StoredItem, _ number: Int64, isNew: Bool, _ database: Database
  ) throws {
    columns.formUnion(item.attributes.keys)
    let sql =
      isNew
      ? """
      INSERT INTO items (id, pixels, width, height, split, label, site, "group", attributes, checksum, number)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
      : """
      UPDATE items SET id = ?, pixels = ?, width = ?, height = ?, split = ?, label = ?, site = ?, \
      "group" = ?, attributes = ?, checksum = ? WHERE number = ?
      """
    try database.cachedStatement(sql: sql).execute(arguments: item.arguments(number: number))
  }

  /// - Returns: whether the item's vector is another than before.
  private mutating func keepVector(
    _ vector: [Float]?, of item: StoredItem, _ number: Int64, _ encoder: StoredEncoder,
    _ database: Database
  ) throws -> Bool {
    let held = try Int.fetchOne(
      try database.cachedStatement(sql: "SELECT row FROM vectors WHERE encoder = ? AND item = ?"),
      arguments: [encoder.number, number])
    if let held {
      guard let vector, self.vector(held, of: encoder) != vector else { return false }
      try release(number, of: encoder.number, database)
    }
    let shared = try item.pixelBytes.flatMap { try Self.row(of: $0, by: encoder.number, database) }
    guard let row = shared ?? vector.map({ append($0, to: encoder) }) else { return false }
    let bytes = Data(littleEndian: self.vector(row, of: encoder)[...])
    try database.cachedStatement(sql: "INSERT INTO vectors VALUES (?, ?, ?, ?)").execute(
      arguments: [
        encoder.number, number, row, encoder.checksum(item: number, row: row, bytes),
      ])
    return true
  }

  private mutating func append(_ vector: [Float], to encoder: StoredEncoder) -> Int {
    appended[encoder.number, default: []].append(vector)
    return encoder.rows + appended[encoder.number, default: []].count - 1
  }

  private func vector(_ row: Int, of encoder: StoredEncoder) -> [Float] {
    if row >= encoder.rows { return appended[encoder.number]?[row - encoder.rows] ?? [] }
    return files[encoder.number]?.row(row) ?? []
  }

  private func release(_ number: Int64, _ database: Database) throws {
    for encoder in encoders { try release(number, of: encoder.number, database) }
  }

  private func release(_ number: Int64, of encoder: Int, _ database: Database) throws {
    try Self.release(number, of: encoder, database)
  }
}

extension AppendPlan {
  static func item(
    _ id: String, _ database: Database
  ) throws -> (item: StoredItem, number: Int64)? {
    let statement = try database.cachedStatement(
      sql: "SELECT \(StoredItem.columns) FROM items i WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map { (StoredItem($0), $0["number"]) }
  }

  /// Numbers are never used a second time while a greater one is there.
  private static func nextNumber(_ database: Database) throws -> Int64 {
    try Int64.fetchOne(
      try database.cachedStatement(sql: "SELECT coalesce(max(number), 0) + 1 FROM items")) ?? 1
  }

  static func row(of pixels: ContentDigest, by encoder: Int, _ database: Database) throws -> Int? {
    try row(of: Data(pixels.bytes), by: encoder, database)
  }

  /// Of any item with these pixels. CROSS JOIN has SQLite begin with these few, not with all vectors.
  fileprivate static func row(of pixels: Data, by encoder: Int, _ database: Database) throws -> Int?
  {
    let statement = try database.cachedStatement(
      sql: """
        SELECT v.row FROM items i CROSS JOIN vectors v ON v.encoder = ? AND v.item = i.number
        WHERE i.pixels = ? LIMIT 1
        """)
    return try Int.fetchOne(statement, arguments: [encoder, pixels])
  }

  /// Takes a vector from an item; its row is free when no other item has it.
  static func release(_ number: Int64, of encoder: Int, _ database: Database) throws {
    let held = try Int.fetchOne(
      try database.cachedStatement(sql: "SELECT row FROM vectors WHERE encoder = ? AND item = ?"),
      arguments: [encoder, number])
    guard let held else { return }
    try database.cachedStatement(sql: "DELETE FROM vectors WHERE encoder = ? AND item = ?")
      .execute(arguments: [encoder, number])
    try database.cachedStatement(
      sql: """
        INSERT INTO removed_rows SELECT ?1, ?2
        WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE encoder = ?1 AND row = ?2)
        """
    ).execute(arguments: [encoder, held])
  }
}

extension StoredItem {
  /// With what another says of the same item where this one says nothing.
  func completed(by other: StoredItem) -> StoredItem {
    StoredItem(
      id: id, pixels: pixels ?? other.pixels, width: width ?? other.width,
      height: height ?? other.height, split: split ?? other.split,
      label: label ?? other.label, site: site ?? other.site, group: group ?? other.group,
      attributes: other.attributes.merging(attributes) { _, new in new })
  }

  init(
    id: String, pixels: String?, width: Int?, height: Int?, split: String?, label: String?,
    site: String?, group: String?, attributes: [String: String]
  ) {
    (self.id, self.pixels, self.width, self.height) = (id, pixels, width, height)
    (self.split, self.label, self.site, self.group) = (split, label, site, group)
    self.attributes = attributes
  }
}

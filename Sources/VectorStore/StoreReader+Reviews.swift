import Foundation
import GRDB

extension StoreReader {
  public func reviews() async throws -> StoreReviews {
    try await read { database, _ in
      StoreReviews(
        accepted: try Self.acceptedPairs(database), decisions: try Self.decisions(database))
    }
  }

  private static func acceptedPairs(_ database: Database) throws -> [AcceptedItemPair] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT x.id AS a, y.id AS b, p.a_pixels, p.b_pixels FROM accepted_pairs p
        JOIN items x ON x.number = p.a AND x.pixels IS p.a_pixels
        JOIN items y ON y.number = p.b AND y.pixels IS p.b_pixels ORDER BY x.id, y.id
        """
    ).map { row in
      let (x, y): (Data?, Data?) = (row["a_pixels"], row["b_pixels"])
      return AcceptedItemPair(
        pair: ItemPair(row["a"], row["b"]),
        pixels: x.flatMap { x in y.map { [StoredItem.hex($0), StoredItem.hex(x)].sorted() } })
    }
  }

  private static func decisions(_ database: Database) throws -> [String: ItemDecision] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT i.id, r.decision FROM item_reviews r
        JOIN items i ON i.number = r.item AND i.pixels IS r.pixels
        """)
    return Dictionary(
      rows.compactMap { row in ItemDecision(rawValue: row["decision"]).map { (row["id"], $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  public func acceptedLabels(after id: String?, limit: Int) async throws -> [AcceptedLabel] {
    try await read { database, _ in
      try Row.fetchAll(
        database,
        sql: """
          SELECT i.id, l.label, l.former FROM accepted_labels l
          JOIN items i ON i.number = l.item AND i.label IS l.label
          WHERE i.id > ? ORDER BY i.id LIMIT ?
          """,
        arguments: [id ?? "", limit]
      ).map { AcceptedLabel(id: $0["id"], label: $0["label"], former: $0["former"]) }
    }
  }

  public func acceptedLabelCount() async throws -> Int {
    try await read { database, _ in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM accepted_labels l
          JOIN items i ON i.number = l.item AND i.label IS l.label
          """) ?? 0
    }
  }

  public func acceptedLabel(of id: String) async throws -> AcceptedLabel? {
    try await read { database, _ in
      try Row.fetchOne(
        database,
        sql: """
          SELECT i.id, l.label, l.former FROM items i
          JOIN accepted_labels l ON l.item = i.number AND l.label IS i.label WHERE i.id = ?
          """,
        arguments: [id]
      ).map { AcceptedLabel(id: $0["id"], label: $0["label"], former: $0["former"]) }
    }
  }
}

extension StoreCheck {
  /// What people decided, against its checksums.
  mutating func reviews(_ database: Database) throws {
    let checked = [
      ("accepted_pairs", "a, b, a_pixels, b_pixels"), ("item_reviews", "item, pixels, decision"),
      ("accepted_labels", "item, label, former"),
    ]
    for (table, columns) in checked {
      var wrong = 0
      let rows = try Row.fetchCursor(
        database, sql: "SELECT \(columns), checksum FROM \(table)")
      while let row = try rows.next() {
        let values = row.databaseValues.dropLast()
        if RowChecksum.ofReview(Array(values)) != row["checksum"] { wrong += 1 }
      }
      guard wrong > 0 else { continue }
      add(
        folder.database.lastPathComponent, "\(wrong) decisions in \(table) are damaged", [],
        remedy: "look at them in the explorer, and decide again")
    }
  }
}

extension RowChecksum {
  /// Of numbers, texts, bytes and nothing, in order.
  static func ofReview(_ values: [DatabaseValue]) -> Int64 {
    var checksum = RowChecksum()
    for value in values {
      switch value.storage {
      case .int64(let number): checksum.add(Int(number))
      case .string(let text): checksum.add(text)
      case .blob(let bytes): checksum.add(bytes)
      case .null, .double: checksum.add(Int?.none)
      }
    }
    return checksum.value
  }
}

import Foundation
import Images
import PostgreSQL

extension ServerSchema {
  /// A mask `m` of an item `i`, of the picture that it has now.
  static let ownMask =
    "item_masks m ON m.item = i.number AND m.pixels IS NOT DISTINCT FROM i.pixels"
  /// The one that others are held against.
  static let trueMask = "\(ownMask) AND m.method = '\(MaskMethodName.truth)'"
  /// Items `i` with their masks.
  static let maskedItems = "items i JOIN \(ownMask)"
}

extension ServerWriter {
  @discardableResult
  func append(masks: [ItemMask]) async throws -> Int {
    // Of several for one item by one method the last stays; texts are compared as the server does.
    let masks = Dictionary(
      masks.map { (MaskKey(item: Array($0.item.utf8), method: Array($0.method.utf8)), $0) }
    ) { _, last in last }
    return try await write { session in
      let rows = try session.query(
        "SELECT id, number, pixels FROM items WHERE id = ANY($1)",
        .texts(Array(Set(masks.values.map(\.item)))))
      let items = Dictionary(
        rows.map { (Array($0.text(0).utf8), ($0.integer(1), $0.bytes(2))) }
      ) { first, _ in first }
      let found = masks.compactMap { key, mask in items[key.item].map { (mask, $0.0, $0.1) } }
      var places = CopyMessage()
      for (mask, item, pixels) in found {
        let checksum = RowChecksum.ofItemMask(
          item, mask.method, pixels.map { Data($0) }, Data(mask.digest.bytes))
        places.append(
          [
            .integer(item), .text(mask.method), .optional(pixels), .bytes(mask.digest.bytes),
            .integer(Int(checksum)),
          ])
      }
      try Self.replace(found.map(\.0), session)
      for (method, found) in Dictionary(grouping: found, by: \.0.method) {
        try session.query(
          "DELETE FROM item_masks WHERE item = ANY($1) AND method = $2",
          .integers(found.map(\.1)), .text(method))
      }
      try session.copy(into: "item_masks (item, method, pixels, mask, checksum)", places)
      return found.count
    }
  }

  private struct MaskKey: Hashable {
    let item: [UInt8]
    let method: [UInt8]
  }

  /// What was there may be damaged.
  private static func replace(
    _ masks: [ItemMask], _ session: isolated ServerSession
  ) throws {
    let pictures = Dictionary(masks.map { ($0.digest, $0) }) { _, last in last }
    var new = CopyMessage()
    for (digest, mask) in pictures {
      let checksum = RowChecksum.ofMask(Data(digest.bytes), Data(mask.png), mask.runs)
      new.append(
        [
          .bytes(digest.bytes), .bytes(mask.png), .integer(Int(checksum)), .optional(mask.runs),
        ])
    }
    try session.query(
      "DELETE FROM masks WHERE digest = ANY($1)", .blobs(pictures.keys.map(\.bytes)))
    try session.copy(into: "masks (digest, png, checksum, runs)", new)
  }

  func masks(of ids: [String], by method: String) async throws -> [String: ContentDigest] {
    try await read { session in
      let rows = try session.query(
        """
        SELECT i.id, m.mask FROM \(ServerSchema.maskedItems)
        WHERE i.id = ANY($1) AND m.method = $2
        """, .texts(ids), .text(method))
      return Dictionary(
        rows.compactMap { row in row.pixels(1).map { (row.text(0), $0) } },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Drops those that no item has any more.
  static func dropMasks(_ session: isolated ServerSession) throws {
    try session.query(
      """
      DELETE FROM item_masks k WHERE NOT EXISTS (
        SELECT 1 FROM \(ServerSchema.maskedItems)
        WHERE i.number = k.item AND m.method = k.method)
      """)
    try session.query(
      "DELETE FROM masks p WHERE NOT EXISTS (SELECT 1 FROM item_masks m WHERE m.mask = p.digest)")
  }
}

extension ServerReader {
  func mask(of id: String, by method: String) async throws -> Data? {
    try await read { session in
      try session.query(
        """
        SELECT p.png FROM \(ServerSchema.maskedItems) JOIN masks p ON p.digest = m.mask
        WHERE i.id = $1 AND m.method = $2
        """, .text(id), .text(method)
      ).first?.bytes(0).map { Data($0) }
    }
  }

  func storedMasks() async throws -> [StoredMask] {
    try await read { session in
      try session.query(
        "SELECT i.id, m.method, m.mask FROM \(ServerSchema.maskedItems) ORDER BY 2, 1"
      ).compactMap { row in
        try row.pixels(2).map {
          try StoredMask(item: row.text(0), method: row.text(1), digest: $0, in: self.address)
        }
      }
    }
  }

  func maskRuns(_ digests: [ContentDigest]) async throws -> [ContentDigest: String] {
    try await read { session in
      let rows = try session.query(
        "SELECT digest, runs FROM masks WHERE digest = ANY($1) AND runs IS NOT NULL",
        .blobs(digests.map(\.bytes)))
      return Dictionary(
        rows.compactMap { row in row.pixels(0).map { ($0, row.text(1)) } },
        uniquingKeysWith: { first, _ in first })
    }
  }

  func masks(_ digests: [ContentDigest]) async throws -> [ContentDigest: Data] {
    try await read { session in
      let rows = try session.query(
        "SELECT digest, png FROM masks WHERE digest = ANY($1)", .blobs(digests.map(\.bytes)))
      return Dictionary(
        rows.compactMap { row in row.pixels(0).map { ($0, Data(row.bytes(1) ?? [])) } },
        uniquingKeysWith: { first, _ in first })
    }
  }
}

extension ServerCheck {
  /// Masks that are read at once, which may be large.
  private static let masksAtOnce = 32

  /// Masks, and who has them, against their checksums.
  ///
  /// - Returns: how many masks there are.
  mutating func masks(_ session: isolated ServerSession) throws -> Int {
    var (count, last, damaged) = (0, [UInt8](), [[UInt8]]())
    while true {
      let rows = try session.query(
        "SELECT digest, png, checksum, runs FROM masks WHERE digest > $1 ORDER BY digest LIMIT $2",
        .bytes(last), .integer(Self.masksAtOnce))
      for row in rows {
        let (digest, png) = (row.bytes(0) ?? [], row.bytes(1) ?? [])
        let checksum = RowChecksum.ofMask(Data(digest), Data(png), row.optionalText(3))
        if checksum != Int64(row.integer(2)) { damaged.append(digest) }
      }
      count += rows.count
      guard rows.count == Self.masksAtOnce, let end = rows.last?.bytes(0) else { break }
      last = end
    }
    let ids = try Self.wronglyMasked(damaged, session)
    add(
      "masks", "masks of \(ids.count) items are damaged",
      damaged.isEmpty || !ids.isEmpty ? ids : ["(no item)"])
    return count
  }

  /// Items whose mask is damaged, or of which it is not sure what their mask is, or that it is there.
  private static func wronglyMasked(
    _ damaged: [[UInt8]], _ session: isolated ServerSession
  ) throws -> [String] {
    let damaged = Set(damaged)
    let rows = try session.query(
      """
      SELECT m.item, m.pixels, m.mask, m.checksum, i.id, p.digest, m.method FROM item_masks m
      LEFT JOIN items i ON i.number = m.item LEFT JOIN masks p ON p.digest = m.mask ORDER BY i.id
      """)
    return rows.filter { row in
      let mask = row.bytes(2) ?? []
      let checksum = RowChecksum.ofItemMask(
        row.integer(0), row.text(6), row.bytes(1).map { Data($0) }, Data(mask))
      return damaged.contains(mask) || row.bytes(5) == nil || checksum != Int64(row.integer(3))
    }.map { $0.optionalText(4) ?? "(item \($0.integer(0)))" }
  }
}

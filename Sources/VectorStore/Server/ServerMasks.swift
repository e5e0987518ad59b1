import Foundation
import Images
import PostgreSQL

extension ServerSchema {
  /// The mask `m` of an item `i`, of the picture that it has now.
  static let ownMask =
    "item_masks m ON m.item = i.number AND m.pixels IS NOT DISTINCT FROM i.pixels"
  /// Items `i` with their masks.
  static let maskedItems = "items i JOIN \(ownMask)"
}

extension ServerWriter {
  @discardableResult
  func append(masks: [ItemMask]) async throws -> Int {
    // Of several for one item the last stays.
    let masks = Dictionary(masks.map { (Array($0.item.utf8), $0) }) { _, last in last }
    return try await write { session in
      let found = try session.query(
        "SELECT id, number, pixels FROM items WHERE id = ANY($1)", .texts(masks.values.map(\.item)))
      var (pictures, places) = ([ContentDigest: [UInt8]](), CopyMessage())
      for row in found {
        guard let mask = masks[Array(row.text(0).utf8)] else { continue }
        let (item, pixels) = (row.integer(1), row.bytes(2))
        let checksum = RowChecksum.ofItemMask(
          item, pixels.map { Data($0) }, Data(mask.digest.bytes))
        pictures[mask.digest] = mask.png
        places.append(
          [
            .integer(item), .optional(pixels), .bytes(mask.digest.bytes), .integer(Int(checksum)),
          ])
      }
      try Self.replace(pictures, session)
      try session.query(
        "DELETE FROM item_masks WHERE item = ANY($1)", .integers(found.map { $0.integer(1) }))
      try session.copy(into: "item_masks (item, pixels, mask, checksum)", places)
      return found.count
    }
  }

  /// What was there may be damaged.
  private static func replace(
    _ pictures: [ContentDigest: [UInt8]], _ session: isolated ServerSession
  ) throws {
    var new = CopyMessage()
    for (digest, png) in pictures {
      let checksum = RowChecksum.ofMask(Data(digest.bytes), Data(png))
      new.append([.bytes(digest.bytes), .bytes(png), .integer(Int(checksum))])
    }
    try session.query(
      "DELETE FROM masks WHERE digest = ANY($1)", .blobs(pictures.keys.map(\.bytes)))
    try session.copy(into: "masks (digest, png, checksum)", new)
  }

  func masks(of ids: [String]) async throws -> [String: ContentDigest] {
    try await read { session in
      let rows = try session.query(
        "SELECT i.id, m.mask FROM \(ServerSchema.maskedItems) WHERE i.id = ANY($1)", .texts(ids))
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
        SELECT 1 FROM \(ServerSchema.maskedItems) WHERE i.number = k.item)
      """)
    try session.query(
      "DELETE FROM masks p WHERE NOT EXISTS (SELECT 1 FROM item_masks m WHERE m.mask = p.digest)")
  }
}

extension ServerReader {
  func mask(of id: String) async throws -> Data? {
    try await read { session in
      try session.query(
        """
        SELECT p.png FROM \(ServerSchema.maskedItems) JOIN masks p ON p.digest = m.mask
        WHERE i.id = $1
        """, .text(id)
      ).first?.bytes(0).map { Data($0) }
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
        "SELECT digest, png, checksum FROM masks WHERE digest > $1 ORDER BY digest LIMIT $2",
        .bytes(last), .integer(Self.masksAtOnce))
      for row in rows {
        let (digest, png) = (row.bytes(0) ?? [], row.bytes(1) ?? [])
        let checksum = RowChecksum.ofMask(Data(digest), Data(png))
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
      SELECT m.item, m.pixels, m.mask, m.checksum, i.id, p.digest FROM item_masks m
      LEFT JOIN items i ON i.number = m.item LEFT JOIN masks p ON p.digest = m.mask ORDER BY i.id
      """)
    return rows.filter { row in
      let mask = row.bytes(2) ?? []
      let checksum = RowChecksum.ofItemMask(
        row.integer(0), row.bytes(1).map { Data($0) }, Data(mask))
      return damaged.contains(mask) || row.bytes(5) == nil || checksum != Int64(row.integer(3))
    }.map { $0.optionalText(4) ?? "(item \($0.integer(0)))" }
  }
}

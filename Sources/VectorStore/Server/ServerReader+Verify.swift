import Foundation
import PostgreSQL
import Statistics

extension ServerReader {
  func verify(progress: @escaping WorkProgress) async throws -> StoreVerification {
    let server = server
    return try await read { session in
      var check = ServerCheck(server: server)
      let items = try check.items(session)
      let encoders = try ServerEncoder.all(session, server)
      let total = encoders.reduce(0) { $0 + $1.held }
      var vectors = 0
      for encoder in encoders {
        let before = vectors
        vectors += try check.vectors(of: encoder, session) { progress(before + $0, total) }
      }
      let thumbnails = try check.thumbnails(session)
      let masks = try check.masks(session)
      try check.reviews(session)
      return StoreVerification(
        items: items, vectors: vectors, thumbnails: thumbnails, masks: masks, damage: check.damage)
    }
  }
}

/// Collects what is wrong in a store on a server.
struct ServerCheck: Sendable {
  let server: ServerAddress
  var damage: [StoreVerification.Damage] = []

  private static let namedItems = 100
  private static let remedy = "remove these items and add them again"
  /// Rows that are read at once.
  private static let batch = 4_096

  init(server: ServerAddress) {
    self.server = server
  }

  /// - Returns: how many there are.
  mutating func items(_ session: isolated ServerSession) throws -> Int {
    var (count, last, wrong) = (0, Int.min, [String]())
    while true {
      let rows = try session.query(
        """
        SELECT \(StoredItem.serverColumns), (SELECT count(*) FROM jsonb_each(i.attributes)) FROM items i
        WHERE i.number > $1 ORDER BY i.number LIMIT $2
        """, .integer(last), .integer(Self.batch))
      for row in rows {
        let item = StoredItem(row)
        let isSound =
          Int64(row.integer(10)) == item.checksum(number: Int64(row.integer(0)))
          && item.attributes.count == row.integer(StoredItem.serverColumnCount)
        if !isSound { wrong.append(item.id) }
      }
      count += rows.count
      guard rows.count == Self.batch, let end = rows.last else { break }
      last = end.integer(0)
    }
    add("items", "what the store says of \(wrong.count) items is damaged", wrong)
    return count
  }

  /// - Returns: how many there are.
  mutating func vectors(
    of encoder: ServerEncoder, _ session: isolated ServerSession, progress: (Int) -> Void
  ) throws -> Int {
    let name = encoder.stored.name
    var (count, last, wrong) = (0, Int.min, [Int]())
    while true {
      let rows = try session.query(
        """
        SELECT v.item, v.row, v.checksum, r.vector, r.length FROM vectors v
        LEFT JOIN \(encoder.table) r ON r.row = v.row
        WHERE v.encoder = $1 AND v.item > $2 ORDER BY v.item LIMIT $3
        """, .integer(encoder.stored.number), .integer(last), .integer(Self.batch))
      for row in rows {
        let vector = encoder.vector(row, 3)
        let checksum = encoder.stored.checksum(
          item: Int64(row.integer(0)), row: row.integer(1), Data(littleEndian: vector[...]))
        if checksum != Int64(row.integer(2)) || vector.euclideanLength != row.number(4) {
          wrong.append(row.integer(0))
        }
      }
      count += rows.count
      progress(count)
      guard rows.count == Self.batch, let end = rows.last else { break }
      last = end.integer(0)
    }
    add(
      encoder.table, "\(wrong.count) vectors of \(name) are damaged",
      try Self.ids(of: wrong, session))
    try places(of: encoder, session)
    return count
  }

  /// Every row has an item, every vector an item of the store, and they are as many as the store says.
  private mutating func places(
    of encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws {
    let found = try session.query(
      """
      SELECT (SELECT count(*) FROM \(encoder.table)),
        (SELECT count(*) FROM \(encoder.table) r WHERE r.row >= $2 OR NOT EXISTS (
          SELECT 1 FROM vectors v WHERE v.encoder = $1 AND v.row = r.row)),
        (SELECT count(*) FROM vectors v WHERE v.encoder = $1 AND NOT EXISTS (
          SELECT 1 FROM items i WHERE i.number = v.item))
      """, .integer(encoder.stored.number), .integer(encoder.stored.rows))[0]
    let lost = found.integer(1) + found.integer(2)
    guard lost > 0 || found.integer(0) != encoder.held else { return }
    damage.append(
      StoreVerification.Damage(
        file: encoder.table,
        finding:
          "\(lost) vectors of \(encoder.stored.name) belong to no item, and \(found.integer(0)) are there where "
          + "the store says \(encoder.held)",
        items: [], remedy: "restore the database from a copy, or build the store anew"))
  }

  /// - Returns: how many there are.
  mutating func thumbnails(_ session: isolated ServerSession) throws -> Int {
    var (count, last, wrong) = (0, [UInt8](), [[UInt8]]())
    while true {
      let rows = try session.query(
        "SELECT pixels, jpeg, checksum FROM thumbnails WHERE pixels > $1 ORDER BY pixels LIMIT $2",
        .bytes(last), .integer(Self.batch / 8))
      for row in rows {
        let (pixels, jpeg) = (row.bytes(0) ?? [], row.bytes(1) ?? [])
        let checksum = RowChecksum.ofThumbnail(Data(pixels), Data(jpeg))
        if checksum != Int64(row.integer(2)) { wrong.append(pixels) }
      }
      count += rows.count
      guard rows.count == Self.batch / 8, let end = rows.last?.bytes(0) else { break }
      last = end
    }
    let ids = try session.query(
      "SELECT id FROM items WHERE pixels = ANY($1) ORDER BY id", .blobs(wrong)
    ).map { $0.text(0) }
    add(
      "thumbnails", "\(wrong.count) small pictures are damaged",
      wrong.isEmpty || !ids.isEmpty ? ids : ["(no item)"])
    return count
  }

  mutating func add(_ table: String, _ finding: String, _ items: [String]) {
    guard !items.isEmpty else { return }
    damage.append(
      StoreVerification.Damage(
        file: table, finding: finding, items: Array(items.prefix(Self.namedItems)),
        remedy: Self.remedy))
  }

  private static func ids(
    of items: [Int], _ session: isolated ServerSession
  ) throws -> [String] {
    try items.prefix(namedItems).map { number in
      try session.query("SELECT id FROM items WHERE number = $1", .integer(number)).first?.text(0)
        ?? "(item \(number))"
    }
  }
}

import Foundation
import Images
import PostgreSQL

extension ServerReader {
  func reviews() async throws -> StoreReviews {
    try await read { session in
      StoreReviews(
        accepted: try Self.acceptedPairs(session), decisions: try Self.decisions(session))
    }
  }

  private static func acceptedPairs(
    _ session: isolated ServerSession
  ) throws -> [AcceptedItemPair] {
    try session.query(
      """
      SELECT x.id, y.id, p.a_pixels, p.b_pixels FROM accepted_pairs p
      JOIN items x ON x.number = p.a AND x.pixels IS NOT DISTINCT FROM p.a_pixels
      JOIN items y ON y.number = p.b AND y.pixels IS NOT DISTINCT FROM p.b_pixels
      ORDER BY x.id, y.id
      """
    ).map { row in
      let (x, y) = (row.pixels(2), row.pixels(3))
      return AcceptedItemPair(
        pair: ItemPair(row.text(0), row.text(1)),
        pixels: x.flatMap { x in y.map { [x.hex, $0.hex].sorted() } })
    }
  }

  private static func decisions(
    _ session: isolated ServerSession
  ) throws -> [String: ItemDecision] {
    let rows = try session.query(
      """
      SELECT i.id, r.decision FROM item_reviews r
      JOIN items i ON i.number = r.item AND i.pixels IS NOT DISTINCT FROM r.pixels
      """)
    return Dictionary(
      rows.compactMap { row in ItemDecision(rawValue: row.text(1)).map { (row.text(0), $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Accepted labels that still stand, as `l`, of items `i`.
  private static let standing =
    "accepted_labels l JOIN items i ON i.number = l.item AND i.label IS NOT DISTINCT FROM l.label"

  func acceptedLabels(after id: String?, limit: Int) async throws -> [AcceptedLabel] {
    try await read { session in
      try session.query(
        """
        SELECT i.id, l.label, l.former FROM \(Self.standing)
        WHERE i.id > $1 ORDER BY i.id LIMIT $2
        """, .text(id ?? ""), .integer(limit)
      ).map { AcceptedLabel($0) }
    }
  }

  func acceptedLabelCount() async throws -> Int {
    try await read { session in
      try session.query("SELECT count(*) FROM \(Self.standing)")[0].integer(0)
    }
  }

  func acceptedLabel(of id: String) async throws -> AcceptedLabel? {
    try await read { session in
      try session.query(
        "SELECT i.id, l.label, l.former FROM \(Self.standing) WHERE i.id = $1", .text(id)
      ).first.map { AcceptedLabel($0) }
    }
  }
}

extension AcceptedLabel {
  fileprivate init(_ row: ServerRow) {
    self.init(id: row.text(0), label: row.text(1), former: row.optionalText(2))
  }
}

extension ServerCheck {
  /// What people decided, against its checksums.
  mutating func reviews(_ session: isolated ServerSession) throws {
    let pairs = try session.query("SELECT a, b, a_pixels, b_pixels, checksum FROM accepted_pairs")
      .count { row in
        !row.isReview(
          [
            .integer(row.integer(0)), .integer(row.integer(1)), .optional(row.bytes(2)),
            .optional(row.bytes(3)),
          ], checksum: 4)
      }
    let items = try session.query("SELECT item, pixels, decision, checksum FROM item_reviews")
      .count { row in
        !row.isReview(
          [.integer(row.integer(0)), .optional(row.bytes(1)), .text(row.text(2))], checksum: 3)
      }
    let labels = try session.query("SELECT item, label, former, checksum FROM accepted_labels")
      .count { row in
        !row.isReview(
          [.integer(row.integer(0)), .text(row.text(1)), .optional(row.optionalText(2))],
          checksum: 3)
      }
    for (table, wrong) in [
      ("accepted_pairs", pairs), ("item_reviews", items), ("accepted_labels", labels),
    ] where wrong > 0 {
      damage.append(
        StoreVerification.Damage(
          file: table, finding: "\(wrong) decisions in \(table) are damaged", items: [],
          remedy: "look at them in the explorer, and decide again"))
    }
  }
}

extension ServerRow {
  fileprivate func isReview(_ values: [ServerValue?], checksum column: Int) -> Bool {
    RowChecksum.ofReview(values) == Int64(integer(column))
  }
}

extension RowChecksum {
  /// Of integers, texts, bytes and nothing, in order.
  static func ofReview(_ values: [ServerValue?]) -> Int64 {
    var checksum = RowChecksum()
    for value in values {
      switch value {
      case .integer(let number): checksum.add(number)
      case .text(let text): checksum.add(text)
      case .bytes(let bytes): checksum.add(Data(bytes))
      default: checksum.add(Int?.none)
      }
    }
    return checksum.value
  }
}

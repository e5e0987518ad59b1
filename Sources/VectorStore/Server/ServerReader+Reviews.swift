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
      let digests = [row.pixels(2), row.pixels(3)].compactMap { $0?.hex }
      return AcceptedItemPair(
        pair: ItemPair(row.text(0), row.text(1)),
        pixels: digests.count == 2 ? digests.sorted() : nil)
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

  func acceptedLabels(after id: String?, limit: Int) async throws -> [AcceptedLabel] {
    try await acceptedLabels("i.id > $1 ORDER BY i.id LIMIT $2", .text(id ?? ""), .integer(limit))
  }

  func acceptedLabel(of id: String) async throws -> AcceptedLabel? {
    try await acceptedLabels("i.id = $1", .text(id)).first
  }

  private func acceptedLabels(
    _ condition: String, _ values: ServerValue?...
  ) async throws -> [AcceptedLabel] {
    try await read { session in
      try session.query(
        """
        SELECT i.id, l.label, l.former FROM accepted_labels l
        JOIN items i ON i.number = l.item AND i.label IS NOT DISTINCT FROM l.label
        WHERE \(condition)
        """, all: values
      ).map { AcceptedLabel(id: $0.text(0), label: $0.text(1), former: $0.optionalText(2)) }
    }
  }

  func acceptedLabelCount() async throws -> Int {
    try await read { session in
      try session.query(
        """
        SELECT count(*) FROM accepted_labels l
        JOIN items i ON i.number = l.item AND i.label IS NOT DISTINCT FROM l.label
        """)[0].integer(0)
    }
  }
}

extension ServerCheck {
  /// What people decided, against its checksums.
  mutating func reviews(_ session: isolated ServerSession) throws {
    let pairs = try session.query("SELECT a, b, a_pixels, b_pixels, checksum FROM accepted_pairs")
    let decisions = try session.query("SELECT item, pixels, decision, checksum FROM item_reviews")
    let labels = try session.query("SELECT item, label, former, checksum FROM accepted_labels")
    add(
      "accepted_pairs",
      pairs.count { row in
        row.integer(4)
          != ReviewTable.pairs(row.integer(0), row.integer(1), row.bytes(2), row.bytes(3)).checksum
      })
    add(
      "item_reviews",
      decisions.count { row in
        row.integer(3) != ReviewTable.decision(row.integer(0), row.bytes(1), row.text(2)).checksum
      })
    add(
      "accepted_labels",
      labels.count { row in
        row.integer(3)
          != ReviewTable.label(row.integer(0), row.text(1), row.optionalText(2)).checksum
      })
  }

  private mutating func add(_ table: String, _ wrong: Int) {
    guard wrong > 0 else { return }
    damage.append(
      StoreVerification.Damage(
        file: table, finding: "\(wrong) decisions in \(table) are damaged", items: [],
        remedy: "look at them in the explorer, and decide again"))
  }
}

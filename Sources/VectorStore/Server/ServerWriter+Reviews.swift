import Foundation
import PostgreSQL

extension ServerWriter {
  func review(_ steps: [ReviewStep]) async throws {
    let server = server
    try await write { session in
      for step in steps { try ServerReviews(server: server).take(step, session) }
      try session.query("UPDATE state SET reviews = reviews + 1")
    }
  }
}

/// Takes reviews into the tables; the rules are those of an embedded store.
private struct ServerReviews {
  let server: ServerAddress

  func take(_ step: ReviewStep, _ session: isolated ServerSession) throws {
    switch step {
    case .accept(let pairs): for pair in pairs { try accept(pair, session) }
    case .question(let pairs): for pair in pairs { try question(pair, session) }
    case .decide(let decision, let ids): for id in ids { try decide(decision, id, session) }
    case .label(let labels):
      for (id, name) in labels.sorted(by: { $0.key < $1.key }) { try label(id, name, session) }
    case .unlabel(let ids): for id in ids { try unlabel(id, session) }
    }
  }

  private func item(
    _ id: String, _ session: isolated ServerSession
  ) throws -> (item: StoredItem, number: Int) {
    let found = try session.query(
      "SELECT \(StoredItem.serverColumns) FROM items i WHERE i.id = $1", .text(id))
    guard let row = found.first else { throw StoreError.unknownItem(id, server.text) }
    return (StoredItem(row), row.integer(0))
  }

  private func accept(_ pair: ItemPair, _ session: isolated ServerSession) throws {
    guard pair.a != pair.b else { throw StoreError.pairedWithItself(pair.a, server.text) }
    let (a, b) = (try item(pair.a, session), try item(pair.b, session))
    try question(pair, session)
    try ReviewTable.pairs(
      a.number, b.number, a.item.pixelBytes.map { Array($0) }, b.item.pixelBytes.map { Array($0) }
    ).insert(session)
  }

  private func question(_ pair: ItemPair, _ session: isolated ServerSession) throws {
    try session.query(
      "DELETE FROM accepted_pairs WHERE a = $1 AND b = $2",
      .integer(try item(pair.a, session).number), .integer(try item(pair.b, session).number))
  }

  private func decide(
    _ decision: ItemDecision?, _ id: String, _ session: isolated ServerSession
  ) throws {
    let found = try item(id, session)
    try session.query("DELETE FROM item_reviews WHERE item = $1", .integer(found.number))
    guard let decision else { return }
    try ReviewTable.decision(
      found.number, found.item.pixelBytes.map { Array($0) }, decision.rawValue
    ).insert(session)
  }

  /// What was said first stays what can be taken back to.
  private func label(_ id: String, _ label: String, _ session: isolated ServerSession) throws {
    guard !label.isEmpty else { throw StoreError.emptyLabel(of: id, server.text) }
    let found = try item(id, session)
    let accepted = try accepted(found.number, session)
    let former = accepted?.label == found.item.label ? accepted?.former : found.item.label
    try relabel(found, label, session)
    try forget(found.number, session)
    try ReviewTable.label(found.number, label, former).insert(session)
  }

  /// Nothing happens to a label that nobody accepted, or that was given since.
  private func unlabel(_ id: String, _ session: isolated ServerSession) throws {
    let found = try item(id, session)
    guard let accepted = try accepted(found.number, session) else { return }
    if accepted.label == found.item.label { try relabel(found, accepted.former, session) }
    try forget(found.number, session)
  }

  private func accepted(
    _ number: Int, _ session: isolated ServerSession
  ) throws -> (label: String, former: String?)? {
    try session.query(
      "SELECT label, former FROM accepted_labels WHERE item = $1", .integer(number)
    ).first.map { ($0.text(0), $0.optionalText(1)) }
  }

  private func forget(_ number: Int, _ session: isolated ServerSession) throws {
    try session.query("DELETE FROM accepted_labels WHERE item = $1", .integer(number))
  }

  private func relabel(
    _ found: (item: StoredItem, number: Int), _ label: String?, _ session: isolated ServerSession
  ) throws {
    let checksum = found.item.labelled(label).checksum(number: Int64(found.number))
    try session.query(
      "UPDATE items SET label = $1, checksum = $2 WHERE number = $3", .optional(label),
      .integer(Int(checksum)), .integer(found.number))
  }
}

/// A row of one of the tables of reviews.
struct ReviewTable {
  let name: String
  let values: [ServerValue?]

  static func pairs(_ a: Int, _ b: Int, _ pixels: [UInt8]?, _ other: [UInt8]?) -> Self {
    Self(
      name: "accepted_pairs",
      values: [.integer(a), .integer(b), .optional(pixels), .optional(other)])
  }

  static func decision(_ item: Int, _ pixels: [UInt8]?, _ decision: String) -> Self {
    Self(name: "item_reviews", values: [.integer(item), .optional(pixels), .text(decision)])
  }

  static func label(_ item: Int, _ label: String, _ former: String?) -> Self {
    Self(name: "accepted_labels", values: [.integer(item), .text(label), .optional(former)])
  }

  /// Of numbers, texts, bytes and nothing, in order.
  var checksum: Int {
    var checksum = RowChecksum()
    for value in values {
      switch value {
      case .integer(let number): checksum.add(number)
      case .text(let text): checksum.add(text)
      case .bytes(let bytes): checksum.add(Data(bytes))
      default: checksum.add(Int?.none)
      }
    }
    return Int(checksum.value)
  }

  func insert(_ session: isolated ServerSession) throws {
    let places = (1...values.count + 1).map { "$\($0)" }.joined(separator: ", ")
    try session.query(
      "INSERT INTO \(name) VALUES (\(places))", all: values + [.integer(checksum)])
  }
}

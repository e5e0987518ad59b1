import Foundation
import PostgreSQL

extension ServerWriter {
  func review(_ steps: [ReviewStep]) async throws {
    try await write { session in
      for step in steps { try ServerReview().take(step, session) }
      try session.query("UPDATE state SET reviews = reviews + 1")
    }
  }
}

/// Takes reviews into a database, within one step of it; the rules are those of an embedded store.
private struct ServerReview {
  private typealias Item = (item: StoredItem, number: Int)

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

  private func item(_ id: String, _ session: isolated ServerSession) throws -> Item {
    let found = try session.query(
      "SELECT \(StoredItem.serverColumns) FROM items i WHERE id = $1", .text(id))
    guard let row = found.first else { throw ReviewStep.unknown(id) }
    return (StoredItem(row), row.integer(0))
  }

  private func accept(_ pair: ItemPair, _ session: isolated ServerSession) throws {
    try pair.requireTwo()
    let (a, b) = (try item(pair.a, session), try item(pair.b, session))
    try save(
      "accepted_pairs", key: "a, b",
      [.integer(a.number), .integer(b.number), a.item.pixelValue, b.item.pixelValue], session)
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
    guard let decision else {
      try session.query("DELETE FROM item_reviews WHERE item = $1", .integer(found.number))
      return
    }
    try save(
      "item_reviews", key: "item",
      [.integer(found.number), found.item.pixelValue, .text(decision.rawValue)], session)
  }

  private func label(_ id: String, _ name: String, _ session: isolated ServerSession) throws {
    try ReviewStep.requireLabel(name, of: id)
    let found = try item(id, session)
    let accepted = try accepted(found.number, session)
    let former = accepted?.label == found.item.label ? accepted?.former : found.item.label
    try relabel(found, name, session)
    try save(
      "accepted_labels", key: "item", [.integer(found.number), .text(name), .optional(former)],
      session)
  }

  private func unlabel(_ id: String, _ session: isolated ServerSession) throws {
    let found = try item(id, session)
    guard let accepted = try accepted(found.number, session) else { return }
    if accepted.label == found.item.label { try relabel(found, accepted.former, session) }
    try session.query("DELETE FROM accepted_labels WHERE item = $1", .integer(found.number))
  }

  private func accepted(
    _ number: Int, _ session: isolated ServerSession
  ) throws -> (label: String, former: String?)? {
    try session.query("SELECT label, former FROM accepted_labels WHERE item = $1", .integer(number))
      .first.map { ($0.text(0), $0.optionalText(1)) }
  }

  private func relabel(
    _ found: Item, _ label: String?, _ session: isolated ServerSession
  ) throws {
    let item = found.item.labelled(label)
    try session.query(
      "UPDATE items SET label = $1, checksum = $2 WHERE number = $3", .optional(label),
      .integer(Int(item.checksum(number: Int64(found.number)))), .integer(found.number))
  }

  private func save(
    _ table: String, key: String, _ values: [ServerValue?], _ session: isolated ServerSession
  ) throws {
    let keys = key.split(separator: ", ").enumerated().map { "\($1) = $\($0 + 1)" }
    try session.query(
      "DELETE FROM \(table) WHERE \(keys.joined(separator: " AND "))",
      all: Array(values.prefix(keys.count)))
    let places = (1...(values.count + 1)).map { "$\($0)" }.joined(separator: ", ")
    try session.query(
      "INSERT INTO \(table) VALUES (\(places))",
      all: values + [.integer(Int(RowChecksum.ofReview(values)))])
  }
}

extension StoredItem {
  fileprivate var pixelValue: ServerValue? { .optional(pixelBytes.map { Array($0) }) }
}

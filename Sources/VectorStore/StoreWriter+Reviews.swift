import Foundation
import GRDB

extension StoreWriter {
  public func review(_ steps: [ReviewStep]) throws {
    let folder = folder
    try commit { database in
      for step in steps { try ReviewWriter(database: database, folder: folder).take(step) }
      try database.execute(sql: "UPDATE state SET reviews = reviews + 1")
    }
  }
}

/// Takes reviews into a database, within one step of it.
private struct ReviewWriter {
  let database: Database
  let folder: StoreFolder

  func take(_ step: ReviewStep) throws {
    switch step {
    case .accept(let pairs): for pair in pairs { try accept(pair) }
    case .question(let pairs): for pair in pairs { try question(pair) }
    case .decide(let decision, let ids): for id in ids { try decide(decision, id) }
    case .label(let labels):
      for (id, name) in labels.sorted(by: { $0.key < $1.key }) { try label(id, name) }
    case .unlabel(let ids): for id in ids { try unlabel(id) }
    }
  }

  private func item(_ id: String) throws -> (item: StoredItem, number: Int64) {
    guard let found = try AppendPlan.item(id, database) else {
      throw StoreError.unknownItem(id, folder.path)
    }
    return found
  }

  private func accept(_ pair: ItemPair) throws {
    guard pair.a != pair.b else { throw StoreError.pairedWithItself(pair.a, folder.path) }
    let (a, b) = (try item(pair.a), try item(pair.b))
    try save(
      "accepted_pairs",
      [
        a.number.databaseValue, b.number.databaseValue, a.item.pixelBytes.databaseValue,
        b.item.pixelBytes.databaseValue,
      ])
  }

  private func question(_ pair: ItemPair) throws {
    try database.execute(
      sql: "DELETE FROM accepted_pairs WHERE a = ? AND b = ?",
      arguments: [try item(pair.a).number, try item(pair.b).number])
  }

  private func decide(_ decision: ItemDecision?, _ id: String) throws {
    let found = try item(id)
    guard let decision else {
      return try database.execute(
        sql: "DELETE FROM item_reviews WHERE item = ?", arguments: [found.number])
    }
    try save(
      "item_reviews",
      [
        found.number.databaseValue, found.item.pixelBytes.databaseValue,
        decision.rawValue.databaseValue,
      ])
  }

  /// What was said first stays what can be taken back to.
  private func label(_ id: String, _ label: String) throws {
    guard !label.isEmpty else { throw StoreError.emptyLabel(of: id, folder.path) }
    try label.requireNoNUL(of: id)
    let found = try item(id)
    let accepted = try accepted(found.number)
    let former = accepted?.label == found.item.label ? accepted?.former : found.item.label
    try relabel(found, label)
    try save(
      "accepted_labels",
      [found.number.databaseValue, label.databaseValue, former.databaseValue])
  }

  /// Nothing happens to a label that nobody accepted, or that was given since.
  private func unlabel(_ id: String) throws {
    let found = try item(id)
    guard let accepted = try accepted(found.number) else { return }
    if accepted.label == found.item.label { try relabel(found, accepted.former) }
    try database.execute(
      sql: "DELETE FROM accepted_labels WHERE item = ?", arguments: [found.number])
  }

  private func accepted(_ number: Int64) throws -> (label: String, former: String?)? {
    try Row.fetchOne(
      database, sql: "SELECT label, former FROM accepted_labels WHERE item = ?",
      arguments: [number]
    ).map { ($0["label"], $0["former"]) }
  }

  private func relabel(_ found: (item: StoredItem, number: Int64), _ label: String?) throws {
    let item = found.item.labelled(label)
    try database.execute(
      sql: "UPDATE items SET label = ?, checksum = ? WHERE number = ?",
      arguments: [label, item.checksum(number: found.number), found.number])
  }

  private func save(_ table: String, _ values: [DatabaseValue]) throws {
    let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO \(table) VALUES (\(places))")
      .execute(
        arguments: StatementArguments(values + [RowChecksum.ofReview(values).databaseValue]))
  }
}

extension StoreError {
  static func unknownItem(_ id: String, _ store: String) -> StoreError {
    .refused(
      subject: store, finding: "no item has the id \(id)",
      remedy: "load the page again: it may have been removed meanwhile")
  }

  static func pairedWithItself(_ id: String, _ store: String) -> StoreError {
    .refused(subject: store, finding: "\(id) is paired with itself", remedy: "name two items")
  }

  static func emptyLabel(of id: String, _ store: String) -> StoreError {
    .refused(subject: store, finding: "an empty label for \(id)", remedy: "name a label")
  }
}

extension StoredItem {
  func labelled(_ label: String?) -> StoredItem {
    StoredItem(
      id: id, pixels: pixels, width: width, height: height, split: split, label: label, site: site,
      group: group, attributes: attributes)
  }

  /// Hexadecimal digits.
  static func hex(_ bytes: Data) -> String { bytes.map { digits(of: $0) }.joined() }
}

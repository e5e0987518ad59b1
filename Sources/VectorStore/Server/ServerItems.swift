import Foundation
import Images
import PostgreSQL

extension StoredItem {
  static let serverColumns = """
    i.number, i.id, i.pixels, i.width, i.height, i.split, i.label, i.site, i."group", \
    i.attributes::text, i.checksum
    """

  /// How many `serverColumns` are.
  static let serverColumnCount = 11

  static let copiedColumns = """
    items (number, id, pixels, width, height, split, label, site, "group", attributes, checksum)
    """

  /// A row of `serverColumns`, which is taken as it stands; `verify` holds it against its checksum.
  init(_ row: ServerRow) {
    let attributes = Data(row.text(9).utf8)
    self.init(
      id: row.text(1),
      picture: PictureFacts(
        pixels: row.pixels(2), width: row.optionalInteger(3),
        height: row.optionalInteger(4)),
      split: row.optionalText(5), label: row.optionalText(6), site: row.optionalText(7),
      group: row.optionalText(8),
      // What is not texts any more is damage, which `verify` names.
      attributes: (try? JSONDecoder().decode([String: String].self, from: attributes)) ?? [:])
  }

  /// For `copiedColumns`.
  func values(number: Int) -> [ServerValue?] {
    [
      .integer(number), .text(id), .optional(pixelBytes.map { Array($0) }), .optional(width),
      .optional(height), .optional(split), .optional(label), .optional(site), .optional(group),
      .json(attributesText), .integer(Int(checksum(number: Int64(number)))),
    ]
  }
}

extension ServerRow {
  /// A digest; nil for NULL, and for bytes that are none.
  func pixels(_ column: Int) -> ContentDigest? {
    bytes(column).flatMap { $0.count == 32 ? ContentDigest(bytes: $0) : nil }
  }
}

extension ItemFilter {
  /// A condition of SQL on a row `i` of items; its values are parameters behind those that are there.
  func condition(_ values: inout [ServerValue?]) -> String {
    guard !conditions.isEmpty else { return "TRUE" }
    return conditions.map { $0.condition(&values) }.joined(separator: " AND ")
  }

  /// - Throws: `StoreError.refused` for a column that no item has.
  func requireColumns(_ session: isolated ServerSession) throws {
    guard !conditions.isEmpty else { return }
    try requireColumns(
      further: try session.query("SELECT name FROM columns ORDER BY name").map { $0.text(0) })
  }
}

extension ItemCondition {
  fileprivate func condition(_ values: inout [ServerValue?]) -> String {
    let place = Self.serverPlace(of: column, &values)
    switch comparison {
    case .equal where value.isEmpty:
      return isNumber ? "\(place) IS NULL" : "coalesce(\(place), '') = ''"
    case .unequal where value.isEmpty:
      return isNumber ? "\(place) IS NOT NULL" : "coalesce(\(place), '') <> ''"
    case .equal: return "\(place) = \(comparedValue(&values))"
    case .unequal: return "\(place) IS DISTINCT FROM \(comparedValue(&values))"
    case .atMost, .atLeast, .less, .greater:
      let number = isNumber ? "\(place)::double precision" : "number(\(place))"
      return
        "\(number) \(comparison.rawValue) \(Self.add(Double(value).map { .number($0) }, &values))"
    }
  }

  private var isNumber: Bool { column == "width" || column == "height" }

  /// What a column says of a row `i` of items.
  static func serverPlace(of column: String, _ values: inout [ServerValue?]) -> String {
    if ownColumns.contains(column) { return "i.\"\(column)\"" }
    return "(i.attributes ->> \(add(.text(column), &values)))"
  }

  private func comparedValue(_ values: inout [ServerValue?]) -> String {
    isNumber
      ? Self.add(Int(value).map { .integer($0) }, &values) + "::bigint"
      : Self.add(.text(value), &values)
  }

  private static func add(_ value: ServerValue?, _ values: inout [ServerValue?]) -> String {
    values.append(value)
    return "$\(values.count)"
  }
}

import Datasets

/// Items of a set by what a column says of them.
public struct ItemsByValue: Sendable {
  /// With the value as name, by value.
  public let parts: [EmbeddedItems]
  /// Items of which the column says nothing.
  public let missing: Int
}

extension EmbeddedItems {
  /// What a column says of each item.
  ///
  /// - Throws: `AnalysisError.missing`, which names the columns there are.
  func values(of column: String) throws(AnalysisError) -> [String?] {
    if let values = Self.values(of: column, in: columns) { return values }
    let known = columns.keys.sorted().joined(separator: ", ")
    throw .missing(
      what: "column \(column)", items: name,
      remedy: known.isEmpty
        ? "give images with a table, or folders with --levels" : "name one of \(known)")
  }

  /// By the name of a column, or else by a heading that usually means it, such as `patient` for
  /// `group`; nil for neither.
  public static func values<Values>(of column: String, in columns: [String: Values]) -> Values? {
    columns[column]
      ?? ManifestColumn(usualHeading: column).flatMap { columns[$0.rawValue] }
  }

  /// Those with each value of a column, by value.
  /// - Throws: as `values(of:)`.
  public func parted(by column: String) throws(AnalysisError) -> ItemsByValue {
    let values = try values(of: column)
    let rows = Dictionary(grouping: ids.indices.filter { values[$0] != nil }) { values[$0] ?? "" }
    return ItemsByValue(
      parts: rows.sorted { $0.key < $1.key }.map { selecting($0.value, name: $0.key) },
      missing: values.count { $0 == nil })
  }

  /// The same items with a column as their units, e.g. `patient`.
  ///
  /// - Throws: `AnalysisError.missing` for an unknown column, and where it says nothing of some item.
  public func withUnits(of column: String) throws(AnalysisError) -> EmbeddedItems {
    let values = try values(of: column)
    let units = values.compactMap { $0 }
    guard units.count == count else {
      throw .missing(
        what: "\(column) of \(count - units.count) of \(count) items", items: name,
        remedy: "fill the column, or leave those items out")
    }
    return with(units: units)
  }

  /// The same items with one more column.
  ///
  /// - Precondition: one value an item.
  public func with(column: String, _ values: [String?]) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, units: units, parts: parts,
      digests: digests, columns: columns.merging([column: values]) { $1 }, gaps: gaps)
  }

  /// The same items by another name.
  public func named(_ name: String) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, units: units, parts: parts,
      digests: digests, columns: columns, gaps: gaps)
  }
}

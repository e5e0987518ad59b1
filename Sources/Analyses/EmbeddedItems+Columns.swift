/// Items of a set by what a column says of them.
struct ItemsByValue: Sendable {
  /// With the value as name, by value.
  let parts: [EmbeddedItems]
  /// Items of which the column says nothing.
  let missing: Int
}

extension EmbeddedItems {
  /// What a column says of each item.
  ///
  /// - Throws: `AnalysisError.missing`, which names the columns there are.
  func values(of column: String) throws(AnalysisError) -> [String?] {
    if let values = columns[column] { return values }
    let known = columns.keys.sorted().joined(separator: ", ")
    throw .missing(
      what: "column \(column)", items: name,
      remedy: known.isEmpty
        ? "give images with a table, or folders with --levels" : "name one of \(known)")
  }

  /// Those with each value of a column, by value.
  func parted(by column: String) throws(AnalysisError) -> ItemsByValue {
    let values = try values(of: column)
    let rows = Dictionary(grouping: ids.indices.filter { values[$0] != nil }) { values[$0] ?? "" }
    return ItemsByValue(
      parts: rows.sorted { $0.key < $1.key }.map { selecting($0.value, name: $0.key) },
      missing: values.count { $0 == nil })
  }

  func named(_ name: String) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, units: units, parts: parts,
      digests: digests, columns: columns, gaps: gaps)
  }
}

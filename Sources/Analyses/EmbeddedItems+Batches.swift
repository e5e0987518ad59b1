extension EmbeddedItems {
  /// Consecutive batches of a source.
  ///
  /// - Parameters:
  ///   - size: of each batch, ≥ 1; the last may be smaller. Nil makes a batch of each value of the
  ///     column.
  ///   - column: the order: as numbers where all are, else as text, equal ones by id; nil takes items as
  ///     they come.
  /// - Returns: the items themselves where there is neither.
  /// - Throws: `AnalysisError.missing` for a column that is not there or says nothing of some items.
  public func batches(
    of size: Int?, orderedBy column: String?
  ) throws(AnalysisError) -> [EmbeddedItems] {
    guard size != nil || column != nil else { return [self] }
    let values = try column.map(whole)
    let order = values.map(order) ?? Array(0..<count)
    guard let size else { return byValue(order, values ?? []) }
    precondition(size >= 1, "batches of \(size)")
    return stride(from: 0, to: count, by: size).map { start in
      let rows = Array(order[start..<min(start + size, count)])
      return selecting(rows, name: batchName(start, rows, values))
    }
  }

  private func whole(_ column: String) throws(AnalysisError) -> [String] {
    let found = try values(of: column)
    guard let gap = found.firstIndex(of: nil) else { return found.compactMap(\.self) }
    throw .missing(
      what: "\(column) of \(found.count { $0 == nil }) items, the first \(ids[gap])", items: name,
      remedy: "fill the column, or leave those items out")
  }

  private func order(_ values: [String]) -> [Int] {
    let numbers = values.compactMap { Double($0) }.filter { !$0.isNaN }
    if numbers.count == values.count {
      return values.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    }
    return values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  }

  private func byValue(_ order: [Int], _ values: [String]) -> [EmbeddedItems] {
    var parts: [[Int]] = []
    for row in order {
      if let last = parts.last?.last, values[last] == values[row] {
        parts[parts.count - 1].append(row)
      } else {
        parts.append([row])
      }
    }
    return parts.map { selecting($0, name: values[$0[0]]) }
  }

  /// "2026-03-01 … 2026-03-04", or the rows from 1 on.
  private func batchName(_ start: Int, _ rows: [Int], _ values: [String]?) -> String {
    guard let values, let first = rows.first, let last = rows.last else {
      return "\(name) \(start + 1)–\(start + rows.count)"
    }
    return values[first] == values[last] ? values[first] : "\(values[first]) … \(values[last])"
  }
}

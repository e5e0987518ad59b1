import LinearAlgebra

/// A row that was found, with its cosine to the query.
public struct NearestRow: Sendable, Codable, Hashable {
  public let row: Int
  /// In [−1, 1], in double precision.
  public let cosine: Double

  public init(row: Int, cosine: Double) {
    self.row = row
    self.cosine = cosine
  }
}

/// Rows that a query may not find. Queries and rows are then one set.
public enum Exclusion: Sendable {
  case none
  /// The query itself.
  case sameRow
  /// All rows of the query's unit, e.g. its patient.
  case sameUnit([String])
}

/// The k rows of highest cosine for each query, most similar first, ties by row. Exact.
///
/// - Returns: one list a query; fewer than k where there are no more rows, none for a zero query.
/// - Complexity: O(n·m·d) time, O(m) memory beyond the result.
public func nearestRows(
  of queries: UnitRows, in rows: UnitRows, count k: Int, excluding exclusion: Exclusion = .none
) -> [[NearestRow]] {
  precondition(k >= 1 && queries.unit.columns == rows.unit.columns)
  let blockSize = max(1, min(1_024, 64_000_000 / max(1, rows.count)))
  let isCandidate = candidates(rows, exclusion)
  var tile = [Float](repeating: 0, count: min(blockSize, queries.count) * rows.count)
  var found: [[NearestRow]] = []
  for start in stride(from: 0, to: queries.count, by: blockSize) {
    let block = start..<min(start + blockSize, queries.count)
    queries.unit.innerProducts(of: block, with: rows.unit, of: 0..<rows.count, into: &tile)
    for query in block {
      let first = (query - start) * rows.count
      found.append(
        nearest(queries, query, rows, tile[first..<(first + rows.count)], k) {
          isCandidate(query, $0)
        })
    }
  }
  return found
}

/// Whether a query may find a row.
private func candidates(_ rows: UnitRows, _ exclusion: Exclusion) -> (Int, Int) -> Bool {
  switch exclusion {
  case .none: return { _, row in !rows.isZero(row) }
  case .sameRow: return { query, row in query != row && !rows.isZero(row) }
  case .sameUnit(let units):
    let codes = consecutiveCodes(units)
    return { query, row in codes[query] != codes[row] && !rows.isZero(row) }
  }
}

/// Takes all rows whose Float cosine could be among the k highest, and ranks them in double.
private func nearest(
  _ queries: UnitRows, _ query: Int, _ rows: UnitRows, _ cosines: ArraySlice<Float>, _ k: Int,
  _ isCandidate: (Int) -> Bool
) -> [NearestRow] {
  guard !queries.isZero(query) else { return [] }
  var highest = HighestValues(count: k)
  for (row, value) in cosines.enumerated() where value > highest.bar && isCandidate(row) {
    highest.insert(value)
  }
  let reach = highest.bar - 2 * queries.roundingBound
  var ranked: [NearestRow] = []
  for (row, value) in cosines.enumerated() where value >= reach && isCandidate(row) {
    guard let cosine = queries.cosine(query, rows, row) else { continue }
    ranked.append(NearestRow(row: row, cosine: cosine))
  }
  ranked.sort { $0.cosine != $1.cosine ? $0.cosine > $1.cosine : $0.row < $1.row }
  return Array(ranked.prefix(k))
}

/// The k highest of a stream of values: `bar` is the lowest of them once there are k.
private struct HighestValues {
  private let count: Int
  /// Ascending.
  private var values: [Float] = []

  init(count: Int) {
    self.count = count
  }

  var bar: Float { values.count < count ? -.infinity : values[0] }

  mutating func insert(_ value: Float) {
    if values.count == count { values.removeFirst() }
    var position = values.count
    while position > 0, values[position - 1] > value { position -= 1 }
    values.insert(value, at: position)
  }
}

/// Equal names get equal numbers, in order of first appearance.
func consecutiveCodes(_ names: [String]) -> [Int] {
  var codes: [String: Int] = [:]
  return names.map { name in
    if let code = codes[name] { return code }
    codes[name] = codes.count
    return codes.count - 1
  }
}

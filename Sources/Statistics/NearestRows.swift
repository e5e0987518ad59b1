import LinearAlgebra

/// A row found near a query.
public struct NearestRow: Sendable, Codable, Hashable {
  public let row: Int
  /// Within [-1, 1].
  public let cosine: Double

  public init(row: Int, cosine: Double) {
    (self.row, self.cosine) = (row, cosine)
  }

  /// Descending cosine, ties by row.
  static func precedes(_ p: NearestRow, _ q: NearestRow) -> Bool {
    (q.cosine, p.row) < (p.cosine, q.row)
  }
}

/// Which rows are no neighbours of a query. Anything but `none` is for queries that are the rows
/// themselves, in the same order.
public enum Exclusion: Sendable, Equatable {
  case none
  /// Leave one out: row i is no neighbour of query i.
  case sameRow
  /// Leave one unit out: rows of the unit of row i are no neighbours of query i. One name a row.
  case sameUnit([String])
}

/// For each query the k rows of greatest cosine.
///
/// Exact: products in float select candidates with room for their rounding error, and cosines in
/// double precision order them.
///
/// - Parameters:
///   - queries: q rows.
///   - rows: n rows of the same length.
///   - k: ≥ 0.
/// - Returns: q lists; descending cosine, ties by row; shorter than k where fewer rows remain,
///   empty for a query of zeros. Rows of zeros are nobody's neighbours.
/// - Complexity: O(q·n·d) time.
public func nearestRows(
  of queries: UnitRows, in rows: UnitRows, count k: Int, excluding: Exclusion = .none
) -> [[NearestRow]] {
  precondition(k >= 0, "\(k) neighbours")
  return NeighborSearch(queries: queries, rows: rows, k: k, excluding: excluding)
    .result(tileRows: max(1, (1 << 21) / max(1, rows.count)))
}

/// The search behind `nearestRows`.
struct NeighborSearch {
  private let queries: UnitRows
  private let rows: UnitRows
  private let k: Int
  private let excludesSelf: Bool
  /// Unit number of every row, where units are excluded.
  private let units: [Int]?
  private let slack: Double

  init(queries: UnitRows, rows: UnitRows, k: Int, excluding: Exclusion) {
    (self.queries, self.rows, self.k) = (queries, rows, k)
    slack = UnitRows.roundingSlack(dimension: rows.unit.columns)
    excludesSelf = excluding != .none
    precondition(!excludesSelf || queries.count == rows.count, "queries are not the rows")
    if case .sameUnit(let names) = excluding {
      precondition(names.count == rows.count, "\(names.count) units for \(rows.count) rows")
      units = numbered(names)
    } else {
      units = nil
    }
  }

  func result(tileRows: Int) -> [[NearestRow]] {
    let side = TileSide(rows: tileRows, columns: max(1, rows.count))
    var products = [Float](repeating: 0, count: tileRows * rows.count)
    var found: [[NearestRow]] = []
    for start in stride(from: 0, to: queries.count, by: side.rows) {
      let range = start..<min(start + side.rows, queries.count)
      queries.unit.innerProducts(
        of: range, with: rows.unit, of: 0..<rows.count, into: &products)
      for query in range {
        let offset = (query - start) * rows.count
        found.append(neighbors(of: query, products, offset))
      }
    }
    return found
  }

  private func neighbors(of query: Int, _ products: [Float], _ offset: Int) -> [NearestRow] {
    guard k > 0, !queries.isZero(query) else { return [] }
    let bar = Float(Double(kthLargest(query, products, offset)) - 2 * slack).nextDown
    var candidates: [NearestRow] = []
    for row in 0..<rows.count where products[offset + row] >= bar && isCandidate(row, query) {
      guard let cosine = queries.cosine(query, rows, row) else { continue }
      candidates.append(NearestRow(row: row, cosine: cosine))
    }
    return Array(candidates.sorted(by: NearestRow.precedes).prefix(k))
  }

  /// The k-th largest float product among the candidates; -∞ when there are fewer than k.
  private func kthLargest(_ query: Int, _ products: [Float], _ offset: Int) -> Float {
    var best: [Float] = []
    for row in 0..<rows.count {
      let product = products[offset + row]
      guard best.count < k || product > best[0], isCandidate(row, query) else { continue }
      best.insert(product, at: best.partitioningIndex { $0 >= product })
      if best.count > k { best.removeFirst() }
    }
    return best.count < k ? -.infinity : best[0]
  }

  private func isCandidate(_ row: Int, _ query: Int) -> Bool {
    if rows.isZero(row) || (excludesSelf && row == query) { return false }
    guard let units else { return true }
    return units[row] != units[query]
  }
}

extension [Float] {
  /// The first index of an ascending array from which on the condition holds.
  fileprivate func partitioningIndex(where holds: (Float) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

import LinearAlgebra

/// A row found near a query.
public struct NearestRow: Sendable, Codable, Hashable {
  /// Its place in the set searched.
  public let row: Int
  /// Within [-1, 1].
  public let cosine: Double

  /// A neighbour, as the search finds it.
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
  /// Every row may be a neighbour.
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
    slack = UnitRows.roundingSlack(dimension: rows.dimension)
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
    let units = rows.unit(0..<rows.count)
    var found: [[NearestRow]] = []
    for start in stride(from: 0, to: queries.count, by: side.rows) {
      let range = start..<min(start + side.rows, queries.count)
      queries.unit(range).innerProducts(
        of: 0..<range.count, with: units, of: 0..<rows.count, into: &products)
      for query in range {
        let offset = (query - start) * rows.count
        found.append(neighbors(of: query, products, offset))
      }
    }
    return found
  }

  /// Computes a cosine only where it can matter: the product is within rounding of the k-th
  /// greatest or above, and at its greatest possible cosine the row would be among the k found
  /// so far.
  private func neighbors(of query: Int, _ products: [Float], _ offset: Int) -> [NearestRow] {
    guard k > 0, !queries.isZero(query) else { return [] }
    let floor = (kthGreatest(query, products, offset) - Float(2 * slack).nextUp).nextDown
    var best = BestRows(limit: k)
    for row in 0..<rows.count where products[offset + row] >= floor && isCandidate(row, query) {
      let greatest = min(1, Double(products[offset + row]) + slack)
      guard best.hasRoom(for: NearestRow(row: row, cosine: greatest)),
        let cosine = queries.cosine(query, rows, row)
      else { continue }
      best.add(NearestRow(row: row, cosine: cosine))
    }
    return best.rows
  }

  /// Of the float products of the candidates; -∞ when there are fewer than k.
  private func kthGreatest(_ query: Int, _ products: [Float], _ offset: Int) -> Float {
    var best = BestRows(limit: k)
    var floor = -Float.infinity
    for row in 0..<rows.count where products[offset + row] > floor && isCandidate(row, query) {
      best.add(NearestRow(row: row, cosine: Double(products[offset + row])))
      floor = best.isFull ? Float(best.rows[k - 1].cosine) : floor
    }
    return floor
  }

  private func isCandidate(_ row: Int, _ query: Int) -> Bool {
    if rows.isZero(row) || (excludesSelf && row == query) { return false }
    guard let units else { return true }
    return units[row] != units[query]
  }
}

/// The first rows in order, of those seen so far.
private struct BestRows {
  let limit: Int
  private(set) var rows: [NearestRow] = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { rows.count == limit }

  func hasRoom(for row: NearestRow) -> Bool {
    guard isFull, let last = rows.last else { return true }
    return NearestRow.precedes(row, last)
  }

  mutating func add(_ row: NearestRow) {
    guard hasRoom(for: row) else { return }
    rows.insert(row, at: place(of: row))
    if rows.count > limit { rows.removeLast() }
  }

  /// The number of rows that precede it, by bisection.
  private func place(of row: NearestRow) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if NearestRow.precedes(rows[middle], row) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

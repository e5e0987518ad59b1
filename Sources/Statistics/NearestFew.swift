/// A row near another.
struct NearRow: Sendable, Equatable {
  let row: Int32
  let squaredDistance: Double

  /// Ascending distance, ties by row.
  static func precedes(_ p: NearRow, _ q: NearRow) -> Bool {
    (p.squaredDistance, p.row) < (q.squaredDistance, q.row)
  }
}

/// The nearest rows of those seen so far.
struct NearestFew: Sendable {
  /// ≥ 1.
  let limit: Int
  private(set) var rows: [NearRow] = []

  init(limit: Int) { self.limit = limit }

  /// Squared distance of the last of a full list.
  var farthest: Double? { rows.count == limit ? rows.last?.squaredDistance : nil }

  mutating func add(_ row: NearRow) {
    if rows.count == limit, let last = rows.last, !NearRow.precedes(row, last) { return }
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if NearRow.precedes(rows[middle], row) { low = middle + 1 } else { high = middle }
    }
    rows.insert(row, at: low)
    if rows.count > limit { rows.removeLast() }
  }
}

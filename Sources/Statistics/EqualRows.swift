/// Which rows of two sets (or twice of one) agree in every number: their cosine is 1 and needs no
/// product. Blank pictures make millions of such pairs.
struct EqualRows: Sendable {
  /// Rows of equal number agree; some that agree may have different ones.
  private let numbersOfX: [Int]
  private let numbersOfY: [Int]

  init(_ x: UnitRows, _ y: UnitRows) {
    var numbering = RowNumbering()
    numbersOfX = (0..<x.count).map { numbering.number(of: $0, x) }
    numbersOfY = (0..<y.count).map { numbering.number(of: $0, y) }
  }

  func agree(_ i: Int, _ j: Int) -> Bool { numbersOfX[i] == numbersOfY[j] }
}

/// Gives rows that agree the same number.
private struct RowNumbering {
  private struct Known {
    let row: Int
    let rows: UnitRows
    let number: Int
  }

  /// By squared length, which is the same where rows agree.
  private var known: [Double: [Known]] = [:]
  private var next = 0

  /// Rows of one length that are told apart; where there are more, as of counts or signs, looking
  /// through them all would take longer than products do.
  private static let limit = 4

  mutating func number(of row: Int, _ rows: UnitRows) -> Int {
    let length = rows.squaredNorm(of: row)
    let candidates = known[length] ?? []
    if let same = candidates.first(where: { rows.agrees(row, $0.rows, $0.row) }) {
      return same.number
    }
    next += 1
    if candidates.count < Self.limit {
      known[length, default: []].append(Known(row: row, rows: rows, number: next))
    }
    return next
  }
}

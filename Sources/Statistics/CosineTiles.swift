import LinearAlgebra

/// Float cosines of all pairs of rows, a tile at a time, in a fixed order.
struct CosineTiles {
  let x: UnitRows
  let y: UnitRows
  /// Whether y is x: then only pairs with a < b are visited.
  let isOneSet: Bool

  /// Rows of a tile; 1,024² floats stay in the second-level cache.
  private static let side = 1_024

  init(within rows: UnitRows) {
    (x, y, isOneSet) = (rows, rows, true)
  }

  init(between x: UnitRows, and y: UnitRows) {
    precondition(x.unit.columns == y.unit.columns, "rows of different length")
    (self.x, self.y, isOneSet) = (x, y, false)
  }

  /// Calls `body` for each part of a row of the matrix of cosines: the row, the first column and
  /// the cosines from there on. Zero rows are visited too, with cosines of 0.
  func forEachStrip(_ body: (_ row: Int, _ column: Int, ArraySlice<Float>) -> Void) {
    var tile = [Float](repeating: 0, count: Self.side * Self.side)
    for rows in blocks(of: x.count) {
      for columns in blocks(of: y.count) where !isOneSet || columns.upperBound > rows.lowerBound {
        x.unit.innerProducts(of: rows, with: y.unit, of: columns, into: &tile)
        for row in rows {
          let start = (row - rows.lowerBound) * columns.count
          let skipped = isOneSet ? max(0, row + 1 - columns.lowerBound) : 0
          guard skipped < columns.count else { continue }
          body(row, columns.lowerBound + skipped, tile[(start + skipped)..<(start + columns.count)])
        }
      }
    }
  }

  private func blocks(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: Self.side).map { $0..<min($0 + Self.side, count) }
  }
}

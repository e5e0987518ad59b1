/// All pairs i < j of two samples that lie one above the other, cut into strips of rows, and these
/// into tiles. What is computed strip by strip does not depend on who computes it.
struct PairStrips: Sendable {
  let strips: [Strip]
  private let x: Range<Int>

  /// Some rows with all later rows; tiles on the diagonal also hold pairs that are not wanted.
  struct Strip: Sendable {
    let rows: Range<Int>
    let tiles: [Tile]
    /// Whether each tile's columns are of the other sample.
    let isAcross: [Bool]
  }

  /// - Parameters:
  ///   - x: places of the first sample, from 0.
  ///   - y: of the second, behind it.
  init(_ x: Range<Int>, _ y: Range<Int>, side: TileSide) {
    self.x = x
    strips =
      Tile.split(x, by: side.rows).map { Strip(rows: $0, own: x, other: y, side: side) }
      + Tile.split(y, by: side.rows).map { Strip(rows: $0, own: y, other: 0..<0, side: side) }
  }

  /// Whether rows are of the first sample.
  func isFirst(_ rows: Range<Int>) -> Bool { x.contains(rows.lowerBound) }

  var pairCount: Int {
    strips.reduce(0) { sum, strip in
      sum
        + strip.tiles.reduce(0) { sum, tile in
          tile.rows.reduce(sum) { $0 + tile.places(after: $1).count }
        }
    }
  }

  var tileCount: Int { strips.reduce(0) { $0 + $1.tiles.count } }
}

extension PairStrips.Strip {
  fileprivate init(rows: Range<Int>, own: Range<Int>, other: Range<Int>, side: TileSide) {
    let within = Tile.split(rows.lowerBound..<own.upperBound, by: side.columns)
    let across = Tile.split(other, by: side.columns)
    self.rows = rows
    tiles = (within + across).map { Tile(rows: rows, columns: $0) }
    isAcross = within.map { _ in false } + across.map { _ in true }
  }
}

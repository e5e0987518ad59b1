/// A rectangle of a matrix of all pairs, which is never held whole.
struct Tile: Sendable, Equatable {
  let rows: Range<Int>
  let columns: Range<Int>

  var count: Int { rows.count * columns.count }

  /// The first column of a row of the tile when only pairs i < j are wanted.
  func firstColumn(after row: Int) -> Int { max(columns.lowerBound, row + 1) }

  /// Tiles that hold every pair i < j of a range; those on the diagonal also hold others.
  static func within(_ range: Range<Int>, side: TileSide) -> [Tile] {
    split(range, by: side.rows).flatMap { rows in
      split(rows.lowerBound..<range.upperBound, by: side.columns).map {
        Tile(rows: rows, columns: $0)
      }
    }
  }

  /// Tiles that hold every pair (i, j) once.
  static func between(_ rows: Range<Int>, _ columns: Range<Int>, side: TileSide) -> [Tile] {
    split(rows, by: side.rows).flatMap { rows in
      split(columns, by: side.columns).map { Tile(rows: rows, columns: $0) }
    }
  }

  /// A range in pieces of a length; the last may be shorter.
  static func split(_ range: Range<Int>, by length: Int) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: length).map {
      $0..<min($0 + length, range.upperBound)
    }
  }
}

/// The largest extent of a tile; results do not depend on it beyond rounding.
struct TileSide: Sendable {
  let rows: Int
  let columns: Int

  /// Parts of other tiles are other parts.
  var name: String { "\(rows)x\(columns)" }

  /// Large enough that a product keeps all cores busy, small enough to stay at some megabytes.
  static let standard = TileSide(rows: 512, columns: 2048)
  /// For strips of all later rows, where a lower strip has less on the wrong side of the diagonal.
  static let strips = TileSide(rows: 256, columns: 1024)
}

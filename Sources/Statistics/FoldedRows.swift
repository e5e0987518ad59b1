import LinearAlgebra

/// A set of rows, folded and cut into blocks.
struct FoldedRows: Sendable {
  let rows: UnitRows
  private let blocks: [PointBlock]

  /// Rows of a block: few enough that two blocks stay in a core's cache, many enough that what is
  /// done once a tile does not count.
  static let blockLength = 2_048

  init(_ rows: UnitRows, _ method: FoldMethod) {
    self.rows = rows
    let ranges = Self.ranges(of: rows.count)
    blocks = mapOnAllCores(ranges.count) { number in
      let (points, errors) = method.fold.points(of: rows, ranges[number])
      return PointBlock(points, errors: errors, precision: method.precision)
    }
  }

  /// The rows of each block.
  private static func ranges(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: blockLength).map { $0..<min($0 + blockLength, count) }
  }

  /// The tiles that a join of the blocks consists of.
  static let side = TileSide(rows: blockLength, columns: blockLength)

  /// Calls back with every pair of a tile whose directions are at most the radius apart, and with
  /// some others.
  ///
  /// - Parameters:
  ///   - tile: of `side`.
  ///   - isWithin: whether only pairs i < j of one set are wanted.
  func forEachCandidate(
    _ tile: Tile, of columns: FoldedRows, within radius: Double, isWithin: Bool,
    _ places: inout PlaceList, _ body: (_ i: Int, _ j: Int) -> Void
  ) {
    let stripe = 256
    let block = blocks[tile.rows.lowerBound / Self.blockLength]
    let other = columns.blocks[tile.columns.lowerBound / Self.blockLength]
    for start in stride(from: 0, to: block.count, by: stripe) {
      let range = start..<min(start + stripe, block.count)
      let first = isWithin ? tile.firstColumn(after: tile.rows.lowerBound + start) : 0
      block.findClose(
        range, within: Array(repeating: radius, count: range.count), to: other,
        from: isWithin ? min(first - tile.columns.lowerBound, other.count) : 0, into: &places)
      for index in 0..<places.count {
        let (row, column) = places[index]
        let (i, j) = (tile.rows.lowerBound + row, tile.columns.lowerBound + column)
        if !isWithin || i < j { body(i, j) }
      }
    }
  }
}

/// How rows are folded and stored.
struct FoldMethod: Sendable {
  let fold: Fold
  let precision: PointBlock.Precision
}

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
  static func ranges(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: blockLength).map { $0..<min($0 + blockLength, count) }
  }

  /// The tiles that a join of the blocks consists of.
  static let side = TileSide(rows: blockLength, columns: blockLength)

  /// Rows that are compared with a block in one call.
  private static let stripeLength = 256

  /// The rows of a block in parts that are compared in one call.
  static func stripes(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: stripeLength).map {
      $0..<min($0 + stripeLength, range.upperBound)
    }
  }

  /// Calls back with every pair of a row of a stripe and a row of another set's block whose
  /// directions are at most the row's radius apart, and with some others.
  ///
  /// - Parameters:
  ///   - radii: one for each row of the stripe.
  ///   - block: one of the other set's blocks.
  ///   - first: earlier rows of the other set are left out.
  func forEachCandidate(
    _ stripe: Range<Int>, within radii: [Double], of other: FoldedRows, _ block: Range<Int>,
    from first: Int = 0, _ places: inout PlaceList, _ body: (_ i: Int, _ j: Int) -> Void
  ) {
    let number = stripe.lowerBound / Self.blockLength
    let start = number * Self.blockLength
    blocks[number].findClose(
      (stripe.lowerBound - start)..<(stripe.upperBound - start), within: radii,
      to: other.blocks[block.lowerBound / Self.blockLength],
      from: min(max(0, first - block.lowerBound), block.count), into: &places)
    for index in 0..<places.count {
      let (row, column) = places[index]
      let (i, j) = (start + row, block.lowerBound + column)
      if j >= first { body(i, j) }
    }
  }
}

/// How rows are folded and stored.
struct FoldMethod: Sendable {
  let fold: Fold
  let precision: PointBlock.Precision
}

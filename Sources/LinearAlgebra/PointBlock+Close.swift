internal import CSimilarity

/// Places of pairs in two blocks. One list serves many searches, so that its memory is used again.
public struct PlaceList: Sendable {
  private var places: [similarity_place] = []
  public private(set) var count = 0

  public init() {}

  /// The row of each block.
  public subscript(index: Int) -> (row: Int, column: Int) {
    precondition(index < count)
    return (Int(places[index].row), Int(places[index].column))
  }

  /// - Parameters:
  ///   - capacity: places that there may be.
  ///   - search: writes places and returns how many.
  mutating func fill(
    capacity: Int, shift: (rows: Int, columns: Int),
    _ search: (inout [similarity_place]) -> Int64
  ) {
    if places.count < capacity {
      places = Array(repeating: similarity_place(), count: capacity)
    }
    count = Int(search(&places))
    for index in 0..<count {
      places[index].row += Int32(shift.rows)
      places[index].column += Int32(shift.columns)
    }
  }
}

extension PointBlock {
  /// Finds every pair of a point of this block and one of another whose distance is at most the
  /// point's radius, and some others.
  ///
  /// - Parameters:
  ///   - rows: of this block; starts at a multiple of 32.
  ///   - radii: one for each of the rows; a negative one excludes its row.
  ///   - other: of the same dimension and precision.
  ///   - first: pairs with earlier rows of the other block may be left out.
  ///   - places: is overwritten; at most `rows.count` padded to 32, times as much of the other.
  ///   - instructions: no more than `InstructionSet.best`.
  public func findClose(
    _ rows: Range<Int>, within radii: [Double], to other: PointBlock, from first: Int = 0,
    into places: inout PlaceList, using instructions: InstructionSet = .best
  ) {
    precondition(rows.lowerBound % blockRows == 0 && rows.upperBound <= count)
    precondition(radii.count == rows.count && width == other.width)
    let start = first / blockRows * blockRows
    let extent = TileExtent(
      rows: rows.count.rounded(upToMultipleOf: blockRows),
      columns: other.count.rounded(upToMultipleOf: blockRows) - start, width: width)
    guard !rows.isEmpty, extent.columns > 0 else {
      places = PlaceList()
      return
    }
    places.fill(
      capacity: extent.rows * extent.columns, shift: (rows.lowerBound, start)
    ) { found in
      switch (storage, other.storage) {
      case (.bytes(let step, let x, let sums, _, _), .bytes(let otherStep, _, _, let y, let floors)):
        precondition(step == otherStep, "bytes of different steps")
        let floorsOfRows = zip(rows, radii).map { row, radius in
          ByteFloor.ofRow(
            half: halves[row], reach: reach(row, radius, other) / step, sum: sums[row])
        }
        return findBytes(
          x[(rows.lowerBound * width)...], floorsOfRows, y[(start * width)...], floors[start...],
          extent, instructions, &found)
      case (.floats(let x, _, _), .floats(_, let y, let floors)):
        let largest = other.halves.max() ?? 0
        let floorsOfRows = zip(rows, radii).map { row, radius in
          FloatFloor.ofRow(
            half: halves[row], reach: reach(row, radius, other), width: width, largest: largest)
        }
        return findFloats(
          x[(rows.lowerBound * width)...], floorsOfRows, y[(start * width)...], floors[start...],
          extent, instructions, &found)
      default: preconditionFailure("blocks of different precision")
      }
    }
  }

  /// The largest distance as stored of a point and one within its radius; negative where there is
  /// none.
  private func reach(_ row: Int, _ radius: Double, _ other: PointBlock) -> Double {
    guard radius >= 0, errors[row] >= 0 else { return -1 }
    return (radius + errors[row] + other.largestError) * roundingUp
  }
}

private struct TileExtent {
  let rows: Int
  let columns: Int
  let width: Int
}

/// Floors of products of bytes, in squared steps. Of a row and a column added, none overflows;
/// `always` with any other but `never` is below every product, `never` with any above.
enum ByteFloor {
  private static let always: Int32 = -(1 << 29)
  static let never: Int32 = (1 << 29) + (1 << 28)

  /// - Parameter sum: of the row's numbers. Those of columns are stored 128 too large.
  static func ofRow(half: Double, reach: Double, sum: Int32) -> Int32 {
    guard reach >= 0 else { return never }
    let floor = (half - reach * reach / 2 * roundingUp - 1e-6).rounded(.down)
    guard floor > Double(always / 2) else { return always }
    return Int32(floor) + 128 * sum
  }

  static func ofColumn(half: Double, error: Double) -> Int32 {
    guard error >= 0 else { return never }
    return error.isFinite ? Int32(half.rounded(.down)) : always
  }
}

/// Floors of products of floats.
enum FloatFloor {
  private static let always: Float = -1e20
  static let never: Float = 1e30

  /// With room for rounding: a product of `width` numbers, from which the floor is taken, is wrong
  /// by at most (width + 4)u·(|floor| + Σ|xᵢyᵢ|), u = 2⁻²⁴, whatever the order of the additions; and
  /// Σ|xᵢyᵢ| ≤ ‖x‖²/2 + ‖y‖²/2. The hundredth covers terms of second order.
  static func ofRow(half: Double, reach: Double, width: Int, largest: Double) -> Float {
    guard reach >= 0 else { return never }
    let floor = half - reach * reach / 2
    guard floor > Double(always) else { return always }
    let slack = 1.01 * Double(width + 4) * 0x1p-24 * (abs(floor) + half + 2 * largest) + 1e-36
    return Float(floor - slack).nextDown
  }

  static func ofColumn(half: Double, error: Double) -> Float {
    guard error >= 0 else { return never }
    return error.isFinite ? Float(half).nextDown : always
  }
}

private func findBytes(
  _ x: ArraySlice<Int8>, _ rowFloors: [Int32], _ y: ArraySlice<UInt8>, _ floors: ArraySlice<Int32>,
  _ extent: TileExtent, _ instructions: InstructionSet, _ found: inout [similarity_place]
) -> Int64 {
  let padded = rowFloors + Array(repeating: ByteFloor.never, count: extent.rows - rowFloors.count)
  return unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe padded.withUnsafeBufferPointer { padded in
        unsafe floors.withUnsafeBufferPointer { floors in
          var tile = unsafe similarity_bytes(
            rows: x.baseAddress, columns: y.baseAddress, row_floors: padded.baseAddress,
            column_floors: floors.baseAddress, row_count: Int32(extent.rows),
            column_count: Int32(extent.columns), width: Int32(extent.width))
          return unsafe similarity_close_bytes(&tile, instructions.level, &found)
        }
      }
    }
  }
}

private func findFloats(
  _ x: ArraySlice<Float>, _ rowFloors: [Float], _ y: ArraySlice<Float>, _ floors: ArraySlice<Float>,
  _ extent: TileExtent, _ instructions: InstructionSet, _ found: inout [similarity_place]
) -> Int64 {
  let padded = rowFloors + Array(repeating: FloatFloor.never, count: extent.rows - rowFloors.count)
  return unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe padded.withUnsafeBufferPointer { padded in
        unsafe floors.withUnsafeBufferPointer { floors in
          var tile = unsafe similarity_floats(
            rows: x.baseAddress, columns: y.baseAddress, row_floors: padded.baseAddress,
            column_floors: floors.baseAddress, row_count: Int32(extent.rows),
            column_count: Int32(extent.columns), width: Int32(extent.width))
          return unsafe similarity_close_floats(&tile, instructions.level, &found)
        }
      }
    }
  }
}

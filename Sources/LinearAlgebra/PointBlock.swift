internal import CSimilarity

/// Points of a space of few dimensions, laid out so that one call finds the close pairs of two
/// blocks.
///
/// Points are stored rounded, and how far each was moved is kept: with x̂ the point as stored and e
/// its error, ‖x − y‖ ≤ r implies ‖x̂ − ŷ‖ ≤ r + eₓ + e_y by the triangle inequality, and that is
/// ⟨x̂, ŷ⟩ ≥ ‖x̂‖²/2 + ‖ŷ‖²/2 − (r + eₓ + e_y)²/2. With the largest error of a block for e_y the right
/// side is a number of x plus a number of y: a product and one comparison a pair. Products of bytes
/// are exact in integers; those of floats are given room for their rounding.
public struct PointBlock: Sendable {
  /// What numbers are rounded to.
  public enum Precision: Sendable, Hashable {
    /// Whole multiples of a step, at most 127 of them. A point with a larger number is cut, and
    /// close to every other.
    case bytes(step: Double)
    case floats
  }

  /// The largest dimension whose products of bytes fit 2²⁸.
  public static let largestDimensionOfBytes = 8_192

  /// How many points.
  public let count: Int
  /// Numbers in a point as stored.
  let width: Int
  let storage: Storage
  /// Half the squared length of each point as stored; of bytes in squared steps.
  let halves: [Double]
  /// How far each point as stored is from the one that it stands for; infinite for a point that is
  /// cut, negative for one that stands for none.
  let errors: [Double]
  /// Of the points whose error is finite.
  let largestError: Double

  enum Storage: Sendable {
    /// Sums are those of each row.
    case bytes(step: Double, rows: [Int8], sums: [Int32], columns: [UInt8], floors: [Int32])
    case floats(rows: [Float], columns: [Float], floors: [Float])
  }

  /// - Parameters:
  ///   - points: shape (count, dimension); finite.
  ///   - errors: how far each row may be from the point that it stands for; negative for a row
  ///     that stands for none and is close to nothing.
  public init(_ points: Matrix<Float>, errors: [Double], precision: Precision) {
    precondition(errors.count == points.rows, "\(errors.count) errors of \(points.rows) points")
    switch precision {
    case .bytes(let step): self.init(bytes: points, errors, step: step)
    case .floats: self.init(floats: points, errors)
    }
  }

  private init(bytes points: Matrix<Float>, _ given: [Double], step: Double) {
    precondition(points.columns <= Self.largestDimensionOfBytes && step > 0)
    let rounded = RoundedPoints(points, step: step)
    let errors = zip(given, rounded.errors).map { $0 < 0 ? $0 : ($0 + $1) * roundingUp }
    let halves = rounded.squares.map { Double($0) / 2 }
    var columns = [UInt8](repeating: 0, count: rounded.rows.count)
    unsafe similarity_pack_bytes(
      rounded.rows, Int64(rounded.padded), Int64(rounded.width), &columns)
    let floors = zip(halves, errors).map { ByteFloor.ofColumn(half: $0, error: $1) }
    count = points.rows
    width = rounded.width
    storage = .bytes(
      step: step, rows: rounded.rows, sums: rounded.sums, columns: columns,
      floors: floors + Array(repeating: ByteFloor.never, count: rounded.padded - points.rows))
    (self.halves, self.errors) = (halves, errors)
    largestError = errors.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  }

  private init(floats points: Matrix<Float>, _ given: [Double]) {
    count = points.rows
    width = points.columns.rounded(upToMultipleOf: 4)
    let padded = count.rounded(upToMultipleOf: blockRows)
    var rows = [Float](repeating: 0, count: padded * width)
    for i in 0..<count {
      rows.replaceSubrange((i * width)..<(i * width + points.columns), with: points.row(i))
    }
    halves = (0..<count).map { Float.innerProduct(points.row($0), points.row($0)) / 2 }
    var columns = [Float](repeating: 0, count: rows.count)
    unsafe similarity_pack_floats(rows, Int64(padded), Int64(width), &columns)
    let floors = zip(halves, given).map { FloatFloor.ofColumn(half: $0, error: $1) }
    storage = .floats(
      rows: rows, columns: columns,
      floors: floors + Array(repeating: FloatFloor.never, count: padded - count))
    errors = given
    largestError = given.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  }
}

/// Points as multiples of a step, in rows of a length that the kernels take.
private struct RoundedPoints {
  let width: Int
  let padded: Int
  let rows: [Int8]
  let sums: [Int32]
  let squares: [Int32]
  /// Infinite for a point that was cut.
  let errors: [Double]

  init(_ points: Matrix<Float>, step: Double) {
    width = points.columns.rounded(upToMultipleOf: 64)
    padded = points.rows.rounded(upToMultipleOf: blockRows)
    var rows = [Int8](repeating: 0, count: padded * width)
    var roundings = [similarity_rounding](repeating: similarity_rounding(), count: points.rows)
    unsafe similarity_round_to_bytes(
      points.elements, Int64(points.rows), Int64(points.columns), step, Int64(width), &rows,
      &roundings)
    self.rows = rows
    sums = roundings.map(\.sum)
    squares = roundings.map(\.squares)
    // Half a step in every direction, but for the rounding of the division.
    let limit = 0.26 * step * step * Double(points.columns)
    errors = roundings.map {
      $0.squared_error <= limit ? $0.squared_error.squareRoot() : .infinity
    }
  }
}

/// Covers the rounding of a few operations in double precision.
let roundingUp = 1 + 1e-12

/// Blocks are padded to a multiple of so many rows.
let blockRows = Int(similarity_block)

extension Int {
  func rounded(upToMultipleOf step: Int) -> Int { (self + step - 1) / step * step }
}

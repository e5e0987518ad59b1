public import LinearAlgebra

/// Rows with their lengths, for everything that compares directions.
///
/// A row of zeros has no direction: it stays zero, is listed, and has no cosine with anything.
public struct UnitRows: Sendable {
  /// Ascending.
  public let zeroRows: [Int]
  /// The rows as they were, except that extreme ones are scaled by a power of two.
  private let original: StoredRows
  /// Of the rows as stored; neither they nor their products overflow or vanish.
  private let squaredNorms: [Double]
  /// What brings each row to length 1; 0 for rows of zeros.
  private let scales: [Double]

  /// - Parameter rows: shape (n, d), any n and d.
  /// - Precondition: all numbers are finite.
  public init<Scalar>(_ rows: Matrix<Scalar>) {
    self.init(StoredRows(rows))
  }

  /// The rows of a file, which stay there.
  ///
  /// - Precondition: all numbers are finite.
  public init(_ rows: MappedRows) {
    self.init(StoredRows.mapped(rows))
  }

  private init(_ rows: StoredRows) {
    original = rows.withoutExtremes
    let squares = original.squaredNorms
    // The sum of squares of finite floats is finite in double precision, as of doubles near 1.
    precondition(
      squares.allSatisfy(\.isFinite), "NaN or an infinite number has no direction")
    squaredNorms = squares
    scales = squares.map { $0 == 0 ? 0 : 1 / $0.squareRoot() }
    zeroRows = squares.indices.filter { squares[$0] == 0 }
  }

  /// How many rows.
  public var count: Int { original.count }

  /// Numbers in each row.
  public var dimension: Int { original.dimension }

  /// Some rows in float, each of length 1 within rounding, or zero.
  ///
  /// - Parameter columns: of each, or all.
  /// - Returns: shape (range.count, columns.count).
  public func unit(_ range: Range<Int>, columns: Range<Int>? = nil) -> Matrix<Float> {
    original.scaled(rows: range, columns: columns ?? 0..<dimension, by: scales)
  }

  /// Products in float of rows of this set and columns of another, row-major.
  ///
  /// - Parameter products: at least `tile.count` long.
  func innerProducts(_ tile: Tile, with other: UnitRows, into products: inout [Float]) {
    unit(tile.rows).innerProducts(
      of: 0..<tile.rows.count, with: other.unit(tile.columns), of: 0..<tile.columns.count,
      into: &products)
  }

  /// Rows in any order, as `unit(_:columns:)`.
  func unit(selecting rows: [Int]) -> Matrix<Float> {
    var elements: [Float] = []
    elements.reserveCapacity(rows.count * dimension)
    for row in rows { elements += unit(row..<(row + 1)).elements }
    return Matrix(rows: rows.count, columns: dimension, elements: elements)
  }

  /// Whether a row is one of `zeroRows`.
  public func isZero(_ row: Int) -> Bool { squaredNorms[row] == 0 }

  /// As stored.
  func squaredNorm(of row: Int) -> Double { squaredNorms[row] }

  /// Whether a row and one of another set agree in every number; their cosine is exactly 1 then.
  func agrees(_ i: Int, _ other: UnitRows, _ j: Int) -> Bool {
    original.row(i) == other.original.row(j)
  }

  /// Cosine of a row and a row of another set (or of the same), computed in double precision from
  /// the values as given.
  ///
  /// - Returns: within [-1, 1]; exactly 1 for equal rows; nil when either row is zero.
  public func cosine(_ i: Int, _ other: UnitRows, _ j: Int) -> Double? {
    guard !isZero(i), !other.isZero(j) else { return nil }
    let product = original.innerProduct(i, other.original, j)
    return min(1, max(-1, product / (squaredNorms[i] * other.squaredNorms[j]).squareRoot()))
  }

  /// The row in double precision, of length 1 (or zero).
  func direction(_ row: Int) -> [Double] {
    original.row(row).map { $0 * scales[row] }
  }

  /// The rows that have a direction, in order.
  var withoutZeroRows: UnitRows {
    guard !zeroRows.isEmpty else { return self }
    let kept = (0..<count).filter { !isZero($0) }
    switch original {
    case .floats(let rows): return UnitRows(rows.selecting(rows: kept))
    case .doubles(let rows): return UnitRows(rows.selecting(rows: kept))
    case .mapped(let rows): return UnitRows(rows.selecting(rows: kept))
    }
  }

  /// How far a float inner product of two unit rows can be from their cosine.
  ///
  /// Rounding to float moves each coordinate by at most u = 2⁻²⁴ relatively, which is 2u + u² in a
  /// product; summing d products in float in any order, fused or not, adds at most du/(1 − du).
  /// By Cauchy–Schwarz Σ|xᵢyᵢ| ≤ 1, so the sum of both bounds the error. The hundredth covers the
  /// second-order terms and the double rounding for d ≤ 10⁵; the last term covers underflow.
  static func roundingSlack(dimension: Int) -> Double {
    1.01 * Double(dimension + 4) * 0x1p-24 + Double(dimension) * 0x1p-126
  }
}

extension StoredRows {
  fileprivate var squaredNorms: [Double] {
    let length = 2_048
    return mapOnAllCores((count + length - 1) / length) { part in
      (part * length..<min((part + 1) * length, count)).map(squaredNorm)
    }.flatMap { $0 }
  }

  /// Rows of doubles whose fourth powers would overflow or vanish, brought near 1 by a power of
  /// two, which changes no cosine. Fourth powers of floats fit a double.
  fileprivate var withoutExtremes: StoredRows {
    guard case .doubles(let rows) = self else { return self }
    let largest = (0..<count).map { rows.row($0).reduce(0) { max($0, abs($1)) } }
    guard largest.contains(where: isExtreme) else { return self }
    var elements = rows.elements
    for i in 0..<count where isExtreme(largest[i]) {
      for k in (i * dimension)..<((i + 1) * dimension) {
        elements[k] = elements[k] / largest[i].binade
      }
    }
    return .doubles(Matrix(rows: count, columns: dimension, elements: elements))
  }

  private func isExtreme(_ magnitude: Double) -> Bool {
    magnitude != 0 && !(1e-50...1e50).contains(magnitude)
  }
}

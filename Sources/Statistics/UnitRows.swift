public import LinearAlgebra

/// Rows scaled to length 1 once, for everything that compares directions.
///
/// A row of zeros has no direction: it stays zero, is listed, and has no cosine with anything.
public struct UnitRows: Sendable {
  /// Shape (n, d); every row has length 1 within float rounding, or is zero.
  public let unit: Matrix<Float>
  /// Ascending.
  public let zeroRows: [Int]
  /// The rows as they were, except that extreme ones are scaled by a power of two.
  private let original: StoredRows
  private let norms: [Double]

  /// - Parameter rows: shape (n, d), any n and d.
  /// - Precondition: all numbers are finite.
  public init<Scalar>(_ rows: Matrix<Scalar>) {
    self.init(StoredRows(rows))
  }

  private init(_ rows: StoredRows) {
    precondition(rows.firstNotFinite == nil, "NaN or an infinite number has no direction")
    original = rows.withoutExtremes
    norms = original.norms
    unit = original.scaled(by: norms.map { $0 == 0 ? 0 : 1 / $0 })
    zeroRows = norms.indices.filter { [norms] in norms[$0] == 0 }
  }

  /// How many rows.
  public var count: Int { unit.rows }

  public func isZero(_ row: Int) -> Bool { norms[row] == 0 }

  /// Cosine of a row and a row of another set (or of the same), computed in double precision from
  /// the values as given.
  ///
  /// - Returns: within [-1, 1]; nil when either row is zero.
  public func cosine(_ i: Int, _ other: UnitRows, _ j: Int) -> Double? {
    guard !isZero(i), !other.isZero(j) else { return nil }
    let product = original.innerProduct(i, other.original, j)
    return min(1, max(-1, product / norms[i] / other.norms[j]))
  }

  /// The row in double precision, of length 1 (or zero).
  func direction(_ row: Int) -> [Double] {
    let scale = isZero(row) ? 0 : 1 / norms[row]
    return original.row(row).map { $0 * scale }
  }

  /// The rows that have a direction, in order.
  var withoutZeroRows: UnitRows {
    guard !zeroRows.isEmpty else { return self }
    let kept = (0..<count).filter { !isZero($0) }
    switch original {
    case .floats(let rows): return UnitRows(rows.selecting(rows: kept))
    case .doubles(let rows): return UnitRows(rows.selecting(rows: kept))
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
  fileprivate var norms: [Double] {
    (0..<count).map { squaredNorm(of: $0).squareRoot() }
  }

  /// The rows times a factor each, rounded to float.
  fileprivate func scaled(by factors: [Double]) -> Matrix<Float> {
    var elements: [Float] = []
    elements.reserveCapacity(count * dimension)
    for i in 0..<count {
      let factor = factors[i]
      for value in row(i) { elements.append(Float(value * factor)) }
    }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }

  /// Rows of doubles whose squares would overflow or vanish, brought near 1 by a power of two,
  /// which changes no cosine. Squares of floats always fit a double.
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
    magnitude != 0 && !(1e-100...1e100).contains(magnitude)
  }
}

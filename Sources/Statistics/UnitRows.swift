public import LinearAlgebra

/// Cosines at or above this count as equal vectors: below it lies no rounding of Float.
public let equalityThreshold = 1 - 1e-6

/// Rows scaled to length 1 once, with what is needed for exact cosines.
public struct UnitRows: Sendable {
  /// Shape of the rows given; zero rows stay zero.
  public let unit: Matrix<Float>
  /// Rows without a direction, ascending: they have no cosine with anything.
  public let zeroRows: [Int]

  private let original: Original
  private let lengths: [Double]

  private enum Original: Sendable {
    case float(Matrix<Float>)
    case double(Matrix<Double>)
  }

  /// - Precondition: all numbers are finite.
  public init(_ rows: Matrix<Float>) {
    self.init(rows, original: .float(rows))
  }

  /// - Precondition: all numbers are finite.
  public init(_ rows: Matrix<Double>) {
    let safe = rows.withSafeExponents()
    self.init(safe, original: .double(safe))
  }

  private init<Scalar: MatrixScalar>(_ rows: Matrix<Scalar>, original: Original) {
    let lengths = (0..<rows.rows).map {
      Scalar.innerProduct(rows.row($0), rows.row($0)).squareRoot()
    }
    precondition(lengths.allSatisfy(\.isFinite), "rows must be finite")
    var elements: [Float] = []
    elements.reserveCapacity(rows.elements.count)
    for (i, length) in lengths.enumerated() {
      let scale = length > 0 ? 1 / length : 0
      for value in rows.row(i) { elements.append(Float(Double(value) * scale)) }
    }
    unit = Matrix(rows: rows.rows, columns: rows.columns, elements: elements)
    zeroRows = lengths.indices.filter { lengths[$0] == 0 }
    self.lengths = lengths
    self.original = original
  }

  public var count: Int { unit.rows }

  func isZero(_ row: Int) -> Bool { lengths[row] == 0 }

  /// Cosine of a row with a row of another set, in double precision from the rows as given.
  ///
  /// - Returns: in [−1, 1]; nil if either row is zero.
  public func cosine(_ i: Int, _ other: UnitRows, _ j: Int) -> Double? {
    guard !isZero(i), !other.isZero(j) else { return nil }
    let product =
      switch (original, other.original) {
      case (.float(let x), .float(let y)): Float.innerProduct(x.row(i), y.row(j))
      case (.double(let x), .double(let y)): Double.innerProduct(x.row(i), y.row(j))
      case (.float(let x), .double(let y)):
        Double.innerProduct(x.row(i).map(Double.init)[...], y.row(j))
      case (.double(let x), .float(let y)):
        Double.innerProduct(x.row(i), y.row(j).map(Double.init)[...])
      }
    return max(-1, min(1, product / lengths[i] / other.lengths[j]))
  }

  /// Bound on the error of a Float inner product of two unit rows, whatever the order of summation:
  /// each factor is rounded once and each of d products and sums again, so that
  /// |error| ≤ (d + 2)·u·Σ|xᵢyᵢ| to first order, u = 2⁻²⁴, and Σ|xᵢyᵢ| ≤ 1 by Cauchy–Schwarz. The
  /// two added units cover the second order for every d below 10⁶.
  var roundingBound: Float { Float(unit.columns + 4) * 0x1p-24 }
}

extension Matrix<Double> {
  /// Rows whose squares would overflow or vanish, scaled by a power of two, which is exact.
  fileprivate func withSafeExponents() -> Matrix<Double> {
    var scaled = self
    for i in 0..<rows {
      let largest = row(i).reduce(0) { max($0, abs($1)) }
      guard largest > 0, largest.isFinite, abs(largest.exponent) > 300 else { continue }
      let factor = Double(sign: .plus, exponent: -largest.exponent, significand: 1)
      for j in 0..<columns { scaled[i, j] *= factor }
    }
    return scaled
  }
}

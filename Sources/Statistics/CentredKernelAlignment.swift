public import LinearAlgebra

/// How alike two representations of the same items are, whatever their rotation and scale.
public struct CentredKernelAlignment: Sendable, Codable, Equatable {
  /// In [0, 1]; biased upwards for few rows of many dimensions.
  /// Source: Kornblith et al., ICML 2019, eq. 4.
  public let biased: Double
  /// With the unbiased HSIC of Song et al., JMLR 13 (2012), eq. 5; at most 1, about 0 when unrelated.
  public let debiased: Double
}

/// Linear centred kernel alignment of two representations of the same n items.
///
/// - Parameters:
///   - x: shape (n, p), n ≥ 4.
///   - y: shape (n, q), row i the same item as row i of x.
/// - Throws: `StatisticsError` for fewer than four rows, or rows that are all equal.
/// - Complexity: O(n·p·q) or O(n²·(p + q)), whichever needs the smaller matrix.
public func linearCKA<Scalar: MatrixScalar>(
  _ x: Matrix<Scalar>, _ y: Matrix<Scalar>
) throws(StatisticsError) -> CentredKernelAlignment {
  precondition(x.rows == y.rows, "\(x.rows) and \(y.rows) rows")
  guard x.rows >= 4 else { throw .tooFewRows(what: "CKA", found: x.rows, needed: 4) }
  let (a, b) = (CentredRows(x).rows, CentredRows(y).rows)
  let (xx, yy, xy) = (KernelProduct(a, a), KernelProduct(b, b), KernelProduct(a, b))
  guard xx.biased > 0, yy.biased > 0 else {
    throw .noSpread(what: "CKA", remedy: "look for an encoder that gives one vector for all")
  }
  let scale = xx.unbiased * yy.unbiased
  return CentredKernelAlignment(
    biased: min(1, xy.biased / (xx.biased * yy.biased).squareRoot()),
    debiased: scale > 0 ? min(1, xy.unbiased / scale.squareRoot()) : 0)
}

/// The two estimates of HSIC for linear kernels K = XXᵀ and L = YYᵀ of centred rows, up to a factor
/// that cancels in the alignment.
private struct KernelProduct {
  let biased: Double
  let unbiased: Double

  init(_ x: Matrix<Double>, _ y: Matrix<Double>) {
    let n = Double(x.rows)
    let k = (0..<x.rows).map { Double.innerProduct(x.row($0), x.row($0)) }
    let l = (0..<y.rows).map { Double.innerProduct(y.row($0), y.row($0)) }
    let trace = Self.traceOfProduct(x, y)
    let diagonals = Double.innerProduct(k[...], l[...])
    let sums = k.reduce(0, +) * l.reduce(0, +)
    biased = trace
    // K and L without their diagonals. Centred rows add up to 0, so row sums are −kᵢ and −lᵢ.
    unbiased =
      (trace - diagonals + sums / ((n - 1) * (n - 2)) - 2 / (n - 2) * diagonals) / (n * (n - 3))
  }

  /// tr(KL) = ‖XᵀY‖².
  private static func traceOfProduct(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
    if x.columns * y.columns <= x.rows * x.rows {
      let product = x.transposedTimes(y).elements[...]
      return Double.innerProduct(product, product)
    }
    return Double.innerProduct(
      x.timesTransposed(x).elements[...], y.timesTransposed(y).elements[...])
  }
}

internal import COpenBLAS

/// A number that a `Matrix` can hold: `Float`, in which vectors are stored, or `Double`, in which
/// statistics are computed.
public protocol MatrixScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← op(A)·op(B) on row-major storage; `Matrix` has the safe forms.
  @unsafe static func multiply(
    _ shape: ProductShape, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>)

  /// Σ xᵢyᵢ, accumulated in double precision whatever the scalar.
  static func innerProduct(_ x: ArraySlice<Self>, _ y: ArraySlice<Self>) -> Double
}

/// The sizes of a matrix product: op(A) has shape (m, k), op(B) (k, n), C (m, n).
public struct ProductShape: Sendable {
  let m: Int
  let n: Int
  let k: Int
  let transposesA: Bool
  let transposesB: Bool

  /// Length of a stored row of A.
  var strideA: Int { transposesA ? m : k }
  /// Length of a stored row of B.
  var strideB: Int { transposesB ? k : n }
}

extension Float: MatrixScalar {
  @unsafe public static func multiply(
    _ shape: ProductShape, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>
  ) {
    BLAS.requireLoaded()
    unsafe openblas_sgemm(
      shape.transposesA, shape.transposesB, Int32(shape.m), Int32(shape.n), Int32(shape.k), 1,
      a, Int32(shape.strideA), b, Int32(shape.strideB), 0, c, Int32(shape.n))
  }

  /// Products of floats are exact in double precision; eight running sums keep the loop wide.
  public static func innerProduct(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in unsafe wideInnerProduct(x, y) }
    }
  }
}

private func wideInnerProduct(
  _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>
) -> Double {
  var lanes = SIMD8<Double>()
  let whole = x.count & ~7
  let rawX = UnsafeRawBufferPointer(x)
  let rawY = UnsafeRawBufferPointer(y)
  for i in stride(from: 0, to: whole * 4, by: 32) {
    let p = unsafe rawX.loadUnaligned(fromByteOffset: i, as: SIMD8<Float>.self)
    let q = unsafe rawY.loadUnaligned(fromByteOffset: i, as: SIMD8<Float>.self)
    lanes += SIMD8<Double>(p) * SIMD8<Double>(q)
  }
  var rest = 0.0
  for i in whole..<x.count { rest += unsafe Double(x[i]) * Double(y[i]) }
  return lanes.sum() + rest
}

extension Double: MatrixScalar {
  @unsafe public static func multiply(
    _ shape: ProductShape, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    BLAS.requireLoaded()
    unsafe openblas_dgemm(
      shape.transposesA, shape.transposesB, Int32(shape.m), Int32(shape.n), Int32(shape.k), 1,
      a, Int32(shape.strideA), b, Int32(shape.strideB), 0, c, Int32(shape.n))
  }

  public static func innerProduct(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    guard !x.isEmpty else { return 0 }
    BLAS.requireLoaded()
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in
        unsafe openblas_ddot(Int32(x.count), x.baseAddress, y.baseAddress)
      }
    }
  }
}

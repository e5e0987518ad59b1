internal import COpenBLAS
internal import CSimilarity

/// A number that a `Matrix` can hold: `Float`, in which vectors are stored, or `Double`, in which
/// statistics are computed.
public protocol MatrixScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← op(A)·op(B) on row-major storage; `Matrix` has the safe forms.
  @unsafe static func multiply(
    _ shape: ProductShape, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>)

  /// Σ xᵢyᵢ, accumulated in double precision whatever the scalar.
  static func innerProduct(_ x: ArraySlice<Self>, _ y: ArraySlice<Self>) -> Double

  /// Numbers times a factor in double precision, rounded to float; `Matrix` has the safe form.
  @unsafe static func scale(
    _ x: UnsafePointer<Self>, count: Int, by factor: Double,
    into result: UnsafeMutablePointer<Float>)
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

  /// Products of floats are exact in double precision, and the order of the additions is fixed: the
  /// same on every CPU.
  public static func innerProduct(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    return unsafe x.withUnsafeBufferPointer { p in
      unsafe y.withUnsafeBufferPointer { q in
        guard let p = p.baseAddress, let q = q.baseAddress else { return 0 }
        return unsafe similarity_inner_product(p, q, Int64(x.count))
      }
    }
  }

  @unsafe public static func scale(
    _ x: UnsafePointer<Float>, count: Int, by factor: Double,
    into result: UnsafeMutablePointer<Float>
  ) {
    unsafe similarity_scale_floats(x, Int64(count), factor, result)
  }
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

  @unsafe public static func scale(
    _ x: UnsafePointer<Double>, count: Int, by factor: Double,
    into result: UnsafeMutablePointer<Float>
  ) {
    unsafe similarity_scale_doubles(x, Int64(count), factor, result)
  }
}

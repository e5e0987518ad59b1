internal import COpenBLAS

/// A matrix as U·diag(s)·Vᵀ, with as many singular values as its smaller side is long.
public struct SingularValueDecomposition: Sendable {
  /// U, shape (rows, rank); its columns are orthonormal. The sign of each with the row of `right` is
  /// LAPACK's.
  public let left: Matrix<Double>
  /// ≥ 0, descending.
  public let values: [Double]
  /// Vᵀ, shape (rank, columns); its rows are orthonormal.
  public let right: Matrix<Double>

  /// - Throws: `LinearAlgebraError` when LAPACK does not converge, or the matrix holds NaN.
  /// - Complexity: O(rows·columns·rank). Source: LAPACK `dgesdd`.
  public init(of matrix: Matrix<Double>) throws(LinearAlgebraError) {
    guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dgesdd") }
    let rank = min(matrix.rows, matrix.columns)
    var left = Matrix<Double>(rows: matrix.rows, columns: rank)
    var right = Matrix<Double>(rows: rank, columns: matrix.columns)
    var values = [Double](repeating: 0, count: rank)
    if rank > 0 {
      BLAS.requireLoaded()
      var work = matrix.elements
      let info = unsafe work.withUnsafeMutableBufferPointer { a in
        unsafe values.withUnsafeMutableBufferPointer { s in
          unsafe left.elements.withUnsafeMutableBufferPointer { u in
            unsafe right.elements.withUnsafeMutableBufferPointer { v in
              unsafe lapacke_dgesdd(
                Int32(matrix.rows), Int32(matrix.columns), a.baseAddress, s.baseAddress,
                u.baseAddress, v.baseAddress)
            }
          }
        }
      }
      guard info == 0 else { throw .noConvergence(routine: "dgesdd", info: Int(info)) }
    }
    (self.left, self.right) = (left, right)
    self.values = values.map { Swift.max(0, $0) }
  }
}

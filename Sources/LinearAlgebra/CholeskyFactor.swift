internal import COpenBLAS

/// A symmetric positive definite matrix as UᵀU, for systems with many right-hand sides.
public struct CholeskyFactor: Sendable {
  /// The diagonal and what is above it count.
  private let upper: Matrix<Double>

  /// - Parameter matrix: symmetric, shape (n, n); only its upper triangle is read.
  /// - Throws: `LinearAlgebraError` for a matrix that is not positive definite, or holds NaN.
  /// - Complexity: O(n³ / 3). Source: LAPACK `dpotrf`.
  public init(of matrix: Matrix<Double>) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns, "shape (\(matrix.rows), \(matrix.columns))")
    BLAS.requireLoaded()
    guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dpotrf") }
    var factor = matrix
    let n = Int32(matrix.rows)
    let info: Int32 =
      matrix.rows == 0
      ? 0
      : unsafe factor.elements.withUnsafeMutableBufferPointer { a in
        unsafe lapacke_dpotrf(n, a.baseAddress, n)
      }
    guard info == 0 else { throw .noConvergence(routine: "dpotrf", info: Int(info)) }
    upper = factor
  }

  /// The order of the matrix A.
  public var order: Int { upper.rows }

  /// Of each row b the solution x of A·x = b.
  ///
  /// - Parameter rows: shape (any, n).
  /// - Complexity: O(rows · n²). Source: BLAS `dtrsm`, twice.
  public func solving(rows: Matrix<Double>) -> Matrix<Double> {
    unwhitening(rows: whitening(rows: rows))
  }

  /// b·U⁻¹ of each row b: rows with covariance A get the identity as theirs.
  ///
  /// - Parameter rows: shape (any, n).
  public func whitening(rows: Matrix<Double>) -> Matrix<Double> {
    solving(rows, transposed: false)
  }

  /// b·U⁻ᵀ of each row b: the weights that give rows what weights b give the whitened rows.
  ///
  /// - Parameter rows: shape (any, n).
  public func unwhitening(rows: Matrix<Double>) -> Matrix<Double> {
    solving(rows, transposed: true)
  }

  private func solving(_ rows: Matrix<Double>, transposed: Bool) -> Matrix<Double> {
    precondition(rows.columns == order, "rows of \(rows.columns) numbers for order \(order)")
    guard rows.rows > 0, order > 0 else { return rows }
    var solutions = rows
    let (count, n) = (Int32(rows.rows), Int32(order))
    unsafe upper.elements.withUnsafeBufferPointer { upper in
      unsafe solutions.elements.withUnsafeMutableBufferPointer { rows in
        unsafe openblas_solve_rows(count, n, upper.baseAddress, transposed, rows.baseAddress)
      }
    }
    return solutions
  }
}

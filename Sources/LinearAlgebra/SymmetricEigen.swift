internal import COpenBLAS

/// Eigenvalues and eigenvectors of a real symmetric matrix.
public struct SymmetricEigen: Sendable {
  /// Descending.
  public let values: [Double]
  /// Shape (n, n); row i is the unit eigenvector of `values[i]`. Its sign is LAPACK's.
  public let vectors: Matrix<Double>

  fileprivate init(values: [Double], vectors: Matrix<Double>) {
    (self.values, self.vectors) = (values, vectors)
  }

  /// - Parameter matrix: symmetric, shape (n, n); only its upper triangle is read.
  /// - Throws: `LinearAlgebraError` when LAPACK does not converge, or the input holds NaN.
  /// - Complexity: O(n³). Source: LAPACK `dsyevd` (divide and conquer).
  public init(of matrix: Matrix<Double>) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns, "shape (\(matrix.rows), \(matrix.columns))")
    BLAS.requireLoaded()
    let n = matrix.rows
    guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dsyevd") }
    guard n > 0 else {
      (values, vectors) = ([], matrix)
      return
    }
    var columnsOfVectors = matrix.elements
    var ascending = [Double](repeating: 0, count: n)
    let info = unsafe columnsOfVectors.withUnsafeMutableBufferPointer { a in
      unsafe ascending.withUnsafeMutableBufferPointer { w in
        unsafe lapacke_dsyevd(Int32(n), a.baseAddress, Int32(n), w.baseAddress)
      }
    }
    guard info == 0 else { throw .noConvergence(routine: "dsyevd", info: Int(info)) }
    let unsorted = Matrix(rows: n, columns: n, elements: columnsOfVectors).transposed
    values = ascending.reversed()
    vectors = unsorted.selecting(rows: (0..<n).reversed())
  }
}

extension SymmetricEigen {
  /// The largest eigenvalues alone, with their eigenvectors: less work the fewer there are.
  ///
  /// - Parameters:
  ///   - matrix: symmetric, shape (n, n); only its upper triangle is read.
  ///   - count: within 1...n.
  /// - Throws: `LinearAlgebraError` when LAPACK does not converge, or the input holds NaN.
  /// - Complexity: O(n³). Source: LAPACK `dsyevr` (relatively robust representations).
  public init(of matrix: Matrix<Double>, largest count: Int) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns && (1...max(1, matrix.rows)).contains(count))
    BLAS.requireLoaded()
    guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dsyevr") }
    let n = matrix.rows
    var work = matrix.elements
    var ascending = [Double](repeating: 0, count: n)
    var found = [Double](repeating: 0, count: count * n)
    var support = [Int32](repeating: 0, count: 2 * count)
    let info = unsafe lapacke_dsyevr_largest(
      Int32(n), Int32(count), &work, &ascending, &found, &support)
    guard info == 0 else { throw .noConvergence(routine: "dsyevr", info: Int(info)) }
    let unsorted = Matrix(rows: count, columns: n, elements: found)
    self.init(
      values: ascending.prefix(count).reversed(),
      vectors: unsorted.selecting(rows: (0..<count).reversed()))
  }
}

/// The eigenvalues of a real symmetric matrix, without their vectors: a fraction of the time.
///
/// - Parameter matrix: symmetric, shape (n, n); only its upper triangle is read.
/// - Returns: descending.
/// - Throws: `LinearAlgebraError` when LAPACK does not converge, or the input holds NaN.
public func eigenvalues(
  ofSymmetric matrix: Matrix<Double>
) throws(LinearAlgebraError) -> [Double] {
  precondition(matrix.rows == matrix.columns, "shape (\(matrix.rows), \(matrix.columns))")
  BLAS.requireLoaded()
  guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dsyevd") }
  guard matrix.rows > 0 else { return [] }
  let n = Int32(matrix.rows)
  var work = matrix.elements
  var ascending = [Double](repeating: 0, count: matrix.rows)
  let info = unsafe work.withUnsafeMutableBufferPointer { a in
    unsafe ascending.withUnsafeMutableBufferPointer { w in
      unsafe lapacke_dsyevd_values(n, a.baseAddress, n, w.baseAddress)
    }
  }
  guard info == 0 else { throw .noConvergence(routine: "dsyevd", info: Int(info)) }
  return ascending.reversed()
}

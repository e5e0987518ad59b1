internal import COpenBLAS

extension Matrix<Double> {
  /// The singular values, without their vectors.
  ///
  /// - Returns: min(rows, columns) numbers ≥ 0, descending.
  /// - Throws: `LinearAlgebraError` when LAPACK does not converge, or the matrix holds NaN.
  /// - Complexity: O(rows·columns·min(rows, columns)). Source: LAPACK `dgesdd`.
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    guard elements.allSatisfy(\.isFinite) else { throw .notFinite(routine: "dgesdd") }
    guard rows > 0, columns > 0 else { return [] }
    BLAS.requireLoaded()
    var work = elements
    var values = [Double](repeating: 0, count: Swift.min(rows, columns))
    let info = unsafe work.withUnsafeMutableBufferPointer { a in
      unsafe values.withUnsafeMutableBufferPointer { s in
        unsafe lapacke_dgesdd_values(
          Int32(rows), Int32(columns), a.baseAddress, s.baseAddress)
      }
    }
    guard info == 0 else { throw .noConvergence(routine: "dgesdd", info: Int(info)) }
    return values.map { Swift.max(0, $0) }
  }
}

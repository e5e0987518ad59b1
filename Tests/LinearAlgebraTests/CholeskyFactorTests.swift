import LinearAlgebra
import Testing

@Suite struct CholeskyFactorTests {
  private let matrix = Matrix([[4.0, 2, 0.5], [2, 5, 1], [0.5, 1, 3]])

  @Test func solutionsSolveTheSystem() throws {
    let rows = Matrix([[1.0, 2, 3], [-1, 0, 4]])
    let solved = try CholeskyFactor(of: matrix).solving(rows: rows)
    #expect(solved.times(matrix).largestDifference(from: rows) < 1e-14)
  }

  @Test func whitenedRowsHaveTheIdentityForTheMatrix() throws {
    let factor = try CholeskyFactor(of: matrix)
    // U⁻ᵀ·A·U⁻¹ = I.
    let whitened = factor.whitening(rows: factor.whitening(rows: matrix).transposed)
    #expect(whitened.largestDifference(from: Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]])) < 1e-14)
    // Weights b of whitened rows give what their unwhitened ones give the rows.
    let (row, weights) = (Matrix([[1.0, 2, 3]]), Matrix([[0.5, -1, 2]]))
    let (before, after) = (
      row.timesTransposed(factor.unwhitening(rows: weights)),
      factor.whitening(rows: row).timesTransposed(weights)
    )
    #expect(before.largestDifference(from: after) < 1e-14)
  }

  @Test func onlyTheUpperTriangleIsRead() throws {
    let half = Matrix([[4.0, 2, 0.5], [9, 5, 1], [9, 9, 3]])
    let rows = Matrix([[1.0, 2, 3]])
    let whole = try CholeskyFactor(of: matrix).solving(rows: rows)
    #expect(try CholeskyFactor(of: half).solving(rows: rows) == whole)
  }

  @Test func anIndefiniteMatrixAndNaNAreRefused() {
    #expect(throws: LinearAlgebraError.self) {
      try CholeskyFactor(of: Matrix([[1.0, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.self) { try CholeskyFactor(of: Matrix([[Double.nan]])) }
  }

  @Test func eigenvaluesAloneEqualThoseWithVectors() throws {
    let (alone, both) = (
      try eigenvalues(ofSymmetric: matrix), try SymmetricEigen(of: matrix).values
    )
    #expect(Matrix([alone]).largestDifference(from: Matrix([both])) < 1e-14)
    #expect(try eigenvalues(ofSymmetric: Matrix(rows: 0, columns: 0)).isEmpty)
  }
}

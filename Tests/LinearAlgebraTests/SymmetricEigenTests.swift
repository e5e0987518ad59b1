import LinearAlgebra
import Testing

@Suite struct SymmetricEigenTests {
  let reference: References

  init() throws { reference = try References.load() }

  @Test func valuesEqualNumPyInDescendingOrder() throws {
    let eigen = try SymmetricEigen(of: Matrix(reference.symmetric))
    #expect(
      Matrix([eigen.values]).largestDifference(from: Matrix([reference.eigenvaluesDescending]))
        < 1e-13)
  }

  @Test func theFirstVectorEqualsNumPyUpToItsSign() throws {
    let eigen = try SymmetricEigen(of: Matrix(reference.symmetric))
    let cosine = Double.innerProduct(eigen.vectors.row(0), reference.firstEigenvector[...])
    #expect(abs(abs(cosine) - 1) < 1e-13)
  }

  @Test func vectorsSolveTheEquationAndAreOrthonormal() throws {
    let matrix = Matrix(reference.symmetric)
    let eigen = try SymmetricEigen(of: matrix)
    let images = eigen.vectors.timesTransposed(matrix)
    let products = eigen.vectors.timesTransposed(eigen.vectors)
    for i in 0..<9 {
      for j in 0..<9 {
        // ε times the norm of the matrix (about 10) and a small power of its order.
        #expect(abs(images[i, j] - eigen.values[i] * eigen.vectors[i, j]) < 1e-13)
        #expect(abs(products[i, j] - (i == j ? 1 : 0)) < 1e-14)
      }
    }
  }

  @Test func knownVectorsAreFound() throws {
    let eigen = try SymmetricEigen(of: Matrix([[2.0, 1], [1, 2]]))
    #expect(Matrix([eigen.values]).largestDifference(from: Matrix([[3, 1]])) < 1e-15)
    #expect(abs(eigen.vectors[0, 0] - eigen.vectors[0, 1]) < 1e-15)
    #expect(abs(eigen.vectors[1, 0] + eigen.vectors[1, 1]) < 1e-15)
  }

  @Test func onlyTheUpperTriangleIsRead() throws {
    var lower = Matrix(reference.symmetric)
    for i in 0..<9 { for j in 0..<i { lower[i, j] = 1e3 } }
    let (a, b) = (
      try SymmetricEigen(of: Matrix(reference.symmetric)), try SymmetricEigen(of: lower)
    )
    #expect(a.values == b.values && a.vectors == b.vectors)
  }

  @Test func theTraceIsTheSumOfTheValues() throws {
    let matrix = Matrix(reference.symmetric)
    let trace = (0..<9).reduce(0) { $0 + matrix[$1, $1] }
    let sum = try SymmetricEigen(of: matrix).values.reduce(0, +)
    #expect(abs(trace - sum) < 1e-13)
  }

  @Test func repeatedValuesHaveOrthogonalVectors() throws {
    let eigen = try SymmetricEigen(of: Matrix([[4.0, 0, 0], [0, 4, 0], [0, 0, -1]]))
    #expect(eigen.values == [4, 4, -1])
    #expect(abs(Double.innerProduct(eigen.vectors.row(0), eigen.vectors.row(1))) < 1e-15)
  }

  @Test func orderZeroAndOneAreAllowed() throws {
    #expect(try SymmetricEigen(of: Matrix(rows: 0, columns: 0)).values.isEmpty)
    let one = try SymmetricEigen(of: Matrix([[-3.0]]))
    #expect(one.values == [-3] && abs(one.vectors[0, 0]) == 1)
  }

  @Test(arguments: [Double.nan, .infinity])
  func notFiniteNumbersAreAnError(number: Double) {
    let error = #expect(throws: LinearAlgebraError.notFinite(routine: "dsyevd")) {
      try SymmetricEigen(of: Matrix([[1, number], [number, 1]]))
    }
    #expect(error?.description.contains("remove") == true)
  }
}

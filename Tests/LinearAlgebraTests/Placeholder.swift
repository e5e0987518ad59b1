import LinearAlgebra
import Testing

@Test func symmetricEigenFindsKnownVectors() throws {
  let eigen = try SymmetricEigen(of: Matrix([[2.0, 1], [1, 2]]))
  #expect(eigen.values == [3, 1])
}

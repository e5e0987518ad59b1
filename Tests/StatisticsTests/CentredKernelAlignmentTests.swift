import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct CentredKernelAlignmentTests {
  func expectEqual(_ found: CentredKernelAlignment, _ expected: References.CKAValues.Pair) {
    #expect(agrees(found.biased, expected.biased, absolute: 1e-12))
    #expect(agrees(found.debiased, expected.debiased, absolute: 1e-12))
  }

  @Test func alignmentEqualsNumPyByColumnsAndByRows() throws {
    let reference = try References.load().cka
    let (x, y, z) = (Matrix(reference.x), Matrix(reference.y), Matrix(reference.z))
    expectEqual(try linearCKA(x, y), reference.xy)
    expectEqual(try linearCKA(x, z), reference.xz)
    expectEqual(try linearCKA(y, z), reference.yz)
  }

  @Test func digitsToTheirFirstFiveComponentsEqualNumPy() throws {
    let digits = try Digits()
    let scores = try PrincipalComponents(of: digits.rows, count: 5).scores
    expectEqual(try linearCKA(digits.rows, scores), try References.load().digits.ckaToFirstFive)
  }

  @Test func aRepresentationAlignsWithItself() throws {
    var normal = NormalGenerator("self")
    let x = normal.matrix(12, 4)
    let found = try linearCKA(x, x)
    #expect(agrees(found.biased, 1, absolute: 1e-14))
    #expect(agrees(found.debiased, 1, absolute: 1e-14))
  }

  @Test func rotationScaleAndShiftDoNotMatter() throws {
    var normal = NormalGenerator("invariance")
    let (x, y) = (normal.matrix(15, 2), normal.matrix(15, 6))
    let rotation = Matrix([[0.6, -0.8], [0.8, 0.6]])
    let moved = x.times(rotation).mapping { -1e3 * $0 + 50 }
    let (a, b) = (try linearCKA(x, y), try linearCKA(moved, y))
    #expect(agrees(a.biased, b.biased, absolute: 1e-12))
    #expect(agrees(a.debiased, b.debiased, absolute: 1e-12))
  }

  @Test func alignmentIsSymmetric() throws {
    var normal = NormalGenerator("symmetry")
    let (x, y) = (normal.matrix(10, 3), normal.matrix(10, 20))
    let (a, b) = (try linearCKA(x, y), try linearCKA(y, x))
    #expect(agrees(a.biased, b.biased, absolute: 1e-14))
    #expect(agrees(a.debiased, b.debiased, absolute: 1e-13))
  }

  @Test func unrelatedRepresentationsAlignOnlyWhenBiased() throws {
    var normal = NormalGenerator("unrelated")
    let found = try linearCKA(normal.matrix(60, 200), normal.matrix(60, 200))
    #expect(found.biased > 0.7)
    #expect(abs(found.debiased) < 0.05)
  }

  @Test func extremeScalesDoNotOverflow() throws {
    var normal = NormalGenerator("extreme")
    let (x, y) = (normal.matrix(10, 3), normal.matrix(10, 3))
    let expected = try linearCKA(x, y).debiased
    for scale in [1e-100, 1e100] {
      let found = try linearCKA(x.mapping { $0 * scale }, y).debiased
      #expect(agrees(found, expected, absolute: 1e-12))
    }
  }

  @Test func sumsByRowsColumnsAndTilesAgree() {
    var normal = NormalGenerator("sums")
    let (p, q) = (normal.matrix(11, 4), normal.matrix(11, 7))
    let expected = sumOverColumns(p, q)
    for side in [TileSide.standard, TileSide(rows: 3, columns: 2)] {
      #expect(agrees(sumOverRows(p, q, side: side), expected, relative: 1e-13))
    }
  }

  @Test func impossibleRequestsAreErrors() {
    var normal = NormalGenerator("errors")
    let x = normal.matrix(5, 2)
    #expect(throws: StatisticsError.self) { try linearCKA(x, normal.matrix(6, 2)) }
    #expect(throws: StatisticsError.tooFewRows(of: "the first matrix", found: 3, needed: 4)) {
      try linearCKA(normal.matrix(3, 2), normal.matrix(3, 2))
    }
    #expect(throws: StatisticsError.noVariance(of: "the second matrix")) {
      try linearCKA(x, Matrix(repeating: 0.1, rows: 5, columns: 9))
    }
    #expect(throws: StatisticsError.notFinite(of: "the first matrix", row: 0, column: 0)) {
      try linearCKA(Matrix(repeating: Double.nan, rows: 5, columns: 1), x)
    }
    #expect(throws: StatisticsError.noVariance(of: "the first matrix")) {
      try linearCKA(Matrix<Double>(rows: 5, columns: 0), x)
    }
  }
}

import Foundation
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

  @Test func productsInFloatLoseNoMoreThanAMillionth() throws {
    var normal = NormalGenerator("floats")
    let x = normal.matrix(3_000, 40).mapping { $0 + 3 }
    let y = x.times(normal.matrix(40, 25)).mapping { $0 + normal.next() }
    let views = [StoredRows(x), StoredRows(y)]
    let exact = try linearKernelAlignments(of: views, names: ["x", "y"]).pairs[0].alignment
    let rounded = try linearKernelAlignments(of: views, names: ["x", "y"], exactLimit: 0)
      .pairs[0].alignment
    #expect(rounded != exact)
    #expect(agrees(rounded.biased, exact.biased, absolute: 1e-6))
    #expect(agrees(rounded.debiased, exact.debiased, absolute: 1e-6))
  }

  @Test func severalRepresentationsAreAlignedPairByPair() throws {
    var normal = NormalGenerator("several")
    let views = [3, 6, 40].map { normal.matrix(20, $0) }
    let found = try linearKernelAlignments(
      of: views.map(StoredRows.init), names: ["a", "b", "c"])
    #expect(found.pairs.map { [$0.a, $0.b] } == [[0, 1], [0, 2], [1, 2]])
    for pair in found.pairs {
      #expect(pair.alignment == (try linearCKA(views[pair.a], views[pair.b])))
    }
    #expect(found.debiased(2, 0) == found.pairs[1].alignment.debiased)
    #expect(found.debiased(1, 1) == 1)
    #expect(throws: StatisticsError.noVariance(of: "flat")) {
      try linearKernelAlignments(
        of: [StoredRows(views[0]), StoredRows(Matrix(repeating: 1.0, rows: 20, columns: 2))],
        names: ["a", "flat"])
    }
  }

  /// Against the definitions, with whole kernel matrices.
  @Test func gaussianAlignmentIsThatOfItsKernels() throws {
    var normal = NormalGenerator("gaussian")
    let (x, y) = (normal.matrix(30, 4), normal.matrix(30, 9))
    let found = try gaussianKernelAlignments(
      of: [StoredRows(x), StoredRows(y)], names: ["x", "y"], seed: 1)
    let kernels = [x, y].map { view -> [[Double]] in
      let sigma = medianPairwiseDistance(view, seed: 1)
      return (0..<30).map { i in
        (0..<30).map { j in
          let square = zip(view.row(i), view.row(j)).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          }
          return exp(-square / (2 * sigma * sigma))
        }
      }
    }
    func biased(_ k: [[Double]], _ l: [[Double]]) -> Double {
      let n = 30.0
      let (rowsK, rowsL) = (k.map { $0.reduce(0, +) }, l.map { $0.reduce(0, +) })
      let (meanK, meanL) = (rowsK.reduce(0, +) / (n * n), rowsL.reduce(0, +) / (n * n))
      var sum = 0.0
      for i in 0..<30 {
        for j in 0..<30 {
          let p = k[i][j] - rowsK[i] / n - rowsK[j] / n + meanK
          sum += p * (l[i][j] - rowsL[i] / n - rowsL[j] / n + meanL)
        }
      }
      return sum
    }
    func unbiased(_ k: [[Double]], _ l: [[Double]]) -> Double {
      let n = 30.0
      func open(_ m: [[Double]]) -> [[Double]] {
        m.enumerated().map { i, row in row.enumerated().map { $0 == i ? 0 : $1 } }
      }
      let (k, l) = (open(k), open(l))
      let trace = (0..<30).reduce(0.0) { sum, i in
        sum + (0..<30).reduce(0.0) { $0 + k[i][$1] * l[$1][i] }
      }
      let (rowsK, rowsL) = (k.map { $0.reduce(0, +) }, l.map { $0.reduce(0, +) })
      return trace + rowsK.reduce(0, +) * rowsL.reduce(0, +) / ((n - 1) * (n - 2))
        - 2 / (n - 2) * zip(rowsK, rowsL).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let alignment = found.pairs[0].alignment
    let (k, l) = (kernels[0], kernels[1])
    #expect(
      agrees(
        alignment.biased, biased(k, l) / (biased(k, k) * biased(l, l)).squareRoot(),
        relative: 1e-10))
    #expect(
      agrees(
        alignment.debiased, unbiased(k, l) / (unbiased(k, k) * unbiased(l, l)).squareRoot(),
        absolute: 1e-10))
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

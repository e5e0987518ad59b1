import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct CosineHistogramTests {
  let reference: References.CosineValues
  let rows: UnitRows

  init() throws {
    reference = try References.load().cosine
    rows = UnitRows(Matrix(reference.rows))
  }

  func expectEqual(_ found: CosineHistogram, _ expected: References.CosineValues.Histogram) {
    #expect(found.counts == expected.counts)
    #expect(agrees(found.mean, expected.mean, absolute: 1e-13))
    #expect(agrees(found.minimum, expected.minimum, absolute: 1e-14))
    #expect(agrees(found.maximum, expected.maximum, absolute: 1e-14))
  }

  @Test func histogramEqualsNumPy() {
    expectEqual(cosineHistogram(within: rows, bins: 16), reference.histogram)
  }

  @Test func histogramOfDigitsEqualsNumPy() throws {
    let found = cosineHistogram(within: UnitRows(try Digits().rows))
    let expected = try References.load().digits.cosine
    #expect(found.counts.reduce(0, +) == expected.counts.reduce(0, +))
    // Float rounding moves single pairs over an edge.
    #expect(zip(found.counts, expected.counts).allSatisfy { abs($0 - $1) <= 2 })
    #expect(agrees(found.mean, expected.mean, absolute: 1e-12))
    #expect(agrees(found.minimum, expected.minimum, absolute: 1e-14))
    #expect(agrees(found.maximum, expected.maximum, absolute: 1e-14))
  }

  @Test func edgesRunFromMinusOneToOne() {
    let edges = cosineHistogram(within: rows, bins: 8).edges
    #expect(edges == [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1])
  }

  @Test func withinAndBetweenAddUpToTheWhole() {
    let all = Matrix(reference.rows)
    let (x, y) = (
      UnitRows(all.selecting(rows: 0..<13)), UnitRows(all.selecting(rows: 13..<40))
    )
    let parts = [
      cosineHistogram(within: x), cosineHistogram(within: y), cosineHistogram(between: x, and: y),
    ]
    let whole = cosineHistogram(within: rows)
    for bin in whole.counts.indices {
      #expect(parts.map { $0.counts[bin] }.reduce(0, +) == whole.counts[bin])
    }
    let sum = parts.reduce(0) { $0 + $1.mean * Double($1.pairCount) }
    #expect(agrees(sum / Double(whole.pairCount), whole.mean, absolute: 1e-14))
  }

  @Test func zeroRowsAreLeftOut() {
    #expect(cosineHistogram(within: rows).pairCount == 39 * 38 / 2)
    #expect(cosineHistogram(between: rows, and: rows).pairCount == 39 * 39)
  }

  @Test func noPairIsAllZerosAndNeverNaN() {
    let one = UnitRows(Matrix<Float>([[1, 2], [0, 0]]))
    let found = cosineHistogram(within: one, bins: 2)
    #expect(found.counts == [0, 0])
    #expect(found.mean == 0 && found.minimum == 0 && found.maximum == 0)
    let none = UnitRows(Matrix<Float>(rows: 0, columns: 2))
    #expect(cosineHistogram(between: none, and: one).mean == 0)
  }

  @Test func extremesFallIntoTheOutermostBins() {
    let rows = UnitRows(Matrix<Float>([[1, 0], [-1, 0], [1, 0]]))
    let found = cosineHistogram(within: rows, bins: 4)
    #expect(found.counts == [2, 0, 0, 1])
    #expect(found.minimum == -1 && found.maximum == 1)
  }

  @Test func matrixHoldsTheCosines() throws {
    let some = UnitRows(Matrix(reference.rows).selecting(rows: [4, 23, 0, 1]))
    let matrix = cosineMatrix(some)
    for i in 0..<4 {
      #expect(matrix[i, i] == 1)
      for j in 0..<4 {
        #expect(matrix[i, j] == matrix[j, i])
        #expect(agrees(matrix[i, j], try #require(some.cosine(i, some, j)), absolute: 1e-15))
      }
    }
    #expect(agrees(matrix[2, 3], reference.first, absolute: 1e-15))
    #expect(matrix[0, 1] <= 1 && agrees(matrix[0, 1], 1, absolute: 1e-15))
  }

  @Test func matrixOfZeroRowsIsRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = cosineMatrix(UnitRows(Matrix<Float>([[0, 0]])))
    }
  }
}

import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct UnitRowsTests {
  @Test func rowsHaveLengthOne() {
    var normal = NormalGenerator("unit")
    let rows = UnitRows(normal.matrix(20, 33).mapping { 100 * $0 + 7 })
    for i in 0..<20 {
      let unit = rows.unit(0..<20)
      let square = Float.innerProduct(unit.row(i), unit.row(i))
      // Each of 33 coordinates is rounded to 2⁻²⁴ of itself.
      #expect(agrees(square, 1, absolute: 2e-7))
    }
  }

  @Test func zeroRowsAreListedAndHaveNoCosine() {
    let rows = UnitRows(Matrix<Float>([[0, 0], [3, 4], [0, -0.0]]))
    #expect(rows.zeroRows == [0, 2])
    #expect(rows.unit(0..<3) == Matrix([[0, 0], [0.6, 0.8], [0, 0]]))
    #expect(rows.cosine(0, rows, 1) == nil && rows.cosine(1, rows, 2) == nil)
    #expect(rows.cosine(1, rows, 1) == 1)
  }

  @Test func cosinesComeFromTheOriginalValues() throws {
    let rows = UnitRows(Matrix([[1.0, 1e-9], [1, 0], [-2, 0]]))
    // In float the first two directions are the same.
    #expect(rows.unit(0..<1)[0, 0] == 1 && rows.cosine(1, rows, 2) == -1)
    let across = UnitRows(Matrix([[0.0, 5]]))
    let cosine = try #require(rows.cosine(0, across, 0))
    #expect(agrees(cosine, 1e-9, relative: 1e-12))
  }

  @Test func precisionsMix() throws {
    let (a, b) = (UnitRows(Matrix<Float>([[1, 2, 3]])), UnitRows(Matrix([[3.0, 2, 1]])))
    #expect(agrees(try #require(a.cosine(0, b, 0)), 10.0 / 14, absolute: 1e-15))
  }

  @Test func scaleDoesNotMatterHoweverExtreme() throws {
    for scale in [1e-300, 1e-160, 1, 1e160, 1e300] {
      let rows = UnitRows(Matrix([[3 * scale, 4 * scale], [4, 3]]))
      #expect(rows.zeroRows.isEmpty)
      #expect(agrees(try #require(rows.cosine(0, rows, 1)), 0.96, absolute: 1e-15))
    }
  }

  @Test func emptyAndZeroWideSetsAreAllowed() {
    #expect(UnitRows(Matrix<Float>(rows: 0, columns: 5)).count == 0)
    #expect(UnitRows(Matrix<Float>(rows: 3, columns: 0)).zeroRows == [0, 1, 2])
  }

  @Test func floatProductsStayWithinTheSlack() throws {
    var normal = NormalGenerator("slack")
    let rows = UnitRows(normal.matrix(24, 700))
    let products = rows.unit(0..<24).timesTransposed(rows.unit(0..<24))
    let slack = UnitRows.roundingSlack(dimension: 700)
    for i in 0..<24 {
      for j in 0..<24 {
        #expect(abs(Double(products[i, j]) - (try #require(rows.cosine(i, rows, j)))) < slack)
      }
    }
  }

  @Test func notFiniteRowsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = UnitRows(Matrix([[1, Double.nan]]))
    }
  }
}

import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct DistanceTests {
  @Test func medianEqualsSciPy() throws {
    let reference = try References.load()
    let pooled = Matrix(reference.shift.x).stacked(above: Matrix(reference.shift.y))
    let found = medianPairwiseDistance(pooled, seed: 0)
    #expect(agrees(found, reference.shift.median, relative: 1e-13))
    let digits = medianPairwiseDistance(try Digits().unit, seed: 0)
    #expect(agrees(digits, reference.digits.medianDistance, relative: 1e-12))
  }

  @Test func medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    // Distances 1, 1, 2, 4, 5, 6.
    #expect(medianPairwiseDistance(Matrix([[0.0], [1], [2], [6]]), seed: 0) == 3)
  }

  @Test func medianIgnoresAnOffset() {
    var normal = NormalGenerator("offset")
    let rows = normal.matrix(40, 3)
    let moved = medianPairwiseDistance(rows.mapping { $0 + 1e4 }, seed: 0)
    #expect(agrees(moved, medianPairwiseDistance(rows, seed: 0), relative: 1e-10))
  }

  @Test func medianOfEqualRowsIsExactlyZero() {
    #expect(medianPairwiseDistance(Matrix(repeating: 0.1, rows: 30, columns: 77), seed: 0) == 0)
    #expect(medianPairwiseDistance(Matrix([[1.0, 2]]), seed: 0) == 0)
    #expect(medianPairwiseDistance(Matrix(rows: 0, columns: 2), seed: 0) == 0)
  }

  @Test func equalRowsAmongOthersAreAtDistanceZero() {
    var normal = NormalGenerator("noise")
    let once = normal.matrix(20, 77).mapping { $0 + 3 }
    let rows = DistanceRows(centring: .doubles(once.stacked(above: once)))
    var squares = [Double](repeating: 0, count: 400)
    rows.squaredDistances(Tile(rows: 0..<20, columns: 20..<40), into: &squares)
    for i in 0..<20 {
      for j in 0..<20 { #expect((squares[i * 20 + j] == 0) == (i == j)) }
    }
  }

  @Test func smallDistancesFarFromTheOriginKeepTheirDigits() {
    var normal = NormalGenerator("far")
    let near = normal.matrix(12, 5)
    // Exact in binary, so that the differences are those of the rows before the offset.
    let rows = near.mapping { ($0 * 0x1p20).rounded() * 0x1p-20 }
    let far = DistanceRows(asGiven: rows.mapping { $0 + 0x1p30 })
    let expected = squaredDistancesOfPairs(DistanceRows(asGiven: rows), side: .strips)
    let found = squaredDistancesOfPairs(far, side: .strips)
    #expect(zip(found, expected).allSatisfy { agrees($0, $1, relative: 1e-9) })
  }

  @Test func subsamplesAreSeededAndNearTheWhole() {
    var normal = NormalGenerator("subsample")
    let rows = normal.matrix(200, 2)
    let whole = medianPairwiseDistance(rows, seed: 1)
    let some = medianPairwiseDistance(rows, subsampleAbove: 100, seed: 1)
    #expect(some == medianPairwiseDistance(rows, subsampleAbove: 100, seed: 1))
    #expect(some != medianPairwiseDistance(rows, subsampleAbove: 100, seed: 2))
    #expect(agrees(some, whole, relative: 0.2))
  }

  @Test func squaredDistancesDoNotDependOnTiles() {
    var normal = NormalGenerator("tiles")
    let rows = DistanceRows(centring: .doubles(normal.matrix(13, 3)))
    let whole = squaredDistancesOfPairs(rows, side: .strips).sorted()
    let tiled = squaredDistancesOfPairs(rows, side: TileSide(rows: 3, columns: 2)).sorted()
    #expect(whole.count == 78)
    #expect(zip(whole, tiled).allSatisfy { agrees($0, $1, absolute: 1e-13) })
  }

  @Test func computeDiffEqualsNumPy() throws {
    let reference = try References.load()
    let (x, y) = (Matrix(reference.shift.x), Matrix(reference.shift.y))
    #expect(agrees(computeDiff(x, y), reference.shift.computeDiff, absolute: 1e-12))
    let tiled = computeDiff(.doubles(x), .doubles(y), side: TileSide(rows: 2, columns: 3))
    #expect(agrees(tiled, reference.shift.computeDiff, absolute: 1e-12))
  }

  @Test func computeDiffOfDigitsEqualsNumPy() throws {
    let digits = try Digits()
    let expected = try References.load().digits
    let unit = digits.unit
    let places = digits.labels.indices
    let evenOdd = computeDiff(
      unit.selecting(rows: places.filter { $0.isMultiple(of: 2) }),
      unit.selecting(rows: places.filter { !$0.isMultiple(of: 2) }))
    #expect(agrees(evenOdd, expected.computeDiffEvenOdd, absolute: 1e-12))
    let zerosOnes = computeDiff(
      unit.selecting(rows: places.filter { digits.labels[$0] == 0 }),
      unit.selecting(rows: places.filter { digits.labels[$0] == 1 }))
    #expect(agrees(zerosOnes, expected.computeDiffZerosOnes, absolute: 1e-12))
  }

  @Test func computeDiffIsZeroForEqualSetsAndTwoForFarOnes() {
    let (x, far) = (Matrix([[0.0, 1], [2, 3]]), Matrix([[1e3, 0.0]]))
    #expect(agrees(computeDiff(x, x), 0, absolute: 1e-15))
    #expect(agrees(computeDiff(Matrix([[0.0, 0]]), far), 2, absolute: 1e-15))
  }

  @Test func computeDiffOfRowsOfAnyScaleIsThatOfItsFormula() {
    let (x, y) = (Matrix([[1.0, 2], [3, 5]]), Matrix([[2.0, 2], [7, 1], [0, 0]]))
    // Every two rows are too far apart for the kernel, or too near.
    for (scale, expected) in [(1e300, 1.0 / 2 + 1.0 / 3), (1e-200, 0)] {
      let found = computeDiff(x.mapping { $0 * scale }, y.mapping { $0 * scale })
      #expect(agrees(found, expected, absolute: 1e-15))
    }
  }

  @Test func computeDiffCannotSeeAShiftOfRawWideRows() {
    var normal = NormalGenerator("blind")
    let (x, y) = (normal.matrix(20, 1_024), normal.matrix(10, 1_024, shift: 5))
    #expect(agrees(computeDiff(x, y), 1.0 / 20 + 1.0 / 10, absolute: 1e-12))
  }

  @Test func computeDiffOfUnitRowsStaysBelowItsBound() {
    let (x, y) = (Matrix([[1.0, 0]]), Matrix([[-1.0, 0]]))
    #expect(agrees(computeDiff(x, y), 1.729329433526775, absolute: 1e-14))
  }
}

/// Of all pairs i < j.
private func squaredDistancesOfPairs(_ rows: DistanceRows, side: TileSide) -> [Double] {
  let strips = PairStrips(0..<rows.count, rows.count..<rows.count, side: side)
  let kept = KeptDistances(rows, strips)
  return zip(strips.strips, kept.squares).flatMap { strip, squares in
    zip(strip.tiles, squares).flatMap { tile, squares in
      tile.rows.flatMap { squares[tile.places(after: $0)] }
    }
  }
}

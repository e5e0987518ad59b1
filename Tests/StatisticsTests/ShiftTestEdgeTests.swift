import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ShiftTestEdgeTests {
  let settings = ShiftSettings(permutations: 19, resamples: 19, bandwidth: 1, seed: 1)
  let x = Matrix([[0.0], [1], [2], [4]])
  let y = Matrix([[1.0], [3], [7]])

  @Test func unitsOnBothSidesAreLeftOutAndListed() throws {
    let found = try shiftTest(
      x, y.stacked(above: Matrix([[9.0]])), unitsX: ["a", "b", "both", "c"],
      unitsY: ["d", "both", "e", "both"], settings: settings)
    let without = try shiftTest(
      x.selecting(rows: [0, 1, 3]), y.selecting(rows: [0, 2]), settings: settings)
    #expect(found.excludedUnits == ["both"])
    #expect(found.n == 3 && found.m == 2 && found.unitsX == 3 && found.unitsY == 2)
    #expect(found.mmd2Unbiased == without.mmd2Unbiased)
    #expect(found.pValue == without.pValue && found.interval == without.interval)
  }

  @Test func equalSamplesTieWithThemselves() throws {
    let found = try shiftTest(x, x, settings: settings)
    #expect(found.mmd2Biased == 0 || agrees(found.mmd2Biased, 0, absolute: 1e-15))
    #expect(found.pValue > 0.5)
  }

  @Test func relabellingsThatTieInTheoryCountAsReached() throws {
    // Rows of one value on each side and a constant kernel: every relabelling has the same value.
    let equal = Matrix(repeating: 0.1, rows: 6, columns: 3)
    let found = try shiftTest(equal, equal, settings: settings)
    #expect(found.pValue == 1)
    #expect(found.mmd2Unbiased == 0 && found.mmd2Biased == 0)
    #expect(found.interval.low == 0 && found.interval.high == 0)
  }

  @Test func equalNumbersOfUnitsHalveTheChoices() throws {
    let found = try shiftTest(
      x.selecting(rows: 0..<2), y.selecting(rows: 0..<2), settings: settings)
    // Six ways to choose two of four, in three pairs that mirror each other.
    #expect(agrees(found.smallestPValue, 1.0 / 3, absolute: 1e-12))
    #expect(found.pValue >= 1.0 / 20)
  }

  @Test func resamplesOfTwoUnitsAlwaysHoldBoth() throws {
    let sample = try ShiftSample(
      x.selecting(rows: 0..<2), y.selecting(rows: 0..<2), unitsX: nil, unitsY: nil)
    let weights = ShiftResamples(sample, count: 50, seed: 1).weights
    #expect((0..<50).allSatisfy { weights[$0] == [1, 1, 1, 1] })
    let found = try shiftTest(sample, settings: settings, side: .strips)
    #expect(found.interval.low == found.interval.high)
    #expect(agrees(found.interval.low, found.mmd2Unbiased, absolute: 1e-15))
  }

  @Test func manyUnitsAreLimitedByThePermutations() throws {
    var normal = NormalGenerator("many")
    let found = try shiftTest(normal.matrix(30, 1), normal.matrix(30, 1), settings: settings)
    #expect(found.smallestPValue == 0.05)
  }

  @Test func equalRowsHaveNoBandwidth() {
    let equal = Matrix(repeating: 0.1, rows: 6, columns: 3)
    let error = #expect(throws: StatisticsError.zeroBandwidth) {
      try shiftTest(equal, equal, settings: ShiftSettings(seed: 1))
    }
    #expect(error?.description.contains("--bandwidth") == true)
  }

  @Test func tooFewRowsOrUnitsAreErrors() {
    let one = Matrix([[1.0]])
    #expect(throws: StatisticsError.tooFewRows(of: "the first sample", found: 1, needed: 2)) {
      try shiftTest(one, y, settings: settings)
    }
    #expect(throws: StatisticsError.tooFewRows(of: "the second sample", found: 0, needed: 2)) {
      try shiftTest(x, Matrix(rows: 0, columns: 1), settings: settings)
    }
    #expect(
      throws: StatisticsError.tooFewUnits(side: "the first sample", found: 1, excluded: [])
    ) {
      try shiftTest(x, y, unitsX: ["a", "a", "a", "a"], settings: settings)
    }
    #expect(
      throws: StatisticsError.tooFewUnits(side: "the second sample", found: 1, excluded: ["a"])
    ) {
      try shiftTest(
        x, y, unitsX: ["a", "b", "c", "c"], unitsY: ["a", "a", "d"], settings: settings)
    }
  }

  @Test func unitsMustBeOneForEachRow() {
    #expect(
      throws: StatisticsError.countsDiffer(
        what: "units of the second sample", found: 2, expected: 3)
    ) {
      try shiftTest(x, y, unitsY: ["a", "b"], settings: settings)
    }
  }

  @Test func notFiniteRowsAreErrors() {
    let broken = Matrix([[1.0], [.nan]])
    #expect(throws: StatisticsError.notFinite(of: "the second sample", row: 1, column: 0)) {
      try shiftTest(x, broken, settings: settings)
    }
  }

  @Test(arguments: [
    ShiftSettings(permutations: 0, seed: 1), ShiftSettings(resamples: 0, seed: 1),
    ShiftSettings(level: 1, seed: 1), ShiftSettings(bandwidth: 0, seed: 1),
    ShiftSettings(bandwidth: .nan, seed: 1), ShiftSettings(bandwidth: .infinity, seed: 1),
  ])
  func settingsOutOfRangeAreErrors(settings: ShiftSettings) {
    #expect(throws: StatisticsError.self) { try shiftTest(x, y, settings: settings) }
  }

  @Test func everyErrorSaysWhatToDo() {
    let errors: [StatisticsError] = [
      .tooFewRows(of: "the matrix", found: 1, needed: 4),
      .notFinite(of: "the matrix", row: 3, column: 5), .zeroBandwidth,
      .tooFewUnits(side: "the first sample", found: 1, excluded: ["a", "b", "c", "d"]),
      .countsDiffer(what: "units", found: 3, expected: 4), .noVariance(of: "the matrix"),
      .linearAlgebra(.noConvergence(routine: "dsyevd", info: 2)),
    ]
    #expect(errors.allSatisfy { $0.description.contains(";") })
    #expect(errors[1].description.contains("row 3, column 5"))
    #expect(errors[3].description.contains("4 are on both sides and were left out: a, b, c, …"))
  }
}

import Foundation
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
    let found = try ShiftTrial(sample, settings, side: .strips).test(by: .gaussian)
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

  /// Powers of two change no digit, so that results agree in every bit.
  @Test(arguments: [0x1p996, 0x1p-664, 0x1p300, 0x1p-300])
  func rowsOfAnyScaleGiveTheSameTest(scale: Double) throws {
    var normal = NormalGenerator("scales")
    let (a, b) = (normal.matrix(30, 3), normal.matrix(20, 3, shift: 1))
    let settings = ShiftSettings(permutations: 99, resamples: 49, seed: 1)
    let usual = try shiftTest(a, b, settings: settings)
    let found = try shiftTest(
      a.mapping { $0 * scale }, b.mapping { $0 * scale }, settings: settings)
    #expect(agrees(found.mmd2Unbiased, usual.mmd2Unbiased, absolute: 1e-12))
    #expect(agrees(found.mmd2Biased, usual.mmd2Biased, absolute: 1e-12))
    #expect(found.pValue == usual.pValue && found.pValue > 0)
    #expect(agrees(found.bandwidth ?? 0, (usual.bandwidth ?? 0) * scale, relative: 1e-12))
    #expect(agrees(found.interval.high, usual.interval.high, absolute: 1e-12))
    let given = try shiftTest(
      a.mapping { $0 * scale }, b.mapping { $0 * scale },
      settings: ShiftSettings(permutations: 99, resamples: 49, bandwidth: scale, seed: 1))
    let expected = try shiftTest(
      a, b, settings: ShiftSettings(permutations: 99, resamples: 49, bandwidth: 1, seed: 1))
    #expect(agrees(given.mmd2Unbiased, expected.mmd2Unbiased, absolute: 1e-12))
    #expect(given.pValue == expected.pValue)
  }

  @Test(arguments: [1e300, 1e-200])
  func rowsOfAnyScaleCanBeBroughtToLengthOne(scale: Double) throws {
    var normal = NormalGenerator("scales")
    let (a, b) = (normal.matrix(30, 3), normal.matrix(20, 3, shift: 1))
    let settings = ShiftSettings(permutations: 99, resamples: 49, seed: 1)
    let tests = try [1, scale].map { scale in
      try shiftTest(
        .doubles(a.mapping { $0 * scale }), .doubles(b.mapping { $0 * scale }),
        scaling: .unitLength, settings: settings)
    }
    #expect(agrees(tests[0].mmd2Unbiased, tests[1].mmd2Unbiased, absolute: 1e-12))
    #expect(tests[0].pValue == tests[1].pValue)
  }

  @Test func oneRowFarFromAllOthersMustNotHideTheirDistances() throws {
    let far = Matrix([[0.0], [1], [2], [1e300]])
    let error = #expect(throws: StatisticsError.self) { try shiftTest(far, y, settings: settings) }
    #expect(error?.description.contains("leave out rows") == true)
    let wide = ShiftSettings(permutations: 19, resamples: 19, bandwidth: 1e299, seed: 1)
    let found = try shiftTest(far, y, settings: wide)
    #expect(found.mmd2Unbiased.isFinite && found.pValue > 0)
  }

  @Test func rowsBeyondAllDoublesAreAnError() {
    let huge = Matrix([[1.5e308], [-1.5e308], [1.7e308]])
    let error = #expect(throws: StatisticsError.self) {
      try shiftTest(huge, huge, settings: ShiftSettings(seed: 1))
    }
    #expect(error?.description.contains("divide") == true)
  }

  @Test func oneColumnAndOneSideOfManyMoreRowsAreTested() throws {
    var normal = NormalGenerator("uneven")
    let found = try shiftTest(
      normal.matrix(500, 1), normal.matrix(2, 1, shift: 9),
      settings: ShiftSettings(permutations: 199, resamples: 49, seed: 1))
    #expect(found.mmd2Unbiased > 0.1 && found.pValue < 0.05 && found.pValue > 0)
    #expect(found.interval.low.isFinite && found.interval.high.isFinite)
  }

  /// By full enumeration only the labels themselves and their mirror image reach what was observed.
  @Test func tiedDiscreteRowsHaveTheExactP() throws {
    let a = Matrix([[0.0], [0.1], [0.2], [0.3]])
    let b = Matrix([[2.0], [2.1], [2.2], [2.3]])
    let found = try shiftTest(
      a, b, settings: ShiftSettings(permutations: 9_999, resamples: 1, seed: 1))
    // Three standard deviations of 9,999 draws.
    #expect(agrees(found.pValue, 2.0 / 70, absolute: 0.005))
    #expect(agrees(found.smallestPValue, 2.0 / 70, absolute: 1e-12))
    let sample = try ShiftSample(a, b, unitsX: nil, unitsY: nil)
    let all = (0..<256).filter { $0.nonzeroBitCount == 4 }
    let labels = UnitWeights(70, units: 8) { index in
      (0..<8).map { UInt8(all[index] >> $0 & 1) }
    }
    let sums = sample.sums(labels, bandwidth: 1, side: .strips)
    let (observed, unitSums) = (sums.observed(sample), sums.unitSums(sample))
    let reached = (0..<70).count { index in
      sums.relabelled(sample, labels[index], index, unitSums).value
        >= observed.value - 1e-10 * observed.size
    }
    #expect(reached == 2)
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

/// Few units have few labellings, and all of them are looked at.
@Suite struct ExactPValueTests {
  private let x = Matrix([[0.0], [0.1], [0.2], [0.3]])
  private let y = Matrix([[2.0], [2.1], [2.2], [2.3]])

  @Test(arguments: [UInt64(1), 2, 3], ShiftKernel.allCases)
  func fourRowsFarFromFourHaveTwoOfSeventy(seed: UInt64, kernel: ShiftKernel) throws {
    let found = try shiftTest(
      x, y, settings: ShiftSettings(kernel: kernel, bandwidth: 1, seed: seed))
    #expect(found.pValue == 2.0 / 70 && found.smallestPValue == 2.0 / 70)
    #expect(found.permutations == 69)
  }

  @Test func theAdaptiveTestIsExactToo() throws {
    let found = try fuseTest(.doubles(x), .doubles(y), settings: ShiftSettings(seed: 1))
    #expect(found.pValue == 2.0 / 70 && found.permutations == 69)
  }

  @Test func labellingsAreAllDifferentAndTheFirstIsTheObservedOne() throws {
    let all = try #require(Labellings.all(calling: 3, of: 7, atMost: 35))
    #expect(all.count == 35 && Set(all).count == 35 && all[0] == [1, 1, 1, 0, 0, 0, 0])
    #expect(all.allSatisfy { $0.reduce(0, +) == 3 })
    #expect(Labellings.all(calling: 3, of: 7, atMost: 34) == nil)
    #expect(Labellings.all(calling: 50, of: 100, atMost: 1_000_000) == nil)
  }
}

/// Samples moved by just the discrepancy that is said to be detected are, about four times in five or more often; a
/// shift widens the null a little, which costs some.
@Suite struct DetectableByTheNullTests {
  @Test(arguments: [1, 8])
  func isDetectedWithItsChance(columns: Int) throws {
    var (detected, sum) = (0, 0.0)
    for run in 0..<20 {
      var normal = NormalGenerator("detectable pilot \(columns)", index: run)
      let pilot = try test(&normal, columns, shift: 0, run)
      sum += pilot.null.detectable
    }
    // The shift whose closed form is that, by halving.
    let spread = 4.0
    var (low, high) = (0.0, 4.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let same = pow(spread / (spread + 2), Double(columns) / 2)
      let far = exp(-middle * middle / (2 * (spread + 2)))
      let value = 2 * same * (1 - far)
      if value < sum / 20 { low = middle } else { high = middle }
    }
    for run in 0..<100 {
      var normal = NormalGenerator("detectable \(columns)", index: run)
      if try test(&normal, columns, shift: low, run).pValue <= 0.05 { detected += 1 }
    }
    #expect(detected >= 60, "\(detected) of 100")
  }

  private func test(
    _ normal: inout NormalGenerator, _ columns: Int, shift: Double, _ run: Int
  ) throws -> ShiftTest {
    try shiftTest(
      normal.matrix(40, columns), normal.matrix(40, columns, shift: shift),
      settings: ShiftSettings(
        permutations: 99, resamples: 1, bandwidth: 2, seed: UInt64(run)))
  }
}

import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct MatchedShiftTests {
  let reference: SitesReferences.Matched

  init() throws { reference = try SitesReferences.load().matched }

  private func found(
    _ unitsX: [String]? = nil, _ unitsY: [String]? = nil,
    _ change: (inout MatchedShiftSettings) -> Void = { _ in }
  ) throws -> MatchedShift {
    var settings = MatchedShiftSettings(
      bandwidth: reference.bandwidth, permutations: 99, resamples: 49, seed: 4)
    change(&settings)
    return try matchedShift(
      .doubles(Matrix(reference.x)), .doubles(Matrix(reference.y)), valuesX: reference.valuesX,
      valuesY: reference.valuesY, unitsX: unitsX, unitsY: unitsY, settings: settings)
  }

  @Test func estimatesEqualTheirDefinition() throws {
    #expect(agrees(try found().mmd2, reference.ofRows, absolute: 1e-14))
    let units = try found(reference.unitsX, reference.unitsY)
    #expect(agrees(units.mmd2, reference.ofUnits, absolute: 1e-14))
    #expect(units.unitsOfSeveralValues == 0)
    let several = try found(reference.severalX, reference.unitsY)
    #expect(agrees(several.mmd2, reference.ofSeveral, absolute: 1e-14))
    #expect(several.unitsOfSeveralValues == 4)
    #expect(units.interval.method == "distinct-unit bootstrap within values, percentile")
  }

  @Test func valuesOfOneSideAreCountedAndNotMatched() throws {
    let values = try found().values
    #expect(values.map(\.value) == ["a", "b", "c"])
    #expect(values.map(\.rowsX) == [8, 5, 1] && values.map(\.rowsY) == [3, 9, 0])
    #expect(values.map(\.weight) == [0.375, 0.625, 0])
  }

  /// The estimate is what matched draws give in the mean.
  @Test func drawsScatterAroundTheEstimate() throws {
    let draws = try found { $0.draws = 4_000 }.draws
    let mean = draws.reduce(0, +) / Double(draws.count)
    let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(draws.count - 1) / Double(draws.count)).squareRoot()
    #expect(error > 0 && abs(mean - reference.ofRows) < 4 * error, "\(mean) ± \(error)")
  }

  @Test func theSameSeedGivesTheSameBitsAndAddingDrawsChangesNothingElse() throws {
    let (a, b) = (try found(), try found())
    #expect(a == b)
    let more = try found { $0.draws = 30 }
    #expect(more.pValue == a.pValue && more.interval == a.interval)
    #expect(Array(more.draws.prefix(20)) == a.draws)
  }

  @Test func exchangingTheSamplesChangesNothing() throws {
    let settings = MatchedShiftSettings(bandwidth: 1.5, permutations: 9, resamples: 9, seed: 4)
    let other = try matchedShift(
      .doubles(Matrix(reference.y)), .doubles(Matrix(reference.x)), valuesX: reference.valuesY,
      valuesY: reference.valuesX, settings: settings)
    #expect(agrees(other.mmd2, reference.ofRows, absolute: 1e-14))
  }

  /// Of eight, three and of five, nine rows: C(11, 3)·C(14, 5) relabellings.
  @Test func smallestPCountsRelabellingsWithinValues() throws {
    let sample = try MatchedSample(
      .doubles(Matrix(reference.x)), .doubles(Matrix(reference.y)),
      values: (reference.valuesX, reference.valuesY), units: (nil, nil))
    #expect(agrees(sample.smallestShare, 1 / (165.0 * 2_002), relative: 1e-9))
  }

  @Test func relabellingsKeepTheMix() throws {
    let sample = try MatchedSample(
      .doubles(Matrix(reference.x)), .doubles(Matrix(reference.y)),
      values: (reference.valuesX, reference.valuesY),
      units: (reference.severalX, reference.unitsY))
    let settings = MatchedShiftSettings(bandwidth: 1, permutations: 50, resamples: 1, seed: 1)
    for weighting in sample.weightings(settings)[1...50] {
      let sides = zip(weighting.x, weighting.y)
      #expect(
        sides.enumerated().allSatisfy { $1.0 + $1.1 == (sample.valueOfRow[$0] == nil ? 0 : 1) })
      for unit in sample.rowsOfUnit {
        #expect(Set(unit.map { weighting.x[$0] }).count <= 1)
      }
    }
  }

  @Test func withoutAValueOnBothSidesThereIsNothingToMatch() throws {
    let rows = StoredRows.doubles(Matrix([[0.0], [1], [2]]))
    let error = #expect(throws: StatisticsError.self) {
      try matchedShift(
        rows, rows, valuesX: ["a", "a", "b"], valuesY: ["a", "c", "c"],
        settings: MatchedShiftSettings(bandwidth: 1, seed: 1))
    }
    #expect(error?.description.contains("two units on each side") == true)
  }

  @Test func equalRowsAreNoShift() throws {
    let rows = StoredRows.doubles(
      Matrix(rows: 4, columns: 2, elements: Array(repeating: 1, count: 8)))
    let same = try matchedShift(
      rows, rows, valuesX: ["a", "a", "b", "b"], valuesY: ["a", "a", "b", "b"],
      settings: MatchedShiftSettings(bandwidth: 1, permutations: 19, resamples: 9, seed: 1))
    #expect(abs(same.mmd2) < 1e-14 && same.pValue == 1)
  }
}

/// Small simulations, the same on every run.
@Suite struct MatchedShiftCalibrationTests {
  /// Two labels 3 apart, in shares `shareX` and 1 − `shareX`; `shift` moves all of the site.
  private func site(
    _ n: Int, share: Double, shift: Double = 0, _ normal: inout NormalGenerator
  ) -> (rows: Matrix<Double>, labels: [String]) {
    let labels = (0..<n).map { Double($0) < share * Double(n) ? "a" : "b" }
    let rows = labels.map { label in
      [normal.next() + (label == "a" ? 0 : 3), normal.next() + shift]
    }
    return (Matrix(rows), labels)
  }

  private func run(_ index: Int, shift: Double) throws -> (matched: MatchedShift, plain: ShiftTest)
  {
    var normal = NormalGenerator("matched \(shift)", index: index)
    let x = site(40, share: 0.75, &normal)
    let y = site(40, share: 0.25, shift: shift, &normal)
    let matched = try matchedShift(
      .doubles(x.rows), .doubles(y.rows), valuesX: x.labels, valuesY: y.labels,
      settings: MatchedShiftSettings(
        bandwidth: 2, permutations: 99, resamples: 99, draws: 1, seed: UInt64(index)))
    let plain = try shiftTest(
      x.rows, y.rows,
      settings: ShiftSettings(
        permutations: 99, resamples: 1, bandwidth: 2, seed: UInt64(index)))
    return (matched, plain)
  }

  @Test func aDifferenceOfMixAloneIsMatchedAway() throws {
    let runs = try (0..<150).map { try run($0, shift: 0) }
    let rejections = runs.count { $0.matched.pValue <= 0.05 }
    // 5 % and three standard errors of 150 runs.
    #expect(rejections <= 15, "\(rejections) of 150")
    #expect(runs.count { $0.plain.pValue <= 0.05 } >= 148)
    let mean = runs.reduce(0) { $0 + $1.matched.mmd2 } / 150
    let whole = runs.reduce(0) { $0 + $1.plain.mmd2Unbiased } / 150
    #expect(abs(mean) < 0.003 && whole > 0.1, "\(mean) of \(whole)")
    let covered = runs.count { $0.matched.interval.low <= 0 && 0 <= $0.matched.interval.high }
    #expect(covered >= 130, "\(covered) of 150")
  }

  @Test func aDifferenceWithinValuesStays() throws {
    let runs = try (0..<30).map { try run($0, shift: 1.5) }
    #expect(runs.allSatisfy { $0.matched.pValue == 0.01 && $0.matched.interval.low > 0 })
  }

  /// Three rows a patient, who holds one value or both.
  @Test(arguments: [false, true])
  func patientsOfOneDistributionAreRejectedAtTheLevel(holdsBoth: Bool) throws {
    let units = { (site: String) in (0..<36).map { "\(site)\($0 / 3)" } }
    var rejections = 0
    for run in 0..<150 {
      var normal = NormalGenerator("matched patients \(holdsBoth)", index: run)
      let labels = { (few: Int) in
        (0..<36).map { row in
          let patient = row / 3
          return (holdsBoth ? (patient + row) % 12 : patient) < few ? "a" : "b"
        }
      }
      let found = try matchedShift(
        .doubles(normal.grouped(12, by: 3, 3)), .doubles(normal.grouped(12, by: 3, 3)),
        valuesX: labels(9), valuesY: labels(3), unitsX: units("x"), unitsY: units("y"),
        settings: MatchedShiftSettings(
          bandwidth: 3, permutations: 99, resamples: 1, draws: 1, seed: UInt64(run)))
      if found.pValue <= 0.05 { rejections += 1 }
    }
    // 5 % and three standard errors of 150 runs.
    #expect(rejections <= 15, "\(rejections) of 150")
  }
}

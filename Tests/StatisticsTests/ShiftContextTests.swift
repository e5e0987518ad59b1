import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ShiftContextTests {
  /// Sites of `units` patients with `size` rows each, and their kernel.
  func sites(_ units: Int, by size: Int, _ name: String) -> HeldKernel {
    var normal = NormalGenerator(name)
    let (x, y) = (normal.grouped(units, by: size, 4), normal.grouped(units, by: size, 4))
    let names = { (site: String) in (0..<(units * size)).map { "\(site)\($0 / size)" } }
    return HeldKernel(x, y, unitsX: names("a"), unitsY: names("b"), bandwidth: 4)
  }

  @Test func halvesByUnitAreRejectedAtTheLevelAndByRowsFarMore() throws {
    let kernel = sites(12, by: 5, "self-check")
    for side in SampleSide.allCases {
      let check = try #require(
        kernel.selfCheck(of: side, settings: SelfCheckSettings(splits: 200, seed: 3)))
      // 5 % and three standard errors of 200 splits.
      #expect(try #require(check.rejections) <= 19)
      #expect(try #require(check.rejectionsOfRows) > 100)
      #expect(check.rows == 60 && check.units == 12 && check.spread > 0)
    }
  }

  @Test func halvesOfRowsHaveNoSecondRate() throws {
    var normal = NormalGenerator("self-check of rows")
    let kernel = HeldKernel(normal.matrix(40, 3), normal.matrix(40, 3), bandwidth: 2)
    let check = try #require(kernel.selfCheck(of: .y, settings: SelfCheckSettings(seed: 3)))
    #expect(try #require(check.rejections) <= 12)
    #expect(check.rejectionsOfRows == nil)
    #expect(check == kernel.selfCheck(of: .y, settings: SelfCheckSettings(seed: 3)))
  }

  @Test func fewUnitsAreNotSplitOrCannotReject() throws {
    let settings = SelfCheckSettings(splits: 20, seed: 1)
    #expect(sites(3, by: 4, "three").selfCheck(of: .x, settings: settings) == nil)
    let six = try #require(sites(6, by: 4, "six").selfCheck(of: .x, settings: settings))
    // Ten ways to halve six units: p is 0.1 at least.
    #expect(six.rejections == nil && six.spread > 0)
    let few = sites(3, by: 2, "few")
    #expect(few.detectableShift(settings: DetectableShiftSettings(seed: 1)) == nil)
    #expect(few.powerCurve(PowerCurveSettings(seed: 1)).isEmpty)
  }

  @Test func spreadIsThatOfIndependentSamplesOfThatSize() throws {
    var normal = NormalGenerator("spread")
    let kernel = HeldKernel(normal.matrix(80, 3), normal.matrix(80, 3), bandwidth: 2)
    let check = try #require(
      kernel.selfCheck(of: .x, settings: SelfCheckSettings(splits: 300, permutations: 1, seed: 2)))
    let squares = (0..<200).map { run -> Double in
      var normal = NormalGenerator("spread of samples", index: run)
      let found = HeldKernel(normal.matrix(40, 3), normal.matrix(40, 3), bandwidth: 2).discrepancy
      return found * found
    }
    let expected = (squares.reduce(0, +) / 200).squareRoot()
    // Some 10 % of error on either side.
    #expect(agrees(check.spread, expected, relative: 0.3))
  }

  @Test func powerGrowsWithSizeAndEndsWhereAllAreRejected() {
    var normal = NormalGenerator("power")
    let kernel = HeldKernel(
      normal.matrix(150, 3), normal.matrix(120, 3, shift: 1), bandwidth: 2)
    let settings = PowerCurveSettings(sizes: [3, 10, 20, 50, 100, 200], repetitions: 60, seed: 9)
    let curve = kernel.powerCurve(settings)
    // Three of each can give no p below 0.1.
    #expect(curve.first?.units == 10)
    #expect(curve.map(\.rejections) == curve.map(\.rejections).sorted())
    #expect(curve.last?.rejections == 60 && (curve.last?.units ?? 200) <= 100)
    #expect(curve.dropLast().allSatisfy { $0.rejections < 60 })
    #expect(curve == kernel.powerCurve(settings))
  }

  @Test func powerWithoutAShiftIsTheLevel() {
    var normal = NormalGenerator("no power")
    let kernel = HeldKernel(normal.matrix(300, 3), normal.matrix(300, 3), bandwidth: 2)
    let curve = kernel.powerCurve(PowerCurveSettings(sizes: [20, 50], repetitions: 200, seed: 5))
    for point in curve { #expect(point.rejections <= 19, "\(point)") }
  }

  @Test func wantedPowerWithoutANormalPartIsAQuantileOfTheNull() {
    let null = (1...99).map { Double($0) }
    let search = PowerSearch(null: null, DetectableShiftSettings(seed: 1))
    // Five of a hundred may be at or above: the fifth largest of 99.
    #expect(search.critical == 95)
    // All but the 20 smallest must pass.
    #expect(agrees(search.shift(variance: 0), 95 - 20, absolute: 1e-9))
  }

  @Test func detectableShiftOfALargerSampleIsSmaller() throws {
    var normal = NormalGenerator("detectable")
    let kernel = HeldKernel(
      normal.matrix(50, 3), normal.matrix(50, 3, shift: 1), bandwidth: 2)
    let settings = DetectableShiftSettings(seed: 1)
    let here = try #require(kernel.detectableShift(settings: settings))
    let whole = WholeSamples(unitsX: 500, unitsY: 500, discrepancy: kernel.discrepancy)
    let larger = try #require(kernel.detectableShift(of: whole, settings: settings))
    #expect(agrees(larger.leastFavourable, here.leastFavourable / 10, relative: 1e-6))
    #expect(agrees(larger.criticalValue, here.criticalValue / 10, relative: 1e-9))
    let along = try #require(here.alongObserved)
    #expect(here.criticalValue < along && along <= here.leastFavourable)
    #expect(kernel.discrepancy < larger.upperBound && larger.upperBound < here.upperBound)
  }

  @Test func upperBoundOfAnEstimateBelowZeroIsThatOfZero() throws {
    var normal = NormalGenerator("bound")
    let kernel = HeldKernel(normal.matrix(50, 3), normal.matrix(50, 3), bandwidth: 2)
    let bounds = try [-0.01, 0, 0.01].map { estimate in
      let whole = WholeSamples(unitsX: 50, unitsY: 50, discrepancy: estimate)
      return try #require(
        kernel.detectableShift(of: whole, settings: DetectableShiftSettings(seed: 1))
      ).upperBound
    }
    #expect(bounds[0] == bounds[1] && bounds[1] > 0 && bounds[2] > bounds[1])
  }

  @Test func equalRowsHaveNoDetectableShift() {
    let same = Matrix(Array(repeating: [1.0, 2], count: 20))
    let kernel = HeldKernel(same, same, bandwidth: 1)
    #expect(kernel.detectableShift(settings: DetectableShiftSettings(seed: 1)) == nil)
    #expect(kernel.largestVariance < 1e-15)
    #expect(kernel.selfCheck(of: .x, settings: SelfCheckSettings(seed: 1))?.spread == 0)
  }
}

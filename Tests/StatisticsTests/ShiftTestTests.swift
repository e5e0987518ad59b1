import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ShiftTestTests {
  let reference: References.ShiftValues
  let x: Matrix<Double>
  let y: Matrix<Double>

  init() throws {
    reference = try References.load().shift
    (x, y) = (Matrix(reference.x), Matrix(reference.y))
  }

  func settings(_ permutations: Int = 99, bandwidth: Double? = 1.5) -> ShiftSettings {
    ShiftSettings(permutations: permutations, resamples: 49, bandwidth: bandwidth, seed: 11)
  }

  @Test func estimatesEqualNumPy() throws {
    let found = try shiftTest(x, y, settings: settings())
    #expect(agrees(found.mmd2Unbiased, reference.unbiased, absolute: 1e-14))
    #expect(agrees(found.mmd2Biased, reference.biased, absolute: 1e-14))
    #expect(found.bandwidth == 1.5 && found.n == 9 && found.m == 7)
    #expect(found.unitsX == 9 && found.unitsY == 7 && found.excludedUnits.isEmpty)
  }

  @Test func estimateOverPairsOfDifferentUnitsEqualsNumPy() throws {
    let found = try shiftTest(
      x, y, unitsX: reference.unitsX, unitsY: reference.unitsY, settings: settings())
    #expect(agrees(found.mmd2Unbiased, reference.unbiasedOfUnits, absolute: 1e-14))
    #expect(agrees(found.mmd2Biased, reference.biased, absolute: 1e-14))
    #expect(found.unitsX == 5 && found.unitsY == 4)
    #expect(found.interval.method == "distinct-unit bootstrap, percentile")
  }

  @Test func medianBandwidthEqualsSciPy() throws {
    let found = try shiftTest(x, y, settings: settings(bandwidth: nil))
    #expect(agrees(found.bandwidth ?? 0, reference.median, relative: 1e-13))
  }

  @Test func valuesComputedByHandAreFound() throws {
    let (a, b) = (Matrix([[0.0], [1], [2]]), Matrix([[1.0], [3]]))
    let found = try shiftTest(a, b, settings: settings(bandwidth: 1))
    #expect(agrees(found.mmd2Unbiased, -0.4038779355136789, absolute: 1e-15))
    #expect(agrees(found.mmd2Biased, 0.21196591146113908, absolute: 1e-15))
    // Ten ways to call three of five rows x.
    #expect(agrees(found.smallestPValue, 0.1, absolute: 1e-12))
  }

  @Test func pValueApproachesTheExactOne() throws {
    let (a, b) = (Matrix([[0.0], [1], [2]]), Matrix([[1.0], [3]]))
    let tiny = try shiftTest(a, b, settings: settings(4_999, bandwidth: 1))
    // Three standard deviations of 5,000 draws, at most 0.0071 each.
    #expect(agrees(tiny.pValue, reference.tiny.exactP, absolute: 0.022))
    let five = try shiftTest(
      x.selecting(rows: 0..<5), y.selecting(rows: 0..<5), settings: settings(4_999))
    #expect(agrees(five.pValue, reference.exactPOfFirstFive, absolute: 0.022))
  }

  @Test func relabelledDiscrepanciesEqualTheirDefinition() throws {
    let sample = try ShiftSample(x, y, unitsX: reference.unitsX, unitsY: reference.unitsY)
    let naive = NaiveShift(rows: reference.x + reference.y, units: sample.units, bandwidth: 1.5)
    let labels = ShiftPermutations(sample, count: 20, seed: 3).labels
    for side in [TileSide.strips, TileSide(rows: 3, columns: 2)] {
      let sums = sample.sums(labels, bandwidth: 1.5, side: side)
      let unitSums = sums.unitSums(sample)
      for index in 0..<labels.count {
        let isX = labels[index].map(Int.init)
        #expect(isX.reduce(0, +) == 5)
        let found = sums.relabelled(sample, labels[index], index, unitSums).value
        let expected = naive.discrepancy(isX, isX.map { 1 - $0 })
        #expect(agrees(found, expected, absolute: 1e-13))
      }
    }
  }

  @Test func resampledDiscrepanciesEqualTheirDefinition() throws {
    let sample = try ShiftSample(x, y, unitsX: reference.unitsX, unitsY: reference.unitsY)
    let naive = NaiveShift(rows: reference.x + reference.y, units: sample.units, bandwidth: 1.5)
    let resamples = ShiftResamples(sample, count: 20, seed: 3).weights
    let sums = sample.sums(resamples, bandwidth: 1.5, side: .strips)
    for index in 0..<resamples.count {
      let weights = resamples[index].map(Int.init)
      let inX = weights.enumerated().map { $0.offset < 5 ? $0.element : 0 }
      let inY = weights.enumerated().map { $0.offset < 5 ? 0 : $0.element }
      #expect(inX.reduce(0, +) == 5 && inY.reduce(0, +) == 4)
      let found = sums.resampled(sample, resamples[index], index).value
      #expect(agrees(found, naive.discrepancy(inX, inY), absolute: 1e-13))
    }
  }

  /// Each kernel value is off by 2⁻³² at most; units of two rows, tiles of odd sizes.
  @Test(.enabled(if: WeightedSums.areThere()))
  func sumsOfWholeNumbersEqualThoseOfDoubles() throws {
    var normal = NormalGenerator("whole")
    let names = (0..<75).map { "\($0 / 2)" }
    let sample = try ShiftSample(
      normal.matrix(75, 5), normal.matrix(61, 5), unitsX: names, unitsY: nil)
    let weights = ShiftPermutations(sample, count: 530, seed: 3).labels
      .followed(by: ShiftResamples(sample, count: 45, seed: 3).weights)
    for side in [TileSide.strips, TileSide(rows: 31, columns: 37)] {
      let exact = sample.sums(weights, bandwidth: 2, side: side)
      let whole = sample.sums(weights, bandwidth: 2, side: side, ofWholeNumbers: true)
      #expect(whole.distinct == exact.distinct && whole.ownSums == exact.ownSums)
      for (a, b) in zip(whole.weighted, exact.weighted) {
        // Pairs of x, of y and across, times weights of up to 7 each.
        #expect(agrees(a.xx, b.xx, absolute: 2_775 * 49 * WeightedSums.error))
        #expect(agrees(a.xx, b.xx, relative: 1e-9))
        #expect(agrees(a.yy, b.yy, relative: 1e-9) && agrees(a.xy, b.xy, relative: 1e-9))
      }
    }
  }

  @Test(.enabled(if: WeightedSums.areThere()))
  func pValuesOfWholeNumbersAreThoseOfDoubles() throws {
    var normal = NormalGenerator("whole")
    for shift in [0, 0.1] {
      let sample = try ShiftSample(
        normal.matrix(520, 2), normal.matrix(500, 2, shift: shift), unitsX: nil, unitsY: nil)
      let permutations = ShiftPermutations(sample, count: 199, seed: 3)
      let pValues = [false, true].map { isWhole in
        let sums = sample.sums(
          permutations.labels, bandwidth: 2, side: .strips, ofWholeNumbers: isWhole)
        return permutations.pValue(
          sums.observed(sample), permutations.values(sample, sums), isRounded: isWhole)
      }
      #expect(pValues[0] == pValues[1])
    }
  }

  @Test func sumsOfRowsEqualTheirDefinition() throws {
    let sample = try ShiftSample(x, y, unitsX: reference.unitsX, unitsY: reference.unitsY)
    let naive = NaiveShift(rows: reference.x + reference.y, units: sample.units, bandwidth: 1.5)
    let sums = sample.sums(
      UnitWeights(units: 9), bandwidth: 1.5, side: TileSide(rows: 3, columns: 2))
    for i in 0..<16 {
      let others = (0..<16).filter { naive.units[$0] != naive.units[i] }
      let own = others.filter { sample.x.contains($0) == sample.x.contains(i) }
      let other = others.filter { sample.x.contains($0) != sample.x.contains(i) }
      let expected = [own, other].map { $0.reduce(0) { $0 + naive.kernel(i, $1) } }
      #expect(agrees(sums.ownSums[i], expected[0], absolute: 1e-13))
      #expect(agrees(sums.otherSums[i], expected[1], absolute: 1e-13))
    }
  }

  @Test func closedFormOfTwoGaussiansIsRecovered() throws {
    var normal = NormalGenerator("closed form")
    let (a, b) = (normal.matrix(500, 1), normal.matrix(500, 1, shift: 1))
    let found = try shiftTest(a, b, settings: settings(bandwidth: 1))
    // N(0, 1) against N(1, 1), σ = 1; the standard deviation at n = 500 is about 0.02.
    #expect(agrees(found.mmd2Unbiased, 0.17726763492, absolute: 0.06))
    #expect(found.interval.low < 0.17726763492 && 0.17726763492 < found.interval.high)
    #expect(found.pValue == 0.01)
  }

  @Test func digitsSplitByParityOfPlaceAgree() throws {
    let unit = try Digits().unit
    let halves = [0, 1].map { first in
      unit.selecting(rows: Array(stride(from: first, to: unit.rows, by: 2)))
    }
    let found = try shiftTest(halves[0], halves[1], settings: settings(bandwidth: nil))
    let expected = try References.load().digits.unbiasedEvenOdd
    #expect(agrees(found.mmd2Unbiased, expected, absolute: 1e-12))
    #expect(found.pValue > 0.05)
  }

  @Test func exchangingTheSamplesChangesNeitherEstimateNorBandwidth() throws {
    let a = try shiftTest(x, y, settings: settings(bandwidth: nil))
    let b = try shiftTest(y, x, settings: settings(bandwidth: nil))
    #expect(agrees(a.mmd2Unbiased, b.mmd2Unbiased, absolute: 1e-14))
    #expect(agrees(a.bandwidth ?? 0, b.bandwidth ?? 1, relative: 1e-14))
  }

  @Test func scalingDataAndBandwidthOrMovingDataChangesNothing() throws {
    let a = try shiftTest(x, y, settings: settings())
    let move = { (matrix: Matrix<Double>) in matrix.mapping { 4 * $0 + 100 } }
    let b = try shiftTest(move(x), move(y), settings: settings(bandwidth: 6))
    #expect(agrees(a.mmd2Unbiased, b.mmd2Unbiased, absolute: 1e-12))
    #expect(a.pValue == b.pValue)
    #expect(agrees(a.interval.low, b.interval.low, absolute: 1e-12))
  }

  @Test func aGreaterShiftGivesAGreaterEstimateAndASmallerP() throws {
    var normal = NormalGenerator("orientation")
    let a = normal.matrix(40, 2)
    let b = normal.matrix(40, 2)
    let found = try [0.0, 1.2, 4].map { shift in
      let moved = Matrix((0..<40).map { [b[$0, 0] + shift, b[$0, 1]] })
      return try shiftTest(a, moved, settings: settings())
    }
    #expect(found[0].mmd2Unbiased < found[1].mmd2Unbiased)
    #expect(found[1].mmd2Unbiased < found[2].mmd2Unbiased)
    let pValues = found.map(\.pValue)
    #expect(pValues[0] > 0.05 && pValues[1] < 0.05 && pValues[2] == 0.01, "\(pValues)")
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let a = try shiftTest(x, y, settings: settings())
    let b = try shiftTest(x, y, settings: settings())
    #expect(a == b)
  }

  /// In a process of its own, because the number of threads belongs to the process.
  @Test func threadsDoNotMatter() async {
    await #expect(processExitsWith: .success) {
      var normal = NormalGenerator("threads")
      let (a, b) = (normal.matrix(700, 40), normal.matrix(600, 40))
      let settings = ShiftSettings(permutations: 99, resamples: 49, seed: 11)
      BLAS.useThreads(2)
      let several = try shiftTest(a, b, settings: settings)
      BLAS.useThreads(1)
      let one = try shiftTest(a, b, settings: settings)
      #expect(several == one)
    }
  }

  @Test func tilesDoNotMatter() throws {
    let sample = try ShiftSample(x, y, unitsX: reference.unitsX, unitsY: nil)
    let whole = try ShiftTrial(sample, settings(), side: .strips).test(by: .gaussian)
    for side in [TileSide(rows: 1, columns: 1), TileSide(rows: 4, columns: 3)] {
      let tiled = try ShiftTrial(sample, settings(), side: side).test(by: .gaussian)
      #expect(whole.pValue == tiled.pValue)
      #expect(agrees(whole.mmd2Unbiased, tiled.mmd2Unbiased, absolute: 1e-13))
      #expect(agrees(whole.mmd2Biased, tiled.mmd2Biased, absolute: 1e-13))
      #expect(agrees(whole.interval.low, tiled.interval.low, absolute: 1e-13))
    }
  }

  @Test func resultsWithUnitsDoNotDependOnRowOrder() throws {
    let order = [8, 3, 0, 5, 1, 7, 2, 6, 4]
    let a = try shiftTest(
      x, y, unitsX: reference.unitsX, unitsY: reference.unitsY, settings: settings())
    let b = try shiftTest(
      x.reordered(by: order), y, unitsX: order.map { reference.unitsX[$0] },
      unitsY: reference.unitsY, settings: settings())
    #expect(a.pValue == b.pValue)
    #expect(agrees(a.mmd2Unbiased, b.mmd2Unbiased, absolute: 1e-14))
    #expect(agrees(a.interval.high, b.interval.high, absolute: 1e-14))
  }

  @Test func aUnitForEachRowEqualsNoUnits() throws {
    let names = { (prefix: String, count: Int) in (0..<count).map { "\(prefix)\($0)" } }
    let a = try shiftTest(x, y, settings: settings())
    let b = try shiftTest(
      x, y, unitsX: names("x", 9), unitsY: names("y", 7), settings: settings())
    #expect(a == b)
  }
}

extension ShiftSample {
  func sums(
    _ weights: UnitWeights, bandwidth: Double, side: TileSide, ofWholeNumbers: Bool = false
  ) -> KernelSums {
    let distances = DistanceRows(asGiven: pooled.rows)
    let kernel = PairKernel(
      .gaussian, of: distances, squaredNorms: pooled.squaredNorms,
      dimension: pooled.rows.columns, bandwidth: bandwidth)
    return KernelSums(
      KernelPass(
        distances: distances, strips: PairStrips(x, y, side: side), kept: nil, units: units,
        hasUnits: hasUnits, kernel: kernel, weights: weights, sumsWholeNumbers: ofWholeNumbers))
  }
}

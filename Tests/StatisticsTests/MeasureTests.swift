import LinearAlgebra
import Testing

@testable import Statistics

/// Against NumPy and SciPy; see `References/make_measure_references.py`.
@Suite struct MeasureTests {
  private let values: MeasureReferences
  private let samples: TwoSamples

  init() throws {
    values = try MeasureReferences.load()
    samples = try TwoSamples(Matrix(values.x), Matrix(values.y))
  }

  private func settings(_ seed: UInt64 = 1) -> ShiftSettings {
    ShiftSettings(permutations: 99, resamples: 199, seed: seed)
  }

  private func scores(_ samples: TwoSamples) throws -> PrincipalComponents {
    try PrincipalComponents(
      of: samples.rows, count: min(samples.rows.rows, samples.rows.columns))
  }

  // MARK: Fréchet distance

  @Test func frechetDistanceIsThatOfAllComponents() throws {
    let test = try FrechetTest(scores(samples).scores, of: samples, settings: settings())
    #expect(abs(test.distance - values.frechet) < 1e-9)
    #expect(test.pValue >= 0.01 && test.smallestPValue == 0.01)
    let stored = try frechetDistance(
      .doubles(Matrix(values.x)), .doubles(Matrix(values.y)), scaling: .asGiven)
    #expect(abs(stored - values.frechet) < 1e-9)
  }

  @Test func frechetTestFindsASpreadAndKeepsItsLevel() throws {
    var rejections = 0
    for run in 0..<100 {
      var normal = NormalGenerator("frechet level", index: run)
      let (x, y) = (normal.matrix(15, 3), normal.matrix(20, 3))
      let same = try TwoSamples(x, y)
      let test = try FrechetTest(same.rows, of: same, settings: settings(UInt64(run)))
      if test.pValue <= 0.05 { rejections += 1 }
      guard run < 3 else { continue }
      let wide = try TwoSamples(x, y.mapping { 4 * $0 })
      #expect(try FrechetTest(wide.rows, of: wide, settings: settings()).pValue <= 0.02)
    }
    // 5 % of 100 and three standard errors.
    #expect(rejections <= 11, "\(rejections) of 100")
  }

  // MARK: Kernel inception distance

  @Test func oneBlockOfAllRowsEqualsTorchFidelity() throws {
    let distance = try KernelInceptionDistance(samples, seed: 1)
    #expect(abs(distance.mean - values.polynomial) < 1e-12)
    #expect(distance.blocks == 1 && distance.blockSize == 24 && distance.spread == nil)
  }

  @Test func blocksVaryAroundTheWhole() throws {
    let distance = try KernelInceptionDistance(samples, blocks: 400, blockSize: 12, seed: 1)
    let spread = try #require(distance.spread)
    #expect(distance.blocks == 400 && spread > 0)
    // Four standard errors of a mean of 400.
    #expect(abs(distance.mean - values.polynomial) < 4 * spread / 20)
    #expect(try KernelInceptionDistance(samples, blocks: 400, blockSize: 12, seed: 1) == distance)
  }

  @Test func pairsOfAUnitDoNotCount() throws {
    let names = values.units.map { "\($0)" }
    let grouped = try TwoSamples(
      Matrix(values.x), Matrix(values.y), unitsX: names, unitsY: names)
    let whole = try shiftTest(
      Matrix(values.x), Matrix(values.y), unitsX: names.map { "a\($0)" },
      unitsY: names.map { "b\($0)" },
      settings: ShiftSettings(permutations: 1, resamples: 1, kernel: .polynomial, seed: 1))
    let distance = try KernelInceptionDistance(grouped, seed: 1)
    #expect(abs(distance.mean - whole.mmd2Unbiased) < 1e-12)
    #expect(abs(distance.mean - values.polynomial) > 1e-6)
  }

  // MARK: Components

  @Test func componentsEqualSciPy() throws {
    let tests = ComponentDifferences(try scores(samples), of: samples, count: 4)
    let known = values.components
    for (found, place) in zip(tests.components, 0...) {
      #expect(found.component == place + 1)
      #expect(abs(found.statistic - known.statistics[place]) < 1e-14)
      #expect(abs(found.pValue - known.pValues[place]) <= 1e-10 * known.pValues[place])
      #expect(found.adjustedPValue == min(1, 4 * found.pValue))
      #expect(abs(found.explainedVarianceRatio - known.ratios[place]) < 1e-12)
    }
    #expect(tests.strongest?.pValue == tests.components.map(\.pValue).min())
  }

  @Test func meansOfUnitsAreCompared() throws {
    let names = values.units.map { "\($0)" }
    let grouped = try TwoSamples(
      Matrix(values.x), Matrix(values.y), unitsX: names, unitsY: names)
    let tests = ComponentDifferences(try scores(grouped), of: grouped, count: 2)
    let twelfths = tests.components.map { 12 * $0.statistic }
    #expect(twelfths.allSatisfy { abs($0 - $0.rounded()) < 1e-9 })
    // 2 of the 24 over 12 orders, times two components.
    #expect(abs(tests.smallestPValue - 4 / 2_704_156) < 1e-15)
  }

  @Test func rowsWithoutVarianceHaveNoComponent() throws {
    let equal = Matrix<Double>(repeating: 2, rows: 6, columns: 3)
    let samples = try TwoSamples(equal, equal)
    let tests = ComponentDifferences(try scores(samples), of: samples, count: 32)
    #expect(tests.components.isEmpty && tests.strongest == nil)
    #expect(try FrechetTest(samples.rows, of: samples, settings: settings()).pValue == 1)
  }

  // MARK: Precision, recall, density, coverage

  @Test func ballsReachToOtherUnits() throws {
    let names = values.units.map { "\($0)" }
    let grouped = try TwoSamples(
      Matrix(values.x), Matrix(values.y), unitsX: names, unitsY: names)
    let test = try ManifoldOverlapTest(grouped, neighbors: 3, settings: settings())
    let known = values.overlapOfUnits
    #expect(abs(test.overlap.precision - known.precision) < 1e-12)
    #expect(abs(test.overlap.recall - known.recall) < 1e-12)
    #expect(abs(test.overlap.density - known.density) < 1e-12)
    #expect(abs(test.overlap.coverage - known.coverage) < 1e-12)
    #expect(test.coverageWithoutShift == nil)
    #expect(test.precision.low <= known.precision && known.precision <= test.precision.high)
    #expect(test.density.method == "unit bootstrap, expanded percentile")
  }

  @Test func coverageWithoutAShiftIsAsExpected() throws {
    var (coverage, density) = (0.0, 0.0)
    let runs = 40
    var expected = 0.0
    for run in 0..<runs {
      var normal = NormalGenerator("coverage", index: run)
      let samples = try TwoSamples(normal.matrix(30, 3), normal.matrix(20, 3))
      let test = try ManifoldOverlapTest(samples, settings: settings())
      coverage += test.overlap.coverage / Double(runs)
      density += test.overlap.density / Double(runs)
      expected = try #require(test.coverageWithoutShift)
    }
    // Some four standard errors of the means of 40 runs.
    #expect(abs(coverage - expected) < 0.06, "\(coverage), not \(expected)")
    #expect(abs(density - 1) < 0.1, "\(density)")
  }

  @Test func setsApartShareNothingAndSaySoWithABound() throws {
    var normal = NormalGenerator("apart")
    let samples = try TwoSamples(normal.matrix(30, 3), normal.matrix(20, 3, shift: 90))
    let test = try ManifoldOverlapTest(samples, settings: settings())
    #expect(test.overlap.precision == 0 && test.overlap.coverage == 0)
    #expect(test.precision.high == 0.15 && test.coverage.high == 0.1)
    #expect(test.precision.method == "rule of three")
  }

  @Test func tooFewRowsOfOtherUnitsAreRefused() throws {
    var normal = NormalGenerator("few")
    let (x, y) = (normal.matrix(6, 2), normal.matrix(6, 2))
    #expect(throws: StatisticsError.self) {
      try ManifoldOverlapTest(TwoSamples(normal.matrix(5, 2), y), settings: settings())
    }
    #expect(throws: StatisticsError.self) {
      try ManifoldOverlapTest(
        TwoSamples(x, y, unitsX: ["a", "a", "b", "c", "d", "e"]), settings: settings())
    }
  }
}

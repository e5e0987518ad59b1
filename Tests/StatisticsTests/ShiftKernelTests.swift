import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// Against NumPy and SciPy; see `References/make_kernel_references.py`.
@Suite struct ShiftKernelTests {
  private struct Values: Decodable {
    let x: [[Double]]
    let y: [[Double]]
    let units: [Int]
    let kernels: [String: Kernel]

    struct Kernel: Decodable {
      let unbiased: Double
      let biased: Double
      let ofUnits: Double
      let standardError: Double
    }
  }

  private let values: Values
  private let x: Matrix<Double>
  private let y: Matrix<Double>

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    values = try decoder.decode(Values.self, from: try References.bytes("kernel-references.json"))
    (x, y) = (Matrix(values.x), Matrix(values.y))
  }

  private func settings(_ kernel: ShiftKernel) -> ShiftSettings {
    ShiftSettings(permutations: 99, resamples: 99, kernel: kernel, bandwidth: 1.5, seed: 3)
  }

  @Test(arguments: ShiftKernel.allCases)
  func estimatesAndErrorsEqualNumPy(kernel: ShiftKernel) throws {
    let expected = try #require(values.kernels[kernel.rawValue])
    let found = try shiftTest(x, y, settings: settings(kernel))
    #expect(agrees(found.mmd2Unbiased, expected.unbiased, absolute: 1e-13))
    #expect(agrees(found.mmd2Biased, expected.biased, absolute: 1e-13))
    let width = found.normalInterval.high - found.normalInterval.low
    #expect(agrees(width, 2 * 1.959963984540054 * expected.standardError, relative: 1e-11))
    #expect((found.bandwidth != nil) == kernel.hasBandwidth)
  }

  @Test(arguments: ShiftKernel.allCases)
  func pairsOfOneUnitDoNotCount(kernel: ShiftKernel) throws {
    let expected = try #require(values.kernels[kernel.rawValue])
    let units = values.units.map { "\($0)" }
    let found = try shiftTest(
      x, y, unitsX: Array(units[..<9]), unitsY: Array(units[9...]), settings: settings(kernel))
    #expect(agrees(found.mmd2Unbiased, expected.ofUnits, absolute: 1e-13))
    #expect(agrees(found.mmd2Biased, expected.biased, absolute: 1e-13))
  }

  @Test func severalKernelsAtOnceAreThoseOneByOne() throws {
    let all = try shiftTests(
      .doubles(x), .doubles(y), by: ShiftKernel.allCases, settings: settings(.gaussian))
    for (kernel, test) in zip(ShiftKernel.allCases, all) {
      #expect(try shiftTest(x, y, settings: settings(kernel)) == test)
    }
  }

  /// The distances of rows of 10²⁰⁰ overflow when squared.
  @Test(arguments: [1e200, 1e-150])
  func energyOfRowsOfAnyScaleIsThatScale(scale: Double) throws {
    let usual = try shiftTest(x, y, settings: settings(.energy))
    let move = { (rows: [[Double]]) in Matrix(rows.map { $0.map { $0 * scale } }) }
    let found = try shiftTest(move(values.x), move(values.y), settings: settings(.energy))
    #expect(agrees(found.mmd2Unbiased, usual.mmd2Unbiased * scale, relative: 1e-10))
    #expect(found.pValue == usual.pValue)
    #expect(throws: StatisticsError.self) {
      try shiftTest(move(values.x), move(values.y), settings: settings(.polynomial))
    }
  }

  @Test(arguments: [ShiftKernel.linear, .energy])
  func equalRowsHaveNothingToCompare(kernel: ShiftKernel) {
    let same = Matrix(rows: 5, columns: 2, elements: Array(repeating: 3.0, count: 10))
    #expect(throws: StatisticsError.noVariance(of: "both samples")) {
      try shiftTest(same, same, settings: settings(kernel))
    }
  }

  /// One row a thousand times as long as all others leaves sums of whole numbers no digits for them.
  @Test(arguments: [ShiftKernel.linear, .energy, .polynomial])
  func oneLongRowDoesNotHideAShift(kernel: ShiftKernel) throws {
    var normal = NormalGenerator("long")
    var a = (0..<510).map { _ in [normal.next(), normal.next()] }
    let b = (0..<500).map { _ in [normal.next() + 0.5, normal.next()] }
    a[0] = [0, 1_000]
    let found = try shiftTest(Matrix(a), Matrix(b), settings: settings(kernel))
    #expect(kernel != .energy || found.pValue == 0.01)
    #expect(found.mmd2Unbiased.isFinite)
  }

  /// Of N(0, I) and N(μ, I), d = 1: 2E|X − Y| − 2E|X − X′|, of normal differences.
  @Test func energyDistanceOfNormalSamplesIsNearItsClosedForm() throws {
    var normal = NormalGenerator("energy")
    let a = normal.matrix(400, 1)
    let b = normal.matrix(400, 1, shift: 1)
    let root = 2.0.squareRoot()
    let between = root * (2 / Double.pi).squareRoot() * exp(-0.25) + erf(0.5)
    let within = root * (2 / Double.pi).squareRoot()
    let found = try shiftTest(a, b, settings: settings(.energy))
    #expect(agrees(found.mmd2Unbiased, 2 * (between - within), absolute: 0.15))
    #expect(found.interval.low > 0 && found.pValue == 0.01)
  }
}

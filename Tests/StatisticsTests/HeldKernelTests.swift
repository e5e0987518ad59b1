import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// Against NumPy and SciPy; see `References/make_shift_context_references.py`.
struct ContextValues: Decodable {
  let x: [[Double]]
  let y: [[Double]]
  let bandwidth: Double
  let unitsX: [String]
  let unitsY: [String]
  let ofRows: Values
  let ofUnits: Values
  let density: Density

  struct Values: Decodable {
    let discrepancy: Double
    let squaredNorms: Double
    let largestVariance: Double
    let projectionVariances: [Double]
    let witness: [Double]
  }

  struct Density: Decodable {
    let x: [Double]
    let y: [Double]
    let bandwidth: [Double]
    let at: [[Double]]
    let values: [Double]
    let level50: Double
    let level90: Double
  }

  static func load() throws -> ContextValues {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Self.self, from: try References.bytes("shift-context-references.json"))
  }
}

@Suite struct HeldKernelTests {
  let known: ContextValues
  let rows: HeldKernel
  let units: HeldKernel

  init() throws {
    known = try ContextValues.load()
    let (x, y) = (Matrix(known.x), Matrix(known.y))
    rows = HeldKernel(x, y, bandwidth: known.bandwidth)
    units = HeldKernel(
      x, y, unitsX: known.unitsX, unitsY: known.unitsY, bandwidth: known.bandwidth)
  }

  @Test func estimatesEqualNumPy() {
    for (kernel, values) in [(rows, known.ofRows), (units, known.ofUnits)] {
      #expect(agrees(kernel.discrepancy, values.discrepancy, absolute: 1e-14))
      #expect(agrees(kernel.squaredNorms, values.squaredNorms, absolute: 1e-14))
      // The power iteration stops at 10⁻⁶ from step to step.
      #expect(agrees(kernel.largestVariance, values.largestVariance, relative: 1e-4))
      for (side, variance) in zip(SampleSide.allCases, values.projectionVariances) {
        #expect(agrees(kernel.projectionVariance(side), variance, relative: 1e-12))
      }
    }
  }

  @Test func estimateIsThatOfTheTest() throws {
    let test = try shiftTest(
      Matrix(known.x), Matrix(known.y), unitsX: known.unitsX, unitsY: known.unitsY,
      settings: ShiftSettings(permutations: 9, resamples: 9, bandwidth: known.bandwidth, seed: 1))
    #expect(agrees(units.discrepancy, test.mmd2Unbiased, absolute: 1e-14))
  }

  @Test func rowsOfAnySizeGiveTheSame() {
    let (x, y) = (Matrix(known.x), Matrix(known.y))
    for factor in [1e-180, 1e200] {
      let scaled = HeldKernel(
        x.mapping { $0 * factor }, y.mapping { $0 * factor }, bandwidth: known.bandwidth * factor)
      #expect(agrees(scaled.discrepancy, rows.discrepancy, absolute: 1e-13))
    }
  }

  @Test func selectingUnitsIsMakingTheKernelOfThem() {
    let places = [0, 1, 3, 4, 7, 8]
    let first = HeldKernel(
      Matrix(known.x).selecting(rows: [0, 1, 3, 4]), Matrix(known.y).selecting(rows: [0, 1]),
      bandwidth: known.bandwidth)
    let some = rows.units.selecting([0, 1, 3, 4, 11, 12])
    #expect(agrees(some.observed, first.discrepancy, absolute: 1e-14))
    #expect(some.unitsX == 4 && some.count == places.count)
  }

  @Test func witnessEqualsNumPy() {
    let (x, y) = (StoredRows.doubles(Matrix(known.x)), StoredRows.doubles(Matrix(known.y)))
    for (unitsX, unitsY, expected) in [
      (nil, nil, known.ofRows.witness), (known.unitsX, known.unitsY, known.ofUnits.witness),
    ] {
      let found = witnessValues(
        WitnessSide(x, units: unitsX, anchors: Array(0..<11)),
        WitnessSide(y, units: unitsY, anchors: Array(0..<9)), scaling: .asGiven,
        bandwidth: known.bandwidth)
      for (value, reference) in zip(found.x + found.y, expected) {
        #expect(agrees(value, reference, absolute: 1e-14))
      }
    }
  }

  @Test func witnessOverSomeAnchorsIsTheMeanOverThem() {
    let (x, y) = (Matrix(known.x), Matrix(known.y))
    let found = witnessValues(
      WitnessSide(.doubles(x), units: nil, anchors: [0, 2, 5]),
      WitnessSide(.doubles(y), units: nil, anchors: [1, 3]), scaling: .asGiven,
      bandwidth: known.bandwidth)
    let kernel = { (a: ArraySlice<Double>, b: ArraySlice<Double>) in
      let square = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return exp(-square / (2 * known.bandwidth * known.bandwidth))
    }
    let across = (kernel(x.row(2), y.row(1)) + kernel(x.row(2), y.row(3))) / 2
    let own = (kernel(x.row(2), x.row(0)) + kernel(x.row(2), x.row(5))) / 2
    #expect(agrees(found.x[2], own - across, absolute: 1e-14))
    #expect(found.x.count == 11 && found.y.count == 9)
  }

  @Test func witnessTellsTheSidesApart() {
    var normal = NormalGenerator("witness")
    let (x, y) = (normal.matrix(40, 3), normal.matrix(300, 3, shift: 4))
    let found = witnessValues(
      WitnessSide(.doubles(x), units: nil, anchors: Array(0..<40)),
      WitnessSide(.doubles(y), units: nil, anchors: Array(0..<300)), scaling: .asGiven,
      bandwidth: 2)
    #expect(found.x.count { $0 > 0 } > 35 && found.y.count { $0 < 0 } > 285)
  }
}

import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct FuseTestTests {
  private let settings = ShiftSettings(permutations: 99, seed: 4)

  /// See `References/make_fuse_references.py`.
  @Test func statisticEqualsNumPy() throws {
    struct Values: Decodable {
      let x: [[Double]]
      let y: [[Double]]
      let bandwidths: [Double]
      let statistic: Double
    }
    let values = try JSONDecoder().decode(
      Values.self, from: try References.bytes("fuse-references.json"))
    let found = try fuse(Matrix(values.x), Matrix(values.y))
    for (a, b) in zip(found.bandwidths, values.bandwidths) {
      #expect(agrees(a, b, relative: 1e-13))
    }
    #expect(agrees(found.statistic, values.statistic, relative: 1e-11))
  }

  private func fuse(
    _ x: Matrix<Double>, _ y: Matrix<Double>, units: (x: [String], y: [String])? = nil,
    seed: UInt64 = 4
  ) throws -> FuseTest {
    try fuseTest(
      .doubles(x), .doubles(y), unitsX: units?.x, unitsY: units?.y,
      settings: ShiftSettings(permutations: 99, seed: seed))
  }

  /// A difference of scale that the median bandwidth hardly sees: dense stripes in one dimension.
  @Test func aDifferenceOfAFineScaleIsFound() throws {
    var normal = NormalGenerator("stripes")
    let x = normal.matrix(150, 1)
    let y = x.mapping { ($0 * 4).rounded() / 4 + 0.01 * normal.next() }
    #expect(try fuse(x, y).pValue == 0.01)
  }

  @Test func independentRowsAreRejectedAtTheLevel() throws {
    var rejections = 0
    for run in 0..<100 {
      var normal = NormalGenerator("fuse", index: run)
      let found = try fuse(normal.matrix(15, 2), normal.matrix(20, 2), seed: UInt64(run))
      if found.pValue <= 0.05 { rejections += 1 }
    }
    // Three standard errors of a rate of 0.05 over it.
    #expect(rejections <= 11, "\(rejections) of 100")
  }

  @Test func unitsArePermutedWhole() throws {
    let units = { (site: String) in (0..<24).map { "\(site)\($0 / 3)" } }
    var rejections = 0
    for run in 0..<60 {
      var normal = NormalGenerator("fuse patients", index: run)
      let found = try fuse(
        normal.grouped(8, by: 3, 3), normal.grouped(8, by: 3, 3), units: (units("a"), units("b")),
        seed: UInt64(run))
      #expect(found.unitsX == 8 && found.unitsY == 8)
      if found.pValue <= 0.05 { rejections += 1 }
    }
    #expect(rejections <= 8, "\(rejections) of 60")
  }

  @Test func equalRowsAreRefused() {
    let same = Matrix(rows: 4, columns: 2, elements: Array(repeating: 1.5, count: 8))
    #expect(throws: StatisticsError.noVariance(of: "both samples")) { try fuse(same, same) }
  }

  @Test func rowsThatAreMostlyEqualAreTested() throws {
    let rows = Matrix((0..<12).map { [$0 < 9 ? 0.0 : Double($0)] })
    let found = try fuse(rows, rows)
    #expect(found.pValue > 0.5 && found.statistic.isFinite)
  }
}

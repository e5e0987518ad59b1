import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Pairs of samples out of a pool, and what tests say of them.
@Suite struct DetectionTests {
  private func rows(
    _ count: Int, _ columns: Int, _ name: String, shift: Double = 0
  ) -> Matrix<Float> {
    var normal = NormalGenerator(name)
    let matrix = normal.matrix(count, columns, shift: shift)
    return Matrix(rows: count, columns: columns, elements: matrix.elements.map { Float($0) })
  }

  private func settings(
    _ detectors: [ShiftDetector] = ShiftDetector.allCases, permutations: Int = 39
  ) -> DetectionSettings {
    DetectionSettings(
      detectors: detectors, permutations: permutations, seed: 5, stream: "detection tests")
  }

  private func draws(
    _ count: Int, size: Int, of sampling: DetectionSampling,
    _ scheme: DetectionScheme = .unaltered
  ) throws -> [DetectionDraw] {
    try (0..<count).map { index in
      var generator = SeededGenerator(seed: 9, stream: "draws", index: index)
      return try #require(sampling.draw(size, scheme, using: &generator))
    }
  }

  /// The same discrepancy as that of the test that users ask.
  @Test(arguments: [false, true])
  func theDiscrepancyIsThatOfTheShiftTest(hasUnits: Bool) throws {
    let count = 12
    let (x, y) = (rows(count, 3, "x"), rows(count, 3, "y", shift: 0.7))
    let all = Matrix(rows: 2 * count, columns: 3, elements: x.elements + y.elements)
    let units = hasUnits ? (0..<24).map { "u\($0 / 3)" } : nil
    let source = try DetectionSource(all, scaling: .unitLength, components: 3, units: units)
    let draw = DetectionDraw(reference: Array(0..<12), candidate: Array(12..<24))
    let trial = DetectionTrial(
      draw, of: source.pool(altered: nil), settings([.mmd]), number: 0)
    let test = try shiftTest(
      .floats(x), .floats(y), scaling: .unitLength, unitsX: units.map { Array($0[..<12]) },
      unitsY: units.map { Array($0[12...]) },
      settings: ShiftSettings(permutations: 39, resamples: 1, seed: 1))
    let bandwidth = try #require(test.bandwidth)
    let distances = source.pool(altered: nil).squares.elements
    var kernel = distances.map { exp(-$0 / (2 * bandwidth * bandwidth)) }
    for i in 0..<24 {
      for j in 0..<24 where trial.units.all[i] == trial.units.all[j] { kernel[i * 24 + j] = 0 }
    }
    var generator = SeededGenerator(seed: 1, stream: "relabellings")
    var products: [Double] = []
    let found = Relabellings(trial.units, count: 3, using: &generator)
      .discrepancies(by: kernel, &products)
    #expect(abs(found[0].value - test.mmd2Unbiased) < 1e-12)
  }

  @Test func withoutAShiftEveryTestKeepsItsLevel() throws {
    let source = try DetectionSource(
      rows(60, 4, "level"), scaling: .asGiven, components: 4, units: nil)
    let sampling = DetectionSampling(count: 60, units: nil)
    let found = source.pool(altered: nil).pValues(
      of: try draws(400, size: 20, of: sampling), settings())
    for (index, detector) in ShiftDetector.allCases.enumerated() {
      let rate = Double(found.count { $0[index] <= 0.05 }) / 400
      // Bonferroni is cautious.
      let lowest = detector == .ks ? 0 : 0.05 - 3 * 0.0109
      #expect((lowest...(0.05 + 3 * 0.0109)).contains(rate), "\(detector) \(rate)")
    }
  }

  @Test func wholeUnitsKeepTheLevelWhereImagesDoNot() throws {
    var normal = NormalGenerator("units")
    let grouped = normal.grouped(40, by: 4, 3)
    let floats = Matrix(rows: 160, columns: 3, elements: grouped.elements.map { Float($0) })
    let units = (0..<160).map { "u\($0 / 4)" }
    let sampling = DetectionSampling(count: 160, units: units)
    func rates(_ units: [String]?) throws -> [Double] {
      let source = try DetectionSource(floats, scaling: .asGiven, components: 3, units: units)
      let found = source.pool(altered: nil).pValues(
        of: try draws(300, size: 48, of: sampling), settings())
      return ShiftDetector.allCases.indices.map { index in
        Double(found.count { $0[index] <= 0.05 }) / 300
      }
    }
    let byUnit = try rates(units)
    #expect(byUnit.allSatisfy { $0 <= 0.05 + 3 * 0.0126 }, "\(byUnit)")
    let byImage = try rates(nil)
    #expect(byImage[0] > 0.3 && byImage[2] > 0.3, "\(byImage)")
  }

  @Test func aShiftIsFoundAndTheMoreTheMoreIsAltered() throws {
    let source = try DetectionSource(
      rows(80, 4, "base"), scaling: .asGiven, components: 4, units: nil)
    var moved = rows(80, 4, "base")
    moved = Matrix(rows: 80, columns: 4, elements: moved.elements.map { $0 + 1.5 })
    let pool = source.pool(altered: moved)
    let sampling = DetectionSampling(count: 80, units: nil)
    func detections(_ share: Double) throws -> [Int] {
      let scheme = DetectionScheme(alteredShare: share, missingShare: 0)
      let found = pool.pValues(of: try draws(30, size: 30, of: sampling, scheme), settings())
      return ShiftDetector.allCases.indices.map { index in found.count { $0[index] <= 0.05 } }
    }
    let (few, all) = (try detections(0.1), try detections(1))
    #expect(all.allSatisfy { $0 >= 28 }, "\(all)")
    #expect(zip(few, all).allSatisfy { $0 < $1 }, "\(few)")
  }

  @Test func pValuesDependOnTheDrawAndItsNumberAlone() throws {
    let source = try DetectionSource(
      rows(40, 3, "same"), scaling: .asGiven, components: 3, units: nil)
    let pool = source.pool(altered: nil)
    let drawn = try draws(6, size: 10, of: DetectionSampling(count: 40, units: nil))
    let found = pool.pValues(of: drawn, settings())
    #expect(pool.pValues(of: drawn, settings()) == found)
    #expect(pool.pValues(of: Array(drawn.prefix(2)), settings()) == Array(found.prefix(2)))
  }

  @Test func samplesShareNoUnitAndHaveTheirSize() throws {
    let units = (0..<60).map { "u\($0 % 17)" }
    let sampling = DetectionSampling(count: 60, units: units)
    let scheme = DetectionScheme(alteredShare: 0.5, missingShare: 0)
    for draw in try draws(50, size: 20, of: sampling, scheme) {
      #expect(draw.reference.count == 20 && draw.candidate.count == 20)
      #expect(draw.candidate.count { $0 >= 60 } == 10)
      let sides = [draw.reference, draw.candidate].map { Set($0.map { units[$0 % 60] }) }
      #expect(sides[0].isDisjoint(with: sides[1]))
    }
  }

  @Test func markedItemsGoMissing() throws {
    let sampling = DetectionSampling(count: 60, units: nil, marked: Set(0..<20))
    let all = DetectionScheme(alteredShare: 0, missingShare: 1)
    for draw in try draws(20, size: 20, of: sampling, all) {
      #expect(draw.candidate.allSatisfy { $0 >= 20 })
    }
    var generator = SeededGenerator(seed: 1, stream: "x")
    #expect(sampling.draw(31, .unaltered, using: &generator) == nil)
    #expect(sampling.draw(29, all, using: &generator) == nil)
  }

  @Test func rowsThatAreAllEqualAreRefused() {
    let equal = Matrix<Float>(rows: 8, columns: 2, elements: Array(repeating: 1, count: 16))
    #expect(throws: StatisticsError.noVariance(of: "the set")) {
      try DetectionSource(equal, scaling: .asGiven, components: 2, units: nil)
    }
  }
}

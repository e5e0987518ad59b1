import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

/// The table of measures beside the discrepancy.
@Suite struct ShiftMeasuresTests {
  private func items(
    _ name: String, _ count: Int, columns: Int = 4, moved: Double = 0, units: Int? = nil
  ) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 7, stream: name)
    let elements = (0..<(count * columns)).map { _ in generator.uniformFraction() + moved }
    return EmbeddedItems(
      name: name, ids: (0..<count).map { .row($0) },
      vectors: .double(Matrix(rows: count, columns: columns, elements: elements)),
      units: units.map { units in (0..<count).map { "\(name) \($0 % units)" } })
  }

  private let plan = ShiftPlan(permutations: 49, resamples: 49)

  private func measures(
    _ x: EmbeddedItems, _ y: EmbeddedItems, limit: Int = 10_000
  ) throws -> [ShiftMeasure] {
    shiftMeasures(try ShiftPair(x, y, scaling: .asGiven), plan, seed: 1, limit: limit)
  }

  @Test func everyMeasureHasAPValueOrAnIntervalAndSaysWhatItIsOf() throws {
    let found = try measures(items("a", 24), items("b", 20, moved: 0.7))
    let all = Set(ShiftMeasureKind.allCases).subtracting([.mmd2Gaussian])
    #expect(Set(found.map(\.kind)) == all && found.count == all.count)
    for measure in found {
      #expect(measure.estimate != nil, "\(measure.kind)")
      #expect(measure.pValue != nil || measure.interval != nil, "\(measure.kind)")
      #expect(measure.pValue ?? 1 >= measure.smallestPValue ?? 0, "\(measure.kind)")
      #expect(measure.n == 24 && measure.m == 20 && measure.unit == "image")
      #expect(measure.of.contains("all 44 rows"), "\(measure.of)")
    }
    let area = try #require(found.first { $0.kind == .classifierAUC })
    #expect(try #require(area.estimate) > 0.9 && area.pValue == 0.02)
    #expect(found.compactMap(\.components).map(\.count) == [4])
  }

  @Test func ofManyRowsASampleOfWholeUnitsIsMeasured() throws {
    let (x, y) = (items("a", 60, units: 20), items("b", 60, units: 20))
    let found = try measures(x, y, limit: 60)
    for measure in found where measure.kind != .frechetDistance {
      #expect(measure.n == 30 && measure.unitsReference == 10, "\(measure.kind)")
      #expect(measure.of.contains("a sample of 60 of 120 rows"), "\(measure.of)")
      #expect(measure.unit == "group")
    }
    let frechet = try #require(found.first { $0.kind == .frechetDistance })
    #expect(frechet.n == 60 && frechet.of.contains("all 120 rows; p: the first 4"))
  }

  @Test func whatCannotBeMeasuredSaysWhyAndTheOthersStand() throws {
    let found = try measures(items("a", 4, columns: 1), items("b", 4, columns: 1))
    let coverage = try #require(found.first { $0.kind == .coverage })
    #expect(coverage.estimate == nil && coverage.interval == nil)
    #expect(coverage.warnings.map(\.finding).contains { $0.contains("at least 6") })
    let known = found.filter { $0.estimate != nil }.map(\.kind)
    #expect(known.contains(.classifierAUC) && known.contains(.componentKolmogorovSmirnov))
    let huge = EmbeddedItems(
      name: "huge", ids: [.row(0), .row(1)],
      vectors: .double(Matrix([[1e60, 0, 0, 1], [0, 1e60, 1, 0]])))
    let beyond = try measures(huge, items("b", 8))
    #expect(beyond.first { $0.kind == .precision }?.estimate == nil)
  }

  @Test func equalRowsGiveNumbersAndNoShift() throws {
    let rows = Matrix<Double>(repeating: 0.5, rows: 8, columns: 3)
    let equal = EmbeddedItems(
      name: "equal", ids: (0..<8).map { .row($0) }, vectors: .double(rows))
    let found = try measures(equal, equal)
    for measure in found {
      #expect((measure.estimate ?? 0).isFinite, "\(measure.kind)")
      #expect(measure.pValue ?? 1 == 1, "\(measure.kind): \(measure.pValue ?? 1)")
    }
    #expect(found.first { $0.kind == .precision }?.estimate == 1)
    #expect(found.first { $0.kind == .componentKolmogorovSmirnov }?.estimate == nil)
  }

  @Test func tablesOfMeasuresSurviveJSON() throws {
    let found = try measures(items("a", 12), items("b", 12))
    let data = try JSONEncoder().encode(found)
    let again = try JSONDecoder().decode([ShiftMeasure].self, from: data)
    #expect(again.map(\.kind) == found.map(\.kind))
    #expect(again.map(\.estimate) == found.map(\.estimate))
  }

  @Test func measuresAreLeftOutOnRequest() throws {
    var plan = plan
    plan.context = false
    plan.drivers = false
    let (x, y) = (items("a", 12), items("b", 12))
    let with = try measureShift(from: x, to: y, plan: plan, seed: 1)
    plan.measures = false
    let without = try measureShift(from: x, to: y, plan: plan, seed: 1)
    #expect(with.measures?.isEmpty == false && without.measures == nil)
    #expect(with.mmd2Unbiased == without.mmd2Unbiased && with.pValue == without.pValue)
  }
}

import Analyses
import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Shifts planted among vectors, and the rates at which tests find them.
@Suite struct ShiftBenchmarkTests {
  private func vectors(_ count: Int, moved: Float) -> ShiftBenchmarkVectors {
    var generator = SeededGenerator(seed: 3, stream: "shift benchmark")
    let elements = (0..<(4 * count)).map { _ in Float(generator.uniformFraction()) }
    let originals = Matrix<Float>(rows: count, columns: 4, elements: elements)
    let altered = Matrix<Float>(rows: count, columns: 4, elements: elements.map { $0 + moved })
    let still = ImageAlteration(.blur, .small)
    return ShiftBenchmarkVectors(
      encoder: "e", originals: originals,
      altered: [ImageAlteration(.noise, .small): altered, still: originals])
  }

  private var plan: ShiftBenchmarkPlan {
    var plan = ShiftBenchmarkPlan()
    (plan.shifts, plan.strengths, plan.fractions) = ([.none, .noise, .blur], [.small], [0.5, 1])
    (plan.sizes, plan.repetitions, plan.permutations) = ([8, 16], 20, 39)
    plan.scaling = .asGiven
    return plan
  }

  private let items = ShiftBenchmarkItems(name: "set", units: nil, isKnockedOut: nil)

  @Test func plantedShiftsAreFoundAndOthersAreNot() throws {
    let found = try plan.detections(in: vectors(60, moved: 3), of: items)
    #expect(
      found.conditions.map(\.name) == [
        "none", "noise small 50 %", "noise small 100 %", "blur small 50 %", "blur small 100 %",
      ])
    let all = found.conditions[2]
    for test in ShiftDetector.allCases {
      #expect(try #require(found.rate(of: all, n: 16, test)).rate > 0.9, "\(test)")
      #expect(found.smallestSize(finding: found.conditions[4], by: test) == nil)
    }
    #expect(try #require(found.rate(of: found.conditions[0], n: 8, .mmd)).repetitions == 100)
    #expect(found.smallestSize(finding: all, by: .mmd) == 8)
  }

  /// Shifts are planted in the same samples, so that one that changes nothing is as none.
  @Test func aShiftThatChangesNothingIsFoundAsOftenAsNone() throws {
    let found = try plan.detections(in: vectors(60, moved: 3), of: items)
    let still = try #require(found.rate(of: found.conditions[3], n: 8, .mmd))
    let same = try #require(found.rate(of: found.conditions[4], n: 8, .mmd))
    #expect(still.detections == same.detections)
  }

  @Test func sizesThatCannotBeDrawnAreNamed() throws {
    var plan = plan
    plan.sizes = [8, 40]
    let found = try plan.detections(in: vectors(60, moved: 1), of: items)
    #expect(found.sizes == [8])
    #expect(found.warnings.contains { $0.finding.contains("too few for samples of 40") })
  }

  @Test func labelsGoMissingOnlyWhereTheyAreKnown() throws {
    var plan = plan
    plan.shifts = [.none, .knockOut, .geometryAndKnockOut]
    #expect(plan.conditions(hasLabels: false).map(\.name) == ["none"])
    #expect(plan.conditions(hasLabels: true).map(\.name).contains("knock-out 50 %"))
    #expect(plan.alterations == [ImageAlteration(.geometry, .medium)])
    let label = try #require(KnockedOutLabel(mostFrequentIn: ["b", "a", "b", "a"]))
    #expect(label.label == "a" && label.images == 2)
    #expect(KnockedOutLabel(mostFrequentIn: ["a", "a"]) == nil)
  }

  @Test func imagesWithAZeroVectorAreLeftOut() throws {
    var plan = plan
    plan.scaling = .unitLength
    let elements = Array(repeating: Float(0), count: 4) + (4..<160).map { Float($0 % 7) + 1 }
    let altered = Matrix<Float>(rows: 40, columns: 4, elements: elements)
    let found = try plan.detections(
      in: ShiftBenchmarkVectors(
        encoder: "e", originals: Matrix(rows: 40, columns: 4, elements: elements.reversed()),
        altered: [
          ImageAlteration(.noise, .small): altered, ImageAlteration(.blur, .small): altered,
        ]),
      of: items)
    #expect(found.zeroVectors == 2 && found.items == 38)
    #expect(found.warnings.contains { $0.finding.contains("zero vector") })
    #expect(throws: AnalysisError.tooFew(items: "set", found: 8, needed: 16)) {
      try plan.detections(in: vectors(8, moved: 1), of: items)
    }
  }

  @Test func groupsAreNamedWhereTheyAreTooFew() throws {
    let units = (0..<60).map { "u\($0 / 10)" }
    let found = try plan.detections(
      in: vectors(60, moved: 3),
      of: ShiftBenchmarkItems(name: "set", units: units, isKnockedOut: nil))
    #expect(found.warnings.contains { $0.finding.contains("whole units are relabelled") })
  }

  @Test func ratesAreReadBackFromJSON() throws {
    let found = try plan.detections(in: vectors(40, moved: 1), of: items)
    let data = try JSONEncoder().encode(found)
    let read = try JSONDecoder().decode(EncoderDetections.self, from: data)
    #expect(
      read.conditions == found.conditions && read.rates.map(\.rate) == found.rates.map(\.rate))
  }

  @Test func theSeedDecidesEverything() throws {
    func rates(_ seed: UInt64) throws -> [Int] {
      var plan = plan
      plan.seed = seed
      return try plan.detections(in: vectors(40, moved: 0.3), of: items).rates.map(\.detections)
    }
    #expect(try rates(1) == rates(1))
    #expect(try rates(1) != rates(2))
  }
}

import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

@Suite struct ShiftContextAnalysisTests {
  /// `units` patients of `size` images each around a centre; patients differ among themselves.
  private func site(
    _ name: String, units: Int, size: Int, around centre: Double = 0, hasUnits: Bool = true
  ) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 8, stream: name)
    var rows: [[Double]] = []
    for _ in 0..<units {
      let own = (0..<4).map { _ in centre + generator.uniformFraction() }
      for _ in 0..<size { rows.append(own.map { $0 + 0.1 * generator.uniformFraction() }) }
    }
    let names = rows.indices.map { "\(name)-\($0 / size)" }
    return items(rows, name: name, units: hasUnits ? names : nil)
  }

  private func measure(
    _ x: EmbeddedItems, _ y: EmbeddedItems, _ change: (inout ShiftPlan) -> Void = { _ in }
  ) throws -> ShiftResult {
    var plan = ShiftPlan(permutations: 199, resamples: 99)
    change(&plan)
    return try measureShift(from: x, to: y, scaling: .asGiven, plan: plan, seed: 5)
  }

  @Test func aShiftIsPutIntoContext() throws {
    let result = try measure(
      site("a", units: 20, size: 2), site("b", units: 24, size: 2, around: 1)
    ) { $0.margin = 0.1 }
    let context = try #require(result.context)
    #expect(context.mmd * context.mmd == result.mmd2Unbiased || context.mmd > 0.3)
    let normalized = try #require(context.normalizedMmd2)
    #expect(normalized > 0.2 && normalized < 1)
    #expect(context.selfChecks.map(\.name) == ["a", "b"])
    #expect(context.selfChecks.allSatisfy { ($0.ratio ?? 0) > 3 })
    let detectable = try #require(context.detectable)
    let along = try #require(detectable.alongObserved)
    #expect(detectable.criticalValue < along && along <= detectable.mmd2)
    #expect(try #require(detectable.mixtureShare) < 1)
    #expect(context.powerCurve.last?.rejected.rate == 1)
    let equivalence = try #require(context.equivalence)
    #expect(!equivalence.isEquivalent && (equivalence.upperBound ?? 0) > result.mmd2Unbiased)
  }

  @Test func imagesOfAPatientThatAreAlikeAreWarnedOf() throws {
    let result = try measure(site("a", units: 12, size: 5), site("b", units: 12, size: 5))
    let checks = try #require(result.context?.selfChecks)
    for check in checks {
      #expect(try #require(check.rejected).rate < 0.15)
      #expect(try #require(check.rejectedByImages).rate > 0.5)
    }
    #expect(result.warnings.count { $0.finding.contains("if single images were permuted") } == 2)
  }

  @Test func imagesWithoutUnitsHaveOneRate() throws {
    let result = try measure(
      site("a", units: 30, size: 1, hasUnits: false),
      site("b", units: 30, size: 1, hasUnits: false))
    let context = try #require(result.context)
    #expect(context.selfChecks.allSatisfy { $0.rejectedByImages == nil })
    #expect(result.warnings.isEmpty)
  }

  @Test func whatWasNotDetectedHasNoDirection() throws {
    let result = try measure(site("a", units: 20, size: 1), site("b", units: 20, size: 1))
    #expect(result.pValue > 0.05)
    let detectable = try #require(result.context?.detectable)
    #expect(detectable.alongObserved == nil && detectable.mixtureShare == nil)
    #expect(detectable.mmd2 > detectable.criticalValue && detectable.criticalValue > 0)
    #expect(result.context?.equivalence == nil)
  }

  @Test func setsWithinAWideMarginAreEquivalent() throws {
    let result = try measure(site("a", units: 40, size: 1), site("b", units: 40, size: 1)) {
      $0.margin = 0.5
    }
    #expect(result.context?.equivalence?.isEquivalent == true)
  }

  @Test func fewUnitsHaveAContextWithoutWhatTheyCannotTell() throws {
    let result = try measure(site("a", units: 3, size: 4), site("b", units: 3, size: 4))
    let context = try #require(result.context)
    #expect(context.selfChecks.isEmpty && context.powerCurve.isEmpty)
    #expect(context.detectable == nil && context.normalizedMmd2 != nil)
  }

  @Test func equalRowsGiveNoNumberThatIsNone() throws {
    let same = Array(repeating: [1.0, 2, 3, 4], count: 12)
    let result = try measure(items(same), items(same, name: "other")) { $0.bandwidth = 1 }
    let context = try #require(result.context)
    #expect(context.detectable == nil && context.selfChecks.allSatisfy { $0.ratio == nil })
    #expect(context.mmd == 0 && result.pValue == 1)
    let drivers = try #require(result.drivers)
    #expect(drivers.clusters == nil)
    #expect(
      ((drivers.witness.reference?.values ?? []) + (drivers.witness.candidate?.values ?? []))
        == Array(repeating: 0, count: 24))
    #expect(drivers.plane.explainedVarianceRatio == [0, 0])
  }

  @Test func partsCanBeLeftOut() throws {
    let result = try measure(site("a", units: 10, size: 1), site("b", units: 10, size: 1)) {
      ($0.context, $0.drivers) = (false, false)
    }
    #expect(result.context == nil && result.drivers == nil)
  }
}

@Suite struct ShiftDriversTests {
  /// Common items, and some that only one of the sets has.
  private func set(_ name: String, own centre: [Double], count: Int = 30) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 8, stream: name)
    let rows = (0..<(2 * count)).map { row in
      (row < count ? [0, 0, 0] : centre).map { $0 + 0.3 * generator.uniformFraction() }
    }
    return items(rows, name: name, labels: rows.indices.map { $0 < count ? "common" : "own" })
  }

  private func drivers(top: Int = 12) throws -> ShiftDrivers {
    var plan = ShiftPlan(permutations: 199, resamples: 99)
    (plan.top, plan.context) = (top, false)
    let result = try measureShift(
      from: set("a", own: [5, 0, 0]), to: set("b", own: [0, 5, 0]), scaling: .asGiven, plan: plan,
      seed: 5)
    return try #require(result.drivers)
  }

  @Test func itemsThatOneSetLacksHaveTheExtremeValues() throws {
    let witness = try drivers().witness
    #expect(witness.topReference.count == 12 && witness.topCandidate.count == 12)
    #expect(witness.topReference.allSatisfy { $0.label == "own" && $0.value > 0.3 })
    #expect(witness.topCandidate.allSatisfy { $0.label == "own" && $0.value < -0.3 })
    let values = witness.topReference.map(\.value)
    #expect(values == values.sorted(by: >))
    #expect(witness.reference?.ids.count == 60 && witness.candidate?.values.count == 60)
  }

  @Test func topIsAsManyAsAskedForOrThereAre() throws {
    #expect(try drivers(top: 3).witness.topCandidate.count == 3)
    #expect(try drivers(top: 100).witness.topCandidate.count == 60)
  }

  @Test func clustersThatOneSetLacksAreFirstAndLast() throws {
    let clusters = try #require(try drivers().clusters)
    let (first, last) = (try #require(clusters.first), try #require(clusters.last))
    #expect(first.excess > 0 && first.shareOfReference == 0 && first.adjustedPValue <= 0.04)
    #expect(last.excess < 0 && last.shareOfCandidate == 0 && last.interval.high < 0)
    #expect(clusters.map(\.excess) == clusters.map(\.excess).sorted(by: >))
    #expect(first.typical.allSatisfy { $0.isCandidate } && !first.typical.isEmpty)
    #expect(clusters.reduce(0) { $0 + $1.size } == 120)
  }

  @Test func planePlacesAllItemsOfBothSites() throws {
    let plane = try drivers().plane
    #expect(plane.sites.map(\.name) == ["a", "b"] && plane.sites.map(\.x.count) == [60, 60])
    #expect(plane.items == 120 && plane.explainedVarianceRatio.count == 2)
  }

  @Test func largePlanesAreDrawnFromAndSaid() throws {
    var normal = SeededGenerator(seed: 1, stream: "plane")
    let rows = Matrix(
      rows: 4_000, columns: 2, elements: (0..<8_000).map { _ in normal.uniformFraction() })
    let plane = try SitePlane([("a", rows), ("b", rows), ("c", rows)], of: 50_000, seed: 1)
    #expect(plane.sites.reduce(0) { $0 + $1.x.count } == 3_000 && plane.items == 50_000)
    #expect(plane.sites.allSatisfy { $0.x.count > 800 })
  }
}

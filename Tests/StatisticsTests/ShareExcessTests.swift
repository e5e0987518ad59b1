import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ShareExcessTests {
  let settings = ShareExcessSettings(permutations: 199, resamples: 199, seed: 4)

  @Test func sharesAreThoseOfRows() {
    let found = GroupedSamples(
      [0, 0, 1, 2], [1, 1, 1, 1, 0], groups: 3, unitsX: ["a", "a", "b", "c"],
      unitsY: ["p", "p", "q", "q", "r"]
    ).excesses(settings)
    #expect(found.map(\.shareX) == [0.5, 0.25, 0.25])
    #expect(found.map(\.shareY) == [0.2, 0.8, 0])
    #expect(agrees(found[1].excess, 0.55, absolute: 1e-15))
    #expect(found.allSatisfy { $0.interval.low <= $0.excess && $0.excess <= $0.interval.high })
    #expect(found.allSatisfy { $0.pValue > 0 && $0.pValue <= $0.adjustedPValue })
  }

  @Test func plantedExcessIsFoundAndOthersAreNot() {
    // Half of y in group 2, which has a tenth of x.
    let x = (0..<200).map { $0 % 10 == 0 ? 2 : $0 % 2 }
    let y = (0..<200).map { $0 % 2 == 0 ? 2 : ($0 / 2) % 2 }
    let found = GroupedSamples(x, y, groups: 3, unitsX: nil, unitsY: nil).excesses(settings)
    #expect(found[2].pValue == 0.005 && found[2].adjustedPValue == 0.015)
    #expect(found[2].interval.low > 0.3 && found[2].excess == 0.4)
  }

  @Test func exchangingTheSamplesTurnsTheSign() {
    let (x, y) = ([0, 0, 0, 1], [1, 1, 0, 1])
    let there = GroupedSamples(x, y, groups: 2, unitsX: nil, unitsY: nil).excesses(settings)
    let back = GroupedSamples(y, x, groups: 2, unitsX: nil, unitsY: nil).excesses(settings)
    #expect(there.map(\.excess) == back.map { -$0.excess })
  }

  @Test func groupThatOneSampleLacksHasAnInterval() {
    let found = GroupedSamples(
      Array(repeating: 0, count: 30), (0..<30).map { $0 % 3 == 0 ? 1 : 0 }, groups: 2, unitsX: nil,
      unitsY: nil
    ).excesses(settings)
    #expect(found[1].shareX == 0 && found[1].interval.low > 0 && found[1].pValue == 0.005)
  }

  @Test func permutingUnitsKeepsTheLevelAndPermutingRowsDoesNot() {
    var rejections = (byUnit: 0, byRow: 0)
    for run in 0..<200 {
      var generator = SeededGenerator(seed: 6, stream: "share level", index: run)
      // All five rows of a patient are in one group.
      let group = { (generator: inout SeededGenerator) in
        (0..<12).flatMap { _ in
          Array(repeating: generator.uniform(below: 2), count: 5)
        }
      }
      let (x, y) = (group(&generator), group(&generator))
      let names = { (site: String) in (0..<60).map { "\(site)\($0 / 5)" } }
      let few = ShareExcessSettings(permutations: 99, resamples: 1, seed: UInt64(run))
      let units = GroupedSamples(x, y, groups: 2, unitsX: names("a"), unitsY: names("b"))
      if units.excesses(few)[0].pValue <= 0.05 { rejections.byUnit += 1 }
      let rows = GroupedSamples(x, y, groups: 2, unitsX: nil, unitsY: nil)
      if rows.excesses(few)[0].pValue <= 0.05 { rejections.byRow += 1 }
    }
    // Counts tie often, so that the test is below its level; 5 % and three standard errors at most.
    #expect(rejections.byUnit <= 19, "\(rejections)")
    #expect(rejections.byRow > 50, "\(rejections)")
  }

  @Test(arguments: [5, 20])
  func intervalsCoverTheTruth(images: Int) {
    var covered = 0
    for run in 0..<200 {
      var generator = SeededGenerator(seed: 7, stream: "share coverage \(images)", index: run)
      // 40 patients a site, each with its own chance around 0.3 and 0.5.
      let site = { (mean: Double, generator: inout SeededGenerator) in
        (0..<40).flatMap { _ -> [Int] in
          let chance = mean + 0.4 * (generator.uniformFraction() - 0.5)
          return (0..<images).map { _ in generator.uniformFraction() < chance ? 1 : 0 }
        }
      }
      let (x, y) = (site(0.3, &generator), site(0.5, &generator))
      let names = { (site: String) in (0..<(40 * images)).map { "\(site)\($0 / images)" } }
      let found = GroupedSamples(
        x, y, groups: 2, unitsX: names("a"), unitsY: names("b")
      ).excesses(ShareExcessSettings(permutations: 1, resamples: 199, seed: UInt64(run)))[1]
      if found.interval.low <= 0.2, 0.2 <= found.interval.high { covered += 1 }
    }
    // 95 % less three standard errors of 200 runs, and 1 % for few resamples.
    #expect(covered >= 178, "\(covered) of 200")
  }
}

@Suite struct PlaneDensityTests {
  @Test func densityEqualsSciPy() throws {
    let known = try ContextValues.load().density
    let density = try #require(PlaneDensity(x: known.x, y: known.y))
    #expect(agrees(density.bandwidth.x, known.bandwidth[0], relative: 1e-12))
    #expect(agrees(density.bandwidth.y, known.bandwidth[1], relative: 1e-12))
    for (point, value) in zip(known.at, known.values) {
      #expect(agrees(density.value(point[0], point[1]), value, relative: 1e-10))
    }
    let levels = density.levels(holding: [0.5, 0.9])
    #expect(agrees(levels[0], known.level50, relative: 1e-10))
    #expect(agrees(levels[1], known.level90, relative: 1e-10))
  }

  @Test func densityIntegratesToOneOverItsRange() throws {
    let known = try ContextValues.load().density
    let density = try #require(PlaneDensity(x: known.x, y: known.y))
    let steps = { (range: ClosedRange<Double>) in
      (0..<120).map {
        range.lowerBound + (range.upperBound - range.lowerBound) * (Double($0) + 0.5) / 120
      }
    }
    let cell =
      (density.x.upperBound - density.x.lowerBound)
      * (density.y.upperBound - density.y.lowerBound) / (120 * 120)
    let sum = density.values(x: steps(density.x), y: steps(density.y)).reduce(0, +)
    // What lies beyond three bandwidths of every point is some thousandths at most.
    #expect(agrees(sum * cell, 1, absolute: 0.005))
  }

  @Test func pointsOnALineHaveNoDensity() {
    #expect(PlaneDensity(x: [1, 2, 3, 4], y: [2, 4, 6, 8]) == nil)
    #expect(PlaneDensity(x: [1, 1, 1, 1], y: [2, 4, 6, 8]) == nil)
    #expect(PlaneDensity(x: [1, 2], y: [2, 4]) == nil)
  }
}

import Statistics
import TestSupport
import Testing

@Suite struct RateDifferenceTests {
  /// Units of `size` items: leaked ones are right more often than the others, and items of a unit are
  /// more alike than chance.
  private func sample(
    _ units: Int, by size: Int, leaked: Double, right: (leaked: Double, free: Double), index: Int
  ) -> [UnitHits] {
    var generator = SeededGenerator(seed: 7, stream: "effect", index: index)
    return (0..<units).map { _ in
      var unit = UnitHits()
      // Half of the units have all the leaks, so that leaks come in groups.
      let share = size == 1 ? leaked : generator.uniform(below: 2) == 0 ? 2 * leaked : 0
      for _ in 0..<size {
        let leaks = generator.uniformFraction() < share
        let hit = generator.uniformFraction() < (leaks ? right.leaked : right.free)
        unit.items += 1
        unit.hits += hit ? 1 : 0
        unit.partItems += leaks ? 0 : 1
        unit.partHits += hit && !leaks ? 1 : 0
      }
      return unit
    }
  }

  @Test(arguments: [(200, 1, 0.1), (40, 5, 0.2)])
  func theIntervalCoversTheTrueDifference(units: Int, size: Int, leaked: Double) throws {
    let truth = leaked * (0.95 - 0.75)
    let runs = 300
    var covered = 0
    for index in 0..<runs {
      let hits = sample(units, by: size, leaked: leaked, right: (0.95, 0.75), index: index)
      let found = rateDifferenceInterval(
        of: hits, unit: "image", resamples: 299, seed: UInt64(index), stream: "coverage")
      let interval = try #require(found)
      if interval.low <= truth, truth <= interval.high { covered += 1 }
    }
    // 95 % less three standard errors of 300 runs, and less what percentiles of 200 items lose.
    #expect(Double(covered) / Double(runs) >= 0.90 && covered < runs)
  }

  @Test func aResampleGivesBothRates() throws {
    // Every unit has the same difference, so that only a paired resample has no spread.
    let hits = Array(repeating: UnitHits(items: 4, hits: 3, partItems: 2, partHits: 1), count: 20)
    #expect(rateDifferenceInterval(of: hits, unit: "group", seed: 1, stream: "s") == nil)
    let mixed = hits + [UnitHits(items: 4, hits: 4, partItems: 2, partHits: 2)]
    let found = rateDifferenceInterval(of: mixed, unit: "group", seed: 1, stream: "s")
    let interval = try #require(found)
    #expect(interval.low > 0.2 && interval.high <= 0.25 && interval.method.contains("group"))
  }

  @Test func theSeedDecidesAndThreadsDoNot() {
    let hits = sample(50, by: 3, leaked: 0.2, right: (0.9, 0.6), index: 1)
    func interval(_ seed: UInt64) -> Interval? {
      rateDifferenceInterval(of: hits, unit: "image", resamples: 99, seed: seed, stream: "s")
    }
    #expect(interval(1) == interval(1) && interval(1) != interval(2))
  }

  @Test func oneUnitHasNoInterval() {
    let unit = UnitHits(items: 4, hits: 3, partItems: 2, partHits: 1)
    #expect(rateDifferenceInterval(of: [unit], unit: "image", seed: 1, stream: "s") == nil)
  }

  @Test func resamplesWithoutTheRareKindAreDrawnAgain() throws {
    var hits = Array(repeating: UnitHits(items: 1, hits: 1), count: 30)
    hits[3] = UnitHits(items: 1, hits: 0, partItems: 1, partHits: 0)
    let found = rateDifferenceInterval(of: hits, unit: "image", seed: 1, stream: "s")
    let interval = try #require(found)
    #expect(interval.low > 0.7 && interval.high < 1)
  }
}

@Suite struct StratifiedChoiceTests {
  @Test func labelsKeepTheirShares() {
    let labels = (0..<1_000).map { $0 % 10 < 7 ? 3 : $0 % 10 < 9 ? 5 : 8 }
    var generator = SeededGenerator(seed: 1, stream: "choice")
    let chosen = stratifiedChoice(of: labels, count: 101, using: &generator)
    #expect(chosen.count == 101 && chosen == chosen.sorted() && Set(chosen).count == 101)
    #expect([3, 5, 8].map { label in chosen.count { labels[$0] == label } } == [71, 20, 10])
  }

  @Test func everyLabelIsThere() {
    let labels = Array(repeating: 0, count: 500) + [1, 2, 3]
    var generator = SeededGenerator(seed: 1, stream: "choice")
    let chosen = stratifiedChoice(of: labels, count: 10, using: &generator)
    #expect(chosen.suffix(3) == [500, 501, 502] && chosen.count == 13)
  }

  @Test func allAreTakenWhereThereAreNoMore() {
    var generator = SeededGenerator(seed: 1, stream: "choice")
    #expect(stratifiedChoice(of: [4, 4, 2], count: 3, using: &generator) == [0, 1, 2])
    #expect(stratifiedChoice(of: [], count: 3, using: &generator) == [])
  }
}

import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct MetricSampleTests {
  /// A mean of each of two columns of 0s and 1s.
  private func samples(
    _ a: [Double], _ b: [Double], units: [String]? = nil, count: Int = 999
  ) -> [MetricSample] {
    let resamples = UnitResamples(
      of: units, items: a.count, count: count, seed: 1, stream: "test")
    return resamples.samples { weights in
      let all = Double(weights.reduce(0, +))
      return [a, b].map { values in
        zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / all
      }
    }
  }

  @Test func equalMetricsDoNotDiffer() {
    let values = (0..<50).map { Double($0 % 2) }
    let found = samples(values, values)
    let difference = found[0].difference(from: found[1], unit: "image")
    #expect(difference.difference == 0 && difference.pValue == 1 && difference.interval == nil)
  }

  /// What is significant has an interval without 0, and nothing else has, however few the resamples.
  @Test(arguments: [99, 199, 200, 999]) func intervalAndPAgree(_ count: Int) throws {
    for right in 0..<20 {
      let a = (0..<40).map { Double($0 < 20 + right / 2 ? 1 : 0) }
      let b = (0..<40).map { Double($0 % 2) }
      let found = samples(a, b, count: count)
      for sides in [found, found.reversed()] {
        let difference = sides[0].difference(from: sides[1], unit: "image")
        let interval = try #require(difference.interval)
        #expect((difference.pValue <= 0.05) == (interval.low > 0 || interval.high < 0))
        #expect(difference.pValue > 0)
      }
    }
  }

  @Test func soFewResamplesThatNothingCanBeSignificantGiveNoInterval() {
    let (a, b) = ((0..<40).map { Double($0 % 3) }, (0..<40).map { Double($0 % 2) })
    let difference = samples(a, b, count: 30)[0].difference(
      from: samples(a, b, count: 30)[1], unit: "image")
    #expect(difference.interval == nil && difference.pValue > 0.05)
  }

  /// What is searched among was drawn, too, and gives one of two perfect encoders a bias.
  @Test func encodersThatAreBothPerfectWereToldApartByABias() throws {
    let right = samples(Array(repeating: 1, count: 300), Array(repeating: 1, count: 300))
    var biased = right[0].resamples
    for place in stride(from: 0, to: biased.count, by: 33) { biased[place] = 299.0 / 300 }
    let a = MetricSample(estimate: 1, resamples: biased, units: 300).searching(asFound: right[0])
    let b = right[1].searching(asFound: right[1])
    let difference = a.difference(from: b, unit: "image")
    #expect(difference.difference == 0 && difference.pValue == 1 && difference.interval == nil)
    let interval = try #require(a.interval(unit: "image", isMean: true))
    #expect(interval.low <= 0.99 && interval.high == 1)
  }

  /// One item of 300 is no proof, whatever the bias.
  @Test func oneItemIsNoProofWhateverTheBias() throws {
    let found = samples(
      Array(repeating: 1, count: 300), (0..<300).map { $0 == 7 ? 0 : 1 })
    let drawn = found.map {
      MetricSample(
        estimate: $0.estimate, resamples: Array(repeating: $0.estimate, count: 999), units: 300
      ).searching(asFound: $0)
    }
    let difference = drawn[0].difference(from: drawn[1], unit: "image")
    let interval = try #require(difference.interval)
    #expect(difference.pValue > 0.5 && interval.low <= 0 && interval.high >= 1.0 / 300)
  }

  /// 37 % of resamples lack an item that is the only one of its class, and their mean would be of others.
  @Test func meansOverClassesAreOfAllClasses() throws {
    let truth = [0, 0, 0, 0, 1, 1, 1, 1, 2]
    let answers = ClassAnswers(
      truth: truth, predictions: [0, 0, 0, 0, 1, 1, 1, 1, 0], classes: 3,
      scores: truth.map { [ClassScore(label: $0, score: 1)] })
    let resamples = UnitResamples(of: nil, items: 9, count: 999, seed: 1, stream: "rare")
    let found = answers.samples(resamples)
    #expect(found[1].resamples.contains { $0.isNaN })
    #expect(found[1].resamples.allSatisfy { $0.isNaN || abs($0 - 2.0 / 3) < 1e-12 })
    #expect(found[0].resamples.allSatisfy { !$0.isNaN })
  }

  @Test func fewUnitsGiveNoSmallP() {
    // Three units that all agree are no proof.
    let a = Array(repeating: 1.0, count: 30)
    let b = (0..<30).map { $0 % 3 == 0 ? 1.0 : 0.0 }
    let units = (0..<30).map { "\($0 / 10)" }
    let found = samples(a, b, units: units)
    #expect(found[0].difference(from: found[1], unit: "group").pValue > 0.05)
    #expect(MetricSample.smallestPValue(units: 3, resamples: 1_999) > 0.05)
    #expect(MetricSample.smallestPValue(units: 1, resamples: 1_999) == 1)
    #expect(MetricSample.smallestPValue(units: 1_000, resamples: 1_999) < 0.002)
  }

  @Test func whatNeverFailsIsBoundedByTheRuleOfThree() throws {
    let found = samples(Array(repeating: 1, count: 60), Array(repeating: 0, count: 60))
    let interval = try #require(found[0].interval(unit: "image", isMean: true))
    #expect(interval.low == 0.95 && interval.high == 1 && interval.method.contains("three"))
    #expect(found[0].interval(unit: "image", isMean: false) == nil)
    #expect(try #require(found[1].interval(unit: "image", isMean: true)).high == 0.05)
  }

  @Test func areasThatCostTooMuchHaveAnEstimateAndNoResamples() {
    let neighbors = (0..<6).map { item in
      (0..<6).filter { $0 != item }.map {
        NearestRow(row: $0, cosine: $0 % 2 == item % 2 ? 0.9 : 0.3)
      }.sorted { ($1.cosine, $0.row) < ($0.cosine, $1.row) }
    }
    let votes = NeighborVotes(
      neighbors: neighbors, labels: [0, 1, 0, 1, 0, 1], classes: 2, k: 2, weighting: .softmax)
    let resamples = UnitResamples(of: nil, items: 6, count: 20, seed: 1, stream: "area")
    let area = ClassMetric.allCases.firstIndex(of: .macroAUC) ?? 0
    let found = votes.samples(resamples, areaLimit: 1)
    #expect(found[area].estimate == 1 && !found[area].hasResamples && found[0].hasResamples)
    #expect(votes.samples(resamples)[area].hasResamples)
  }

  @Test func oneUnitHasNeitherIntervalNorP() {
    let found = samples([1, 0, 1], [0, 0, 1], units: ["a", "a", "a"])
    #expect(found[0].interval(unit: "group", isMean: true) == nil)
    #expect(found[0].difference(from: found[1], unit: "group").pValue == 1)
  }

  @Test func oneSetOfResamplesServesAll() {
    let a = (0..<30).map { Double($0 % 3) }
    let found = samples(a, a.map { $0 + 1 }, count: 50)
    for (x, y) in zip(found[0].resamples, found[1].resamples) {
      #expect(agrees(y - x, 1, absolute: 1e-12))
    }
  }

  @Test func placesDrawTheirOwnUnits() {
    let resamples = UnitResamples(
      of: ["a", "a", "b", "c"], items: 4, count: 20, seed: 1, stream: "s")
    let whole = resamples.samples { [Double($0[2]), Double($0[3])] }
    let part = resamples.samples(of: [2, 3]) { [Double($0[0]), Double($0[1])] }
    #expect(whole.map(\.resamples) == part.map(\.resamples) && part[0].units == 2)
  }
}

/// Small simulations, the same on every run; Benchmarks/encoder-calibration makes larger ones.
@Suite struct EncoderCalibrationTests {
  /// Two classifiers that are right with the same probability on units of `size` items, whose items have
  /// much in common.
  private func difference(_ units: Int, by size: Int, run: Int) -> PairedDifference {
    var generator = SeededGenerator(seed: 11, stream: "calibration", index: run)
    var right: [[Double]] = [[], []]
    for _ in 0..<units {
      let chances = (0..<2).map { _ in 0.5 + 0.45 * generator.uniformFraction() }
      for _ in 0..<size {
        for side in 0..<2 {
          right[side].append(generator.uniformFraction() < chances[side] ? 1 : 0)
        }
      }
    }
    let names = (0..<(units * size)).map { "\($0 / size)" }
    let resamples = UnitResamples(
      of: names, items: units * size, count: 399, seed: UInt64(run), stream: "s")
    let found = resamples.samples { [right] weights in
      let all = Double(weights.reduce(0, +))
      return right.map { zip($0, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / all }
    }
    return found[0].difference(from: found[1], unit: "group")
  }

  @Test(arguments: [8, 30])
  func equallyGoodClassifiersAreToldApartAtTheLevel(_ units: Int) {
    let runs = 300
    let rejected = (0..<runs).count { difference(units, by: 5, run: $0).pValue <= 0.05 }
    // Three standard errors of 300 runs.
    #expect((4...27).contains(rejected), "\(rejected) of \(runs)")
  }
}

import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// What `References/make_label_references.py` wrote.
struct LabelReferences: Decodable {
  let confidentLearning: ConfidentLearningValues
  let binaryScores: BinaryScoreValues

  struct ConfidentLearningValues: Decodable {
    let labels: [Int]
    let probabilities: [[Double]]
    let thresholds: [Double]
    let confidentJoint: [[Int]]
    let noiseRate: Double
    let suspects: [Int]
    let selfConfidences: [Double]
    let normalizedMargins: [Double]
  }

  struct BinaryScoreValues: Decodable {
    let scores: [Double]
    let wanted: [Bool]
    let area: Double
    let averagePrecision: Double
  }

  static func load() throws -> LabelReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      LabelReferences.self, from: try References.bytes("label-references.json"))
  }
}

@Suite struct ConfidentLearningTests {
  @Test func cleanlabSaysTheSame() throws {
    let known = try LabelReferences.load().confidentLearning
    let found = ConfidentLearning(
      labels: known.labels, probabilities: Matrix(known.probabilities))
    for (threshold, expected) in zip(found.thresholds, known.thresholds) {
      #expect(abs((threshold ?? 0) - expected) < 1e-12)
    }
    #expect(found.confidentJoint == known.confidentJoint)
    #expect(found.suspects == known.suspects)
    #expect(abs(found.noiseRate - known.noiseRate) < 0.005)
    #expect(zip(found.selfConfidences, known.selfConfidences).allSatisfy { $0 == $1 })
    #expect(
      zip(found.normalizedMargins, known.normalizedMargins).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Whoever scores an item cannot have learned from it, so the probabilities are taken to be right.
  private func noisy(_ rate: Double, index: Int) -> (labels: [Int], probabilities: Matrix<Double>) {
    var generator = SeededGenerator(seed: 3, stream: "noisy labels", index: index)
    var (labels, rows): ([Int], [[Double]]) = ([], [])
    for item in 0..<900 {
      let truth = item % 3
      let isWrong = generator.uniformFraction() < rate
      labels.append(isWrong ? (truth + 1 + generator.uniform(below: 2)) % 3 : truth)
      let rest = 0.2 * generator.uniformFraction()
      rows.append((0..<3).map { $0 == truth ? 1 - rest : rest / 2 })
    }
    return (labels, Matrix(rows))
  }

  @Test(arguments: [0.0, 0.05, 0.2]) func thePlantedRateIsRecovered(_ rate: Double) {
    var covered = 0
    for index in 0..<20 {
      let (labels, probabilities) = noisy(rate, index: index)
      let found = ConfidentLearning(labels: labels, probabilities: probabilities)
      #expect(abs(found.noiseRate - rate) < 0.06)
      let interval = found.noiseRateInterval(units: nil, resamples: 99, seed: 1, stream: "t")
      covered += interval.map { $0.low <= rate && rate <= $0.high ? 1 : 0 } ?? 1
    }
    #expect(covered >= 15)
  }

  @Test func equalProbabilitiesReachTheirMean() {
    let rows = (0..<7).map { _ in [0.7, 0.2, 0.1] } + (0..<3).map { _ in [0.1, 0.2, 0.7] }
    let found = ConfidentLearning(
      labels: [0, 0, 0, 0, 0, 0, 0, 2, 2, 2], probabilities: Matrix(rows))
    #expect(found.confidentLabels == [0, 0, 0, 0, 0, 0, 0, 2, 2, 2])
    #expect(found.thresholds[1] == nil && found.suspects.isEmpty && found.noiseRate == 0)
  }

  @Test func anIntervalOverUnitsIsWiderThanOverTheirItems() throws {
    let (labels, probabilities) = noisy(0.1, index: 0)
    // The items of a unit are wrong together.
    let rows = (0..<900).flatMap { [$0, $0, $0, $0] }
    let found = ConfidentLearning(
      labels: rows.map { labels[$0] }, probabilities: probabilities.selecting(rows: rows))
    let items = try #require(
      found.noiseRateInterval(units: nil, resamples: 199, seed: 1, stream: "t"))
    let units = try #require(
      found.noiseRateInterval(units: rows, resamples: 199, seed: 1, stream: "t"))
    #expect(units.high - units.low > 1.5 * (items.high - items.low))
  }
}

@Suite struct CrossFittedProbabilitiesTests {
  @Test func noItemLearnsFromItself() throws {
    // Labels at random: what was fitted to an item would know it.
    var normal = NormalGenerator("cross fitting")
    let rows = normal.matrix(60, 40)
    var generator = SeededGenerator(seed: 1, stream: "coins")
    let labels = (0..<60).map { _ in generator.uniform(below: 2) }
    let folds = try GroupedFolds(labels: labels, count: 5, seed: 1, stream: "t")
    let found = try #require(
      try crossFittedProbabilities(
        of: rows, labels: labels, classes: 2, folds: folds, seed: 1, stream: "t"))
    let right = labels.indices.count { found[$0, labels[$0]] > 0.5 }
    #expect((12...48).contains(right))
    #expect((0..<60).allSatisfy { abs(found[$0, 0] + found[$0, 1] - 1) < 1e-12 })
  }

  @Test func aFoldWithAllOfALabelKnowsNothingOfIt() throws {
    var normal = NormalGenerator("one fold")
    let rows = normal.matrix(30, 3)
    let labels = (0..<30).map { $0 < 5 ? 2 : $0 % 2 }
    let units = (0..<30).map { max(4, $0) }
    let folds = try GroupedFolds(
      labels: labels, units: units, count: 3, seed: 1, stream: "t")
    let found = try #require(
      try crossFittedProbabilities(
        of: rows, labels: labels, classes: 3, folds: folds, seed: 1, stream: "t"))
    #expect((0..<5).allSatisfy { found[$0, 2] == 0 })
    let pair = try GroupedFolds(labels: [0, 1], count: 2, seed: 1, stream: "t")
    #expect(
      try crossFittedProbabilities(
        of: Matrix([[1.0], [2]]), labels: [0, 1], classes: 2, folds: pair, seed: 1, stream: "t")
        == nil)
  }
}

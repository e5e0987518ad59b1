import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct WeightedVoteTests {
  @Test func weightsAreASoftmaxOfCosines() throws {
    let neighbors = [(0, 0.9), (1, 0.8), (2, 0.8), (3, 0.1)].map {
      NearestRow(row: $0.0, cosine: $0.1)
    }
    let vote = try #require(WeightedVote(neighbors, labels: [5, 7, 7, 5], temperature: 0.07))
    let weights = [0.9, 0.8, 0.8, 0.1].map { exp($0 / 0.07) }
    let total = weights.reduce(0, +)
    #expect(vote.first.label == 5)
    #expect(abs(vote.first.share - (weights[0] + weights[3]) / total) < 1e-12)
    #expect(abs((vote.second?.share ?? 0) - (weights[1] + weights[2]) / total) < 1e-12)
    #expect(vote.share(of: 9) == 0)
  }

  @Test func ofEqualSharesTheNearerVoterDecidesAndNobodyIsNil() throws {
    let neighbors = [NearestRow(row: 1, cosine: 0.5), NearestRow(row: 0, cosine: 0.5)]
    let vote = try #require(WeightedVote(neighbors, labels: [3, 8]))
    #expect(vote.first.label == 8 && vote.first.share == 0.5)
    #expect(WeightedVote([NearestRow](), labels: []) == nil)
    let alone = try #require(WeightedVote(neighbors.prefix(1), labels: [3, 8]))
    #expect(alone.second == nil && alone.first.share == 1)
  }
}

@Suite struct SelectivePredictionTests {
  private let confidences = [0.9, 0.8, 0.8, 0.5, 0.3]
  private let isRight = [true, true, false, true, false]

  @Test func theLeastConfidenceOfTheGreatestCoverageIsChosen() {
    let found = SelectivePrediction(confidences: confidences, isRight: isRight)
    #expect(found.confidence(forAccuracy: 1) == 0.9)
    #expect(found.confidence(forAccuracy: 0.75) == 0.5)
    #expect(found.confidence(forAccuracy: 0.5) == 0.3)
    #expect(found.bestAccuracy?.confidence == 0.9)
    let wrong = SelectivePrediction(confidences: [0.9, 0.1], isRight: [false, true])
    #expect(wrong.confidence(forAccuracy: 0.9) == nil)
    #expect(wrong.confidence(forAccuracy: 0.5) == 0.1)
  }

  @Test func equalConfidencesAreAcceptedTogether() {
    let found = SelectivePrediction(confidences: confidences, isRight: isRight)
    #expect(found.confidences(parts: 5) == [0.9, 0.8, 0.5, 0.3])
    #expect(found.confidences(parts: 1) == [0.3])
    #expect(SelectivePrediction(confidences: [], isRight: []).confidences(parts: 3).isEmpty)
  }

  @Test func calibrationIsTheDistanceOfConfidenceAndAccuracy() {
    // One bin: mean confidence 0.66, accuracy 0.6.
    let one = ConfidenceCalibration(confidences: confidences, isRight: isRight, bins: 1)
    #expect(abs(one.expectedError - 0.06) < 1e-12 && abs(one.bias - 0.06) < 1e-12)
    let two = ConfidenceCalibration(confidences: confidences, isRight: isRight, bins: 2)
    // Up to 0.5: mean 0.4, accuracy ½; above: mean 0.8333, accuracy 2/3.
    #expect(abs(two.expectedError - (2 * 0.1 + 3 * (0.83333333 - 0.66666667)) / 5) < 1e-7)
    #expect(two.bins.map(\.items) == [[3, 4], [0, 1, 2]])
  }

  @Test func chancesOfBeingRightAreCalibrated() {
    var generator = SeededGenerator(seed: 1, stream: "calibrated")
    let confidences = (0..<20_000).map { _ in generator.uniformFraction() }
    let isRight = confidences.map { generator.uniformFraction() < $0 }
    let found = ConfidenceCalibration(confidences: confidences, isRight: isRight)
    #expect(found.expectedError < 0.015 && found.bins.count == 15)
  }
}

@Suite struct UnitRatesTests {
  @Test func unitsWidenTheIntervalAndRatesOfZeroKeepAWidth() {
    let units = (0..<200).map { $0 / 10 }
    let byItem = UnitRates(units: nil, seed: 1, stream: "t")
    let byUnit = UnitRates(units: units, seed: 1, stream: "t")
    let items = Array(0..<200)
    let a = byItem.interval(among: items) { $0 / 10 % 2 == 0 }
    let b = byUnit.interval(among: items) { $0 / 10 % 2 == 0 }
    #expect(a.method == "Wilson" && b.high - b.low > 2 * (a.high - a.low))
    let none = byUnit.interval(among: items) { _ in false }
    #expect(none.low == 0 && none.high > 0.1 && none.method == "Wilson over units")
    #expect(byUnit.interval(among: []) { _ in true } == byUnit.interval(among: []) { _ in false })
  }
}

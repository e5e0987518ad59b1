import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// What `References/make_encoder_references.py` wrote.
private struct EncoderReferences: Decodable {
  let euclidean: Double
  let votes: [Vote]
  let retrieval: [String: RetrievalValues]
  let probe: ProbeValues
  let student: [Student]

  struct Vote: Decodable {
    let k: Int
    let weighting: VoteWeighting
    let units: String
    let accuracy: Double
    let balancedAccuracy: Double
    let macroF1: Double
    let macroAuc: Double
  }

  struct RetrievalValues: Decodable {
    let meanAveragePrecision: Double
    let recalls: [String: Double]
    let firstRanks: [Int]
  }

  struct ProbeValues: Decodable {
    let accuracy: Double
    let balancedAccuracy: Double
    let macroF1: Double
    let macroAuc: Double
    let probabilities: [[Double]]
  }

  struct Student: Decodable {
    let df: Double
    let p: Double
    let t: Double
    let back: Double
  }

  static func load() throws -> EncoderReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Self.self, from: References.bytes("encoder-references.json"))
  }
}

@Suite struct EncoderReferenceTests {
  @Test(arguments: ["rows", "threes"])
  func votesOfDigitsEqualNumPyAndScikitLearn(_ units: String) throws {
    let digits = try Digits()
    let rows = UnitRows(digits.rows)
    let exclusion: Exclusion =
      units == "rows" ? .sameRow : .sameUnit(digits.labels.indices.map { "\($0 / 3)" })
    let nearest = nearestRows(of: rows, in: rows, count: 200, excluding: exclusion)
    for expected in try EncoderReferences.load().votes where expected.units == units {
      let answers = ClassAnswers(
        neighbors: nearest, labels: digits.labels, classes: 10, k: expected.k,
        weighting: expected.weighting)
      let found = answers.metrics(weights: Array(repeating: 1, count: rows.count))
      let values = [
        expected.accuracy, expected.balancedAccuracy, expected.macroF1, expected.macroAuc,
      ]
      // Sums of a few hundred shares in another order may break or make a tie of areas.
      for (value, wanted) in zip(found, values) {
        #expect(agrees(value, wanted, absolute: 1e-9), "\(expected.k) \(expected.weighting)")
      }
    }
  }

  @Test func oneNearestDigitsAreAsKnown() throws {
    let known = try EncoderReferences.load()
    #expect(agrees(known.euclidean, 0.988314, absolute: 1e-6))
    let one = try #require(known.votes.first { $0.k == 1 && $0.units == "rows" })
    #expect(agrees(one.accuracy, 0.988870, absolute: 1e-6))
  }

  @Test(arguments: ["rows", "threes"])
  func retrievalOfDigitsEqualsScikitLearn(_ units: String) throws {
    let digits = try Digits()
    let expected = try #require(try EncoderReferences.load().retrieval[units])
    let scores = retrievalScores(
      of: Array(stride(from: 0, to: digits.labels.count, by: 3)), in: UnitRows(digits.rows),
      labels: digits.labels, units: units == "rows" ? nil : digits.labels.indices.map { $0 / 3 }
    ).scores.compactMap { $0 }
    let mean = scores.reduce(0) { $0 + $1.averagePrecision } / Double(scores.count)
    // Products of floats exchange items whose cosines agree to seven digits.
    #expect(agrees(mean, expected.meanAveragePrecision, absolute: 1e-5))
    for (k, recall) in expected.recalls {
      let found = Double(scores.count { $0.firstRank <= Int(k) ?? 0 }) / Double(scores.count)
      #expect(agrees(found, recall, absolute: 1e-12), "\(k)")
    }
    #expect(scores.prefix(20).map(\.firstRank) == expected.firstRanks)
  }

  @Test func outOfFoldProbabilitiesEqualScikitLearn() throws {
    let digits = try Digits()
    let expected = try EncoderReferences.load().probe
    var settings = ProbeSettings(inversePenalties: [0.1], seed: 1)
    settings.tolerance = 1e-9
    let folds = GroupedFolds(foldOfRow: digits.labels.indices.map { $0 % 5 })
    let found = try CrossValidatedProbe(
      of: digits.rows, labels: digits.labels, classes: 10, units: nil,
      folds: folds, settings: settings)
    let metrics = found.answers.metrics(weights: Array(repeating: 1, count: digits.labels.count))
    let values = [
      expected.accuracy, expected.balancedAccuracy, expected.macroF1, expected.macroAuc,
    ]
    for (value, wanted) in zip(metrics, values) { #expect(agrees(value, wanted, absolute: 1e-7)) }
    #expect(found.inversePenalties == Array(repeating: 0.1, count: 5) && found.unconverged == 0)
  }

  @Test func studentsDistributionEqualsSciPy() throws {
    for expected in try EncoderReferences.load().student {
      let student = StudentDistribution(degreesOfFreedom: expected.df)
      #expect(agrees(student.quantile(expected.p), expected.t, relative: 1e-9))
      #expect(agrees(student.probability(below: 1.3), expected.back, absolute: 1e-12))
    }
  }
}

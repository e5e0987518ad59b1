import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct BinaryScoresTests {
  @Test func areasEqualScikitLearnWithTies() throws {
    let known = try LabelReferences.load().binaryScores
    let found = BinaryScores(known.scores, isWanted: known.wanted)
    #expect(abs(found.areaUnderROC - known.area) < 1e-12)
    #expect(abs(found.averagePrecision - known.averagePrecision) < 1e-12)
    let negated = BinaryScores(known.scores.map { -$0 }, isWanted: known.wanted)
    #expect(abs(negated.areaUnderROC - (1 - known.area)) < 1e-12)
  }

  @Test func pointsBeginAndEndWithTheCurve() throws {
    let known = try LabelReferences.load().binaryScores
    let points = BinaryScores(known.scores, isWanted: known.wanted).points(limit: 5)
    #expect(points.count <= 6 && points.last?.recall == 1 && points.last?.falsePositiveRate == 1)
    #expect(points.first?.threshold == known.scores.max())
  }
}

@Suite struct RecallRequirementTests {
  private func requirement(
    _ scores: [Double], _ isWanted: [Bool], units: [Int]? = nil
  ) -> RecallRequirement {
    RecallRequirement(scores, isWanted: isWanted, units: units, seed: 1, stream: "t")
  }

  /// Scores of wanted items are normal around 1.5, of others around 0.
  private func simulated(_ index: Int, wanted: Int = 300) -> (scores: [Double], isWanted: [Bool]) {
    var normal = NormalGenerator("recall", index: index)
    let isWanted = (0..<600).map { $0 < wanted }
    return (isWanted.map { normal.next() + ($0 ? 1.5 : 0) }, isWanted)
  }

  @Test func theHighestThresholdOfARecallIsChosen() throws {
    let found = try #require(
      requirement([0.9, 0.8, 0.7, 0.6, 0.5], [true, false, true, true, false])
        .point(recall: 0.6, isGuaranteed: false))
    #expect(found.threshold == 0.7 && found.found == 2 && found.accepted == 3)
    #expect(found.recall == 2.0 / 3 && found.precision == 2.0 / 3)
  }

  @Test func aGuaranteeLowersTheThresholdAndCanBeOutOfReach() throws {
    let (scores, isWanted) = simulated(0)
    let requirement = requirement(scores, isWanted)
    let plain = try #require(requirement.point(recall: 0.95, isGuaranteed: false))
    let sure = try #require(requirement.point(recall: 0.95, isGuaranteed: true))
    #expect(sure.threshold < plain.threshold && sure.recallInterval.low >= 0.95)
    #expect(requirement.point(recall: 0.999, isGuaranteed: true) == nil)
    #expect(requirement.greatestGuarantee < 0.999 && requirement.greatestGuarantee > 0.98)
  }

  @Test func aGuaranteeHoldsForFurtherItems() throws {
    // The true recall at a threshold is 1 − Φ(threshold − 1.5).
    var (kept, plainlyKept) = (0, 0)
    for index in 0..<200 {
      let (scores, isWanted) = simulated(index)
      let requirement = requirement(scores, isWanted)
      func holds(_ isGuaranteed: Bool) throws -> Bool {
        let point = try #require(
          requirement.point(recall: 0.9, isGuaranteed: isGuaranteed))
        return erfc((point.threshold - 1.5) / 2.0.squareRoot()) / 2 >= 0.9
      }
      kept += try holds(true) ? 1 : 0
      plainlyKept += try holds(false) ? 1 : 0
    }
    #expect(kept >= 190, "\(kept) of 200")
    #expect((70...150).contains(plainlyKept), "\(plainlyKept) of 200")
  }
}

@Suite struct LinearScorerTests {
  private func data() throws -> (Matrix<Float>, [Int], LogisticRegression) {
    let digits = try Digits()
    let rows = digits.labels.indices.filter { digits.labels[$0] == 3 || digits.labels[$0] == 8 }
    let labels = rows.map { digits.labels[$0] == 8 ? 1 : 0 }
    let matrix = digits.rows.selecting(rows: rows)
    return (matrix, labels, try LogisticRegression(of: matrix, labels: labels))
  }

  @Test func probabilitiesAreThoseOfTheRegression() throws {
    let (rows, _, regression) = try data()
    let scorer = LinearScorer(regression, label: 1)
    let expected = regression.probabilities(of: rows)
    for (row, probability) in scorer.probabilities(of: rows).enumerated() {
      #expect(abs(probability - expected[row, 1]) < 1e-10)
    }
    #expect(scorer.isValid(columns: 64) && !scorer.isValid(columns: 63))
  }

  @Test func aFileGivesTheSameBits() throws {
    let (rows, _, regression) = try data()
    let scorer = LinearScorer(regression, label: 1)
    let again = try JSONDecoder().decode(
      LinearScorer.self, from: try JSONEncoder().encode(scorer))
    #expect(again == scorer)
    #expect(again.probabilities(of: rows) == scorer.probabilities(of: rows))
  }

  @Test func extremeRowsStayProbabilities() throws {
    let (_, _, regression) = try data()
    let rows = Matrix<Float>([
      Array(repeating: 1e30, count: 64), Array(repeating: -1e30, count: 64),
    ])
    let found = LinearScorer(regression, label: 1).probabilities(of: rows)
    #expect(found.allSatisfy { (0...1).contains($0) })
  }
}

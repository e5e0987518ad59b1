import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Rankings of pairs against scikit-learn, and what becomes of ties and of pairs without a score.
@Suite struct PairRankingTests {
  struct Case: Decodable {
    let positives: [Double]
    let negatives: [Double]
    let averagePrecision: Double
    let areaUnderRoc: Double
    let precisionAtHalfRecall: Double
    let precisionAtFullRecall: Double
    let precisionAtTen: Double
  }

  private func cases() throws -> [Case] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Case].self, from: References.bytes("ranking-references.json"))
  }

  /// One query and rows whose cosines with it are the scores.
  private func ranking(_ scores: [Double], positives: Int) -> PairRanking {
    let rows = UnitRows(Matrix(scores.map { [$0, (1 - $0 * $0).squareRoot()] }))
    return CosineCounts(
      between: UnitRows(Matrix([[1.0, 0]])), and: rows,
      positives: (0..<positives).map { (x: 0, y: $0) }
    ).ranking
  }

  @Test func valuesEqualScikitLearns() throws {
    for reference in try cases() {
      let found = ranking(
        reference.positives + reference.negatives, positives: reference.positives.count)
      #expect(found.positives == reference.positives.count)
      #expect(found.negatives == reference.negatives.count)
      let average = try #require(found.averagePrecision)
      #expect(abs(average - reference.averagePrecision) < 1e-12)
      let area = try #require(found.areaUnderROC)
      #expect(abs(area - reference.areaUnderRoc) < 1e-12)
      #expect(found.precision(atRecall: 0.5) == reference.precisionAtHalfRecall)
      #expect(found.precision(atRecall: 1) == reference.precisionAtFullRecall)
      #expect(found.precision(atRank: 10) == reference.precisionAtTen)
    }
  }

  @Test func tiesGainNothingFromTheirOrder() {
    let tied = ranking([0.5, 0.5, 0.5, 0.5], positives: 2)
    #expect(tied.averagePrecision == (1.0 / 3 + 2.0 / 4) / 2)
    #expect(tied.areaUnderROC == 0.5)
    #expect(tied.precision(atRank: 2) == 0)
  }

  @Test func equalRowsTieAtOneWhateverTheirRounding() {
    var generator = NormalGenerator("ranking")
    let rows = generator.matrix(200, 37)
    let scaled = Matrix(
      rows: 200, columns: 37, elements: rows.elements.map { $0 * 3.7 })
    let counts = CosineCounts(
      between: UnitRows(rows), and: UnitRows(scaled), positives: (0..<200).map { (x: $0, y: $0) })
    #expect(counts.ranking.averagePrecision == 1)
    #expect(counts.ranking.precision(atRank: 200) == 1)
  }

  @Test func partsAddUpToTheWhole() {
    var generator = NormalGenerator("ranking.parts")
    let rows = generator.matrix(700, 5)
    let first = UnitRows(rows.selecting(rows: 0..<600))
    let rest = UnitRows(rows.selecting(rows: 600..<700))
    let parts = CosineCounts(within: first)
      .adding(CosineCounts(between: first, and: rest, positives: []))
      .adding(CosineCounts(within: rest))
    let whole = CosineCounts(within: UnitRows(rows))
    #expect(parts.ranking.negatives == 700 * 699 / 2)
    #expect(parts.ranking == whole.ranking)
  }

  @Test func pairsWithoutACosineAreNeverFound() {
    let counts = CosineCounts(
      between: UnitRows(Matrix([[1.0, 0], [0, 0]])), and: UnitRows(Matrix([[1.0, 0], [0, 1]])),
      positives: [(x: 0, y: 0), (x: 1, y: 1)])
    #expect(counts.ranking.positives == 2 && counts.ranking.negatives == 2)
    #expect(counts.ranking.averagePrecision == 0.5)
    #expect(counts.ranking.precision(atRecall: 0.5) == 1)
    #expect(counts.ranking.precision(atRecall: 1) == nil)
    #expect(counts.ranking.areaUnderROC == (2 + 0.5) / 4)
  }

  @Test func rankingsOfNothingHaveNoValue() {
    let none = PairRanking(foundPositives: 0, foundNegatives: 0, positives: 0, negatives: 3)
    #expect(none.averagePrecision == nil && none.areaUnderROC == nil)
    #expect(none.precision(atRank: 5) == 0)
    let equal = PairRanking(foundPositives: 3, foundNegatives: 1, positives: 4, negatives: 100)
    #expect(equal.averagePrecision == (1.0 / 2 + 2.0 / 3 + 3.0 / 4) / 4)
    #expect(equal.precision(atRecall: 1) == nil)
  }
}

import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ClassMetricTests {
  /// Two classes, two scores that tie across them.
  private let tied = ClassAnswers(
    truth: [0, 0, 1, 1], predictions: [0, 1, 1, nil], classes: 2,
    scores: [
      [ClassScore(label: 0, score: 1)],
      [ClassScore(label: 0, score: 0.5), ClassScore(label: 1, score: 0.5)],
      [ClassScore(label: 0, score: 0.5), ClassScore(label: 1, score: 0.5)], [],
    ])

  @Test func metricsAreAsCountedByHand() {
    let found = tied.metrics(weights: [1, 1, 1, 1])
    #expect(found[0] == 0.5 && found[1] == 0.5)
    // F1 of class 0: 2/3; of class 1: 2·1/(2 + 2).
    #expect(agrees(found[2], (2.0 / 3 + 0.5) / 2, absolute: 1e-15))
    // Class 0: three pairs in order and one tie; class 1: 0.5 against 1's zero and the tie; a zero ties.
    #expect(found[3] == ((1 + 1 + 0.5 + 1) / 4 + (1 + 0.5 + 0.5 + 0) / 4) / 2)
  }

  @Test func weightsCountAsCopiesDo() {
    let copied = ClassAnswers(
      truth: [0, 0, 0, 1], predictions: [0, 1, 1, nil], classes: 2,
      scores: [
        [ClassScore(label: 0, score: 1)],
        [ClassScore(label: 0, score: 0.5), ClassScore(label: 1, score: 0.5)],
        [ClassScore(label: 0, score: 0.5), ClassScore(label: 1, score: 0.5)], [],
      ])
    #expect(tied.metrics(weights: [1, 2, 0, 1]) == copied.metrics(weights: [1, 1, 1, 1]))
  }

  @Test func aClassWithoutItemsTakesNoPart() {
    let found = ClassAnswers(
      truth: [0, 0], predictions: [0, 1], classes: 2,
      scores: [[ClassScore(label: 0, score: 1)], [ClassScore(label: 1, score: 1)]]
    ).metrics(weights: [1, 1])
    #expect(found[0] == 0.5 && found[1] == 0.5 && found[3].isNaN)
  }

  /// A mean over the other classes would be of something else.
  @Test func withoutItemsOfOneOfTheClassesThereIsNoMeanOverClasses() {
    let found = tied.metrics(weights: [1, 1, 0, 0])
    #expect(found[0] == 0.5 && found[1...].allSatisfy(\.isNaN))
  }

  @Test func scoresOfOtherPartsAreNotCompared() {
    let scores = [0.9, 0.8, 0.2, 0.1].map { [ClassScore(label: 0, score: $0)] }
    let whole = ClassAnswers(
      truth: [0, 1, 0, 1], predictions: [0, 0, 0, 0], classes: 2, scores: scores)
    let parts = ClassAnswers(
      truth: [0, 1, 0, 1], predictions: [0, 0, 0, 0], classes: 2, scores: scores,
      parts: [0, 0, 1, 1])
    // Class 1 has no score at all, so that everything ties.
    #expect(whole.metrics(weights: [1, 1, 1, 1])[3] == (0.75 + 0.5) / 2)
    #expect(parts.metrics(weights: [1, 1, 1, 1])[3] == (1 + 0.5) / 2)
  }

  @Test func votesBreakTiesByMeaningAndRefuseNoOne() {
    let neighbors = [
      [NearestRow(row: 1, cosine: 0.9), NearestRow(row: 2, cosine: 0.5)], [NearestRow](),
      [NearestRow(row: 0, cosine: 0.5), NearestRow(row: 1, cosine: 0.5)],
    ]
    for weighting in VoteWeighting.allCases {
      let answers = ClassAnswers(
        neighbors: neighbors, labels: [0, 1, 0], classes: 2, k: 2, weighting: weighting)
      #expect(answers.predictions == [1, nil, 0])
    }
  }
}

@Suite struct RetrievalTests {
  @Test func equalCosinesShareTheLastRank() {
    let rows = UnitRows(Matrix<Float>([[1, 0], [1, 0], [1, 0], [0, 1], [0, 0]]))
    let found = retrievalScores(
      of: [0, 1, 3, 4], in: rows, labels: [0, 1, 0, 1, 0], units: nil
    ).scores
    // Of row 0 rows 1 and 2 tie, one of them relevant; of row 1 row 3 is last of three.
    #expect(found[0] == RetrievalScore(averagePrecision: 0.5, firstRank: 2))
    #expect(found[1] == RetrievalScore(averagePrecision: 1.0 / 3, firstRank: 3))
    #expect(found[2] == RetrievalScore(averagePrecision: 1.0 / 3, firstRank: 3))
    #expect(found[3] == nil)
  }

  @Test func itemsOfTheUnitAreNotFoundAndALabelAloneHasNoScore() {
    let rows = UnitRows(Matrix<Float>([[1, 0], [1, 0.1], [1, 0.2], [0, 1]]))
    let found = retrievalScores(
      of: [0, 1, 2, 3], in: rows, labels: [0, 0, 0, 1], units: [0, 0, 1, 1]
    ).scores
    #expect(found[0] == RetrievalScore(averagePrecision: 1, firstRank: 1))
    #expect(found[3] == nil)
  }
}

@Suite struct StratifiedSampleTests {
  @Test func samplesAreOfWholeUnitsAndKeepShares() {
    let labels = (0..<600).map { $0 % 3 == 0 ? 1 : 0 }
    let units = (0..<600).map { $0 / 6 }
    let chosen = stratifiedSample(of: labels, units: units, limit: 120, seed: 1, stream: "s")
    #expect(chosen.count == 120 && chosen.count { labels[$0] == 1 } == 40)
    #expect(Set(chosen.map { units[$0] }).count == 20 && chosen == chosen.sorted())
    let single = stratifiedSample(of: labels, units: nil, limit: 90, seed: 1, stream: "s")
    #expect(single.count == 90 && single.count { labels[$0] == 1 } == 30)
    #expect(stratifiedSample(of: [1, 0], units: nil, limit: 2, seed: 1, stream: "s") == [0, 1])
  }
}

@Suite struct ProbeTests {
  /// Two labels apart in the first of two columns.
  private func rows(_ count: Int, apart distance: Double) -> (Matrix<Float>, [Int]) {
    var normal = NormalGenerator("probe")
    let labels = (0..<count).map { $0 % 2 }
    let elements = labels.flatMap { label in
      [Float(normal.next() + distance * Double(label)), Float(normal.next())]
    }
    return (Matrix(rows: count, columns: 2, elements: elements), labels)
  }

  @Test func noItemIsForetoldByWhatWasFittedToIt() throws {
    // Labels without any meaning cannot be foretold from the other folds.
    var normal = NormalGenerator("noise")
    let matrix = normal.matrix(200, 20)
    let rows = Matrix<Float>(
      rows: 200, columns: 20, elements: matrix.elements.map { Float($0) })
    let labels = (0..<200).map { $0 % 2 }
    let folds = try GroupedFolds(labels: labels, count: 5, seed: 1, stream: "f")
    let probe = try CrossValidatedProbe(
      of: rows, labels: labels, classes: 2, units: nil, folds: folds, settings: .init(seed: 1))
    let accuracy = probe.answers.metrics(weights: Array(repeating: 1, count: 200))[0]
    #expect(accuracy < 0.6 && accuracy > 0.4)
    // Strong penalties are best there.
    #expect(probe.inversePenalties.compactMap { $0 }.allSatisfy { $0 <= 1e-2 })
  }

  @Test func aLabelWithOneItemIsWrongAndOneFoldOfOneLabelIsNotForetold() throws {
    let (rows, _) = rows(6, apart: 0)
    let labels = [0, 0, 0, 0, 0, 1]
    let folds = try GroupedFolds(
      labels: labels, units: [0, 0, 0, 1, 1, 1], count: 2, seed: 1, stream: "f")
    let probe = try CrossValidatedProbe(
      of: rows, labels: labels, classes: 2, units: nil, folds: folds, settings: .init(seed: 1))
    let rare = folds.foldOfRow[5]
    #expect(probe.inversePenalties[rare] == nil && probe.answers.predictions[5] == nil)
    #expect(probe.inversePenalties[1 - rare] != nil && probe.answers.predictions[0] != nil)
  }

  @Test func threadsAndRepetitionChangeNothing() throws {
    let (rows, labels) = rows(60, apart: 1)
    let folds = try GroupedFolds(labels: labels, count: 5, seed: 2, stream: "f")
    let found = try (0..<2).map { _ in
      try CrossValidatedProbe(
        of: rows, labels: labels, classes: 2, units: nil, folds: folds, settings: .init(seed: 5))
    }
    #expect(found[0].answers.predictions == found[1].answers.predictions)
    #expect(found[0].inversePenalties == found[1].inversePenalties)
  }
}

@Suite struct IndistinguishableGroupTests {
  @Test func entriesShareAGroupExactlyWhereTheyDoNotDiffer() {
    for run in 0..<50 {
      var generator = SeededGenerator(seed: 1, stream: "groups", index: run)
      var differ = Array(repeating: Array(repeating: false, count: 7), count: 7)
      for a in 0..<7 {
        for b in 0..<a {
          differ[a][b] = generator.uniform(below: 2) == 0
          differ[b][a] = differ[a][b]
        }
      }
      let groups = indistinguishableGroups(of: 7) { differ[$0][$1] }
      for a in 0..<7 {
        for b in 0..<7 where a != b {
          #expect(groups.contains { $0.contains(a) && $0.contains(b) } == !differ[a][b])
        }
        #expect(groups.contains { $0.contains(a) })
      }
    }
  }

  @Test func aChainOverlapsAndLettersGoOn() {
    let groups = indistinguishableGroups(of: 3) { abs($0 - $1) == 2 }
    #expect(groups == [[0, 1], [1, 2]])
    #expect(indistinguishableGroups(of: 0) { _, _ in true }.isEmpty)
    #expect([0, 25, 26, 27].map(groupLetters) == ["a", "z", "aa", "ab"])
  }
}

import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Bunches of vectors, one a label, some with a wrong one.
struct Bunches {
  var perLabel = 40
  var names = ["cat", "dog", "owl"]
  var spread = 1.0
  /// Items that are given the next label.
  var wrong: Set<Int> = []
  /// Items without a label.
  var unlabelled: Set<Int> = []
  var unitSize: Int?

  func items(name: String = "set") -> EmbeddedItems {
    var generator = SeededGenerator(seed: 9, stream: "bunches \(name)")
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + generator.uniformFraction() } }
    let count = perLabel * names.count
    let rows = (0..<count).map { item in
      (0..<6).map { $0 == item % names.count ? 6 + spread * normal() : spread * normal() }
    }
    let labels = (0..<count).map { item -> String? in
      let label = wrong.contains(item) ? item + 1 : item
      return unlabelled.contains(item) ? nil : names[label % names.count]
    }
    let items = EmbeddedItems(
      name: name, ids: (0..<count).map { .name("\(name)\($0)") }, vectors: .double(Matrix(rows)),
      units: unitSize.map { size in (0..<count).map { "p\($0 / size)" } })
    return items.with(someLabels: labels)
  }
}

@Suite struct LabelSuggestionTests {
  @Test func itemsWithoutALabelAreSuggestedThatOfTheirBunch() throws {
    let items = Bunches(unlabelled: Set(0..<30)).items()
    let found = try suggestLabels(for: nil, from: items, seed: 1)
    let suggestions = try #require(found.suggestions)
    #expect(suggestions.count == 30 && found.labelled == 90 && found.unlabelled == 30)
    for suggestion in suggestions {
      let number = try #require(Int("\(suggestion.id)".dropFirst(3)))
      #expect(suggestion.label == ["cat", "dog", "owl"][number % 3])
      #expect(!suggestion.isAbstained && suggestion.neighbors.count == 5)
    }
    let confidences = suggestions.map(\.confidence)
    #expect(confidences == confidences.sorted(by: >))
    let vote = try #require(found.vote)
    #expect(vote.accuracy == 1 && vote.interval.low > 0.9 && vote.judged == 90)
    #expect(vote.labels.map(\.label) == ["cat", "dog", "owl"])
  }

  @Test func aSecondSetIsSuggestedForAndItemsOfBothAreLeftOut() throws {
    let known = Bunches().items()
    let new = Bunches(perLabel: 5).items(name: "new")
    let found = try suggestLabels(for: new, from: known, seed: 1)
    #expect(found.suggestions?.count == 15 && found.warnings.isEmpty)
    let mixed = try new.followed(by: known.selecting([3, 4], name: "some"), name: "mixed")
    let rest = try suggestLabels(for: mixed, from: known, seed: 1)
    #expect(rest.suggestions?.count == 15)
    #expect(rest.warnings.contains { $0.finding.contains("are among those with a label") })
    #expect(throws: AnalysisError.self) {
      try suggestLabels(for: known, from: known, seed: 1)
    }
  }

  @Test func aGivenConfidenceDecidesAndAnUnreachableAccuracyAbstains() throws {
    let items = Bunches(spread: 4, unlabelled: Set(0..<30)).items()
    var plan = LabelsPlan()
    plan.confidence = 0.9
    let given = try suggestLabels(for: nil, from: items, plan: plan, seed: 1)
    let suggestions = try #require(given.suggestions)
    #expect(suggestions.allSatisfy { $0.isAbstained == ($0.confidence < 0.9) })
    #expect(given.vote?.requiredAccuracy == nil && given.vote?.confidence == 0.9)
    plan.confidence = nil
    plan.accuracy = 1
    let noisy = Bunches(spread: 20, unlabelled: Set(0..<30)).items()
    let none = try suggestLabels(for: nil, from: noisy, plan: plan, seed: 1)
    if none.vote?.confidence == nil {
      #expect(none.suggestions?.allSatisfy(\.isAbstained) == true)
      #expect(none.warnings.contains { $0.finding.contains("no confidence reaches") })
    }
  }

  @Test func theCurvePassesThroughWhatWasChosen() throws {
    let items = Bunches(spread: 3, unlabelled: Set(0..<30)).items()
    var plan = LabelsPlan()
    plan.accuracy = 0.9
    let vote = try #require(try suggestLabels(for: nil, from: items, plan: plan, seed: 1).vote)
    let chosen = try #require(vote.chosen)
    #expect(vote.curve.contains(chosen) && chosen.accuracy >= 0.9)
    #expect(vote.curve.map(\.accepted) == vote.curve.map(\.accepted).sorted())
  }

  @Test func labelsByLotAreForetoldNoBetterThanAtRandom() throws {
    var generator = SeededGenerator(seed: 5, stream: "lot")
    let bunches = Bunches().items()
    let lot = bunches.with(
      someLabels: bunches.ids.map { _ in generator.uniform(below: 10) < 8 ? "common" : "rare" })
    let warnings = try studyLabels(of: lot, seed: 1).warnings.map(\.finding)
    #expect(
      warnings.contains { $0.contains("votes of nearest neighbours foretell labels no better") })
    #expect(warnings.contains { $0.contains("linear probe foretell labels no better") })
    #expect(try studyLabels(of: bunches, seed: 1).warnings.isEmpty)
  }

  @Test func fewUnitsAreSaidToBeFew() throws {
    let items = Bunches(unitSize: 15).items()
    let found = try studyLabels(of: items, seed: 1)
    #expect(found.units == 8)
    #expect(found.warnings.contains { $0.finding.contains("8 groups are few to draw from") })
  }

  @Test func neighboursOfTheSameUnitDoNotJudge() throws {
    // Vectors of a unit are alike and say nothing of its label.
    var generator = SeededGenerator(seed: 4, stream: "units")
    var (rows, labels, units): ([[Double]], [String?], [String]) = ([], [], [])
    for unit in 0..<30 {
      let center = (0..<8).map { _ in generator.uniformFraction() - 0.5 }
      let label = generator.uniform(below: 2) == 0 ? "a" : "b"
      for _ in 0..<6 {
        rows.append(center.map { $0 + 0.001 * generator.uniformFraction() })
        labels.append(label)
        units.append("u\(unit)")
      }
    }
    let ids = rows.indices.map { SampleID.row($0) }
    let apart = EmbeddedItems(name: "x", ids: ids, vectors: .double(Matrix(rows)))
      .with(someLabels: labels)
    let together = EmbeddedItems(
      name: "x", ids: ids, vectors: .double(Matrix(rows)), units: units
    ).with(someLabels: labels)
    var plan = LabelsPlan()
    (plan.neighbors, plan.audit) = (5, false)
    let naive = try #require(try studyLabels(of: apart, plan: plan, seed: 1).vote)
    let judged = try studyLabels(of: together, plan: plan, seed: 1)
    let honest = try #require(judged.vote)
    #expect(judged.warnings.contains { $0.finding.contains("no better than at random") })
    #expect(naive.accuracy == 1)
    #expect(honest.accuracy < 0.8 && honest.interval.method.contains("group bootstrap"))
  }
}

@Suite struct LabelAuditTests {
  @Test func plantedWrongLabelsAreTheFirstSuspects() throws {
    let wrong: Set<Int> = [3, 17, 40, 71, 100]
    let found = try studyLabels(of: Bunches(wrong: wrong).items(), seed: 1)
    let audit = try #require(found.audit)
    let first = audit.suspects.prefix(5).map { "\($0.id)" }
    #expect(Set(first) == Set(wrong.map { "set\($0)" }))
    for suspect in audit.suspects.prefix(5) {
      let number = try #require(Int("\(suspect.id)".dropFirst(3)))
      #expect(suspect.suggested == ["cat", "dog", "owl"][number % 3])
      #expect(suspect.given == ["cat", "dog", "owl"][(number + 1) % 3])
      #expect(suspect.methods == AuditMethod.allCases)
    }
    let learning = try #require(audit.confidentLearning)
    #expect(abs(learning.noiseRate - 5.0 / 120) < 0.01)
    #expect(learning.noiseInterval.map { $0.low < 0.05 && $0.high > 0.03 } ?? false)
    #expect(audit.suspectCount == audit.suspects.count && audit.judged == 120)
  }

  @Test func theSameSeedGivesTheSameBytesInAnyOrderOfThreads() throws {
    let items = Bunches(spread: 3, wrong: [5, 6]).items()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let a = try encoder.encode(studyLabels(of: items, seed: 3))
    #expect(try encoder.encode(studyLabels(of: items, seed: 3)) == a)
    let again = try JSONDecoder().decode(LabelsResult.self, from: a)
    #expect(try encoder.encode(again) == a)
  }

  @Test func unitsAreWholeInEveryMethod() throws {
    // All six items of one unit have the wrong label; they cannot vouch for each other.
    let wrong = Set(24..<30)
    let items = Bunches(perLabel: 40, wrong: wrong, unitSize: 6).items()
    let audit = try #require(try studyLabels(of: items, seed: 1).audit)
    #expect(Set(audit.suspects.prefix(6).map { "\($0.id)" }) == Set(wrong.map { "set\($0)" }))
  }

  @Test func labelsOfOneItemAreNotJudgedAndSaidSo() throws {
    let items = Bunches().items()
    var labels = items.knownLabels
    labels[7] = "newt"
    let found = try studyLabels(of: items.with(someLabels: labels), seed: 1)
    #expect(found.audit?.judged == 119)
    #expect(found.audit?.suspects.contains { $0.given == "newt" } == false)
    #expect(found.warnings.contains { $0.finding.contains("newt") })
  }

  @Test(arguments: [
    [nil, nil, nil, nil], ["a", "a", "a", "a"], ["a", "b", "c", "d"],
  ])
  func labelsThatSayNothingAreRefused(_ labels: [String?]) {
    let rows = Matrix([[1.0, 0], [0, 1], [1, 1], [1, 2]])
    let items = EmbeddedItems(
      name: "x", ids: (0..<4).map { .row($0) }, vectors: .double(rows)
    ).with(someLabels: labels)
    #expect(throws: AnalysisError.self) { try studyLabels(of: items, seed: 1) }
  }

  @Test func oneUnitTwoRowsAndZeroVectorsAreRefusedOrLeftOut() throws {
    let items = Bunches().items()
    #expect(throws: AnalysisError.self) {
      try studyLabels(of: items.with(units: Array(repeating: "p", count: 120)), seed: 1)
    }
    #expect(throws: AnalysisError.self) {
      try studyLabels(of: items.selecting([0, 1], name: "two"), seed: 1)
    }
    let rows = Matrix([[0.0, 0], [1, 0.1], [1, 0.2], [0.1, 1], [0.2, 1], [0, 0]])
    let zeros = EmbeddedItems(
      name: "x", ids: (0..<6).map { .row($0) }, vectors: .double(rows)
    ).with(someLabels: ["a", "a", "a", "b", "b", "b"])
    let found = try studyLabels(of: zeros, seed: 1)
    #expect(found.labelled == 4)
    #expect(found.warnings.contains { $0.finding.contains("2 zero vectors") })
  }

  @Test func equalVectorsMakeNoClusterAndNoCrash() throws {
    let rows = Matrix(Array(repeating: [1.0, 2], count: 8))
    let items = EmbeddedItems(
      name: "x", ids: (0..<8).map { .row($0) }, vectors: .double(rows)
    ).with(someLabels: (0..<8).map { $0 % 2 == 0 ? "a" : "b" })
    let audit = try #require(try studyLabels(of: items, seed: 1).audit)
    #expect(audit.clusters == nil && audit.judged == 8)
  }
}

@Suite struct LabelFilterTests {
  private let items = Bunches(perLabel: 60, spread: 2).items()

  private func train(
    _ items: EmbeddedItems, wanted: [String] = ["owl"], unwanted: [String]? = nil,
    _ change: (inout FilterPlan) -> Void = { _ in }
  ) throws -> TrainedFilter {
    var plan = FilterPlan()
    plan.recall = 0.95
    change(&plan)
    return try trainFilter(
      on: items, wanted: wanted, unwanted: unwanted, plan: plan, seed: 1, encoder: nil,
      program: "test")
  }

  @Test func wantedItemsAreAcceptedAndOthersAreNot() throws {
    let filter = try train(items).filter
    let training = filter.training
    #expect(training.wantedItems == 60 && training.unwantedItems == 120)
    #expect(training.point.recall >= 0.95 && training.point.precision > 0.8)
    #expect(filter.wanted == ["owl"] && filter.unwanted == ["cat", "dog"])
    let fresh = Bunches(perLabel: 60, spread: 2).items(name: "fresh")
    let scores = filter.scores(of: fresh.vectors.doubles)
    let right = scores.indices.count { filter.accepts(scores[$0]) == ($0 % 3 == 2) }
    #expect(right > 160)
  }

  @Test func onlyNamedLabelsAreLearnedFrom() throws {
    let found = try train(items, unwanted: ["cat"])
    #expect(found.filter.training.unwantedItems == 60 && found.filter.unwanted == ["cat"])
    #expect(found.result.filter?.missed.allSatisfy { $0.label == "owl" } == true)
  }

  @Test func filtersThatCannotBeAreRefusedWithTheReason() {
    let refusals: [(String, () throws -> TrainedFilter)] = [
      ("newt", { try train(items, wanted: ["newt"]) }),
      ("every item with a label is wanted", { try train(items, wanted: ["cat", "dog", "owl"]) }),
      ("both wanted and unwanted", { try train(items, unwanted: ["owl", "cat"]) }),
      (
        "cannot be guaranteed",
        {
          try train(items) {
            $0.recall = 0.99
            $0.isGuaranteed = true
          }
        }
      ),
      (
        "so none can be judged",
        { try train(items.with(units: items.knownLabels.map { $0 == "owl" ? "p" : "q" })) }
      ),
    ]
    for (reason, attempt) in refusals {
      do {
        _ = try attempt()
        Issue.record("\(reason): trained")
      } catch {
        #expect("\(error)".contains(reason), "\(error)")
      }
    }
  }

  @Test func aCopyWithTheOtherLabelIsToldOf() throws {
    let copy = items.selecting([2], name: "copy").with(someLabels: ["cat"])
    let both = try items.followed(by: copy, name: "both")
    #expect(both.count == 181 && "\(both.ids[180])" == "copy/set2" && both.ids[2] == items.ids[2])
    let found = try train(both)
    #expect(found.result.warnings.contains { $0.finding.contains("copy/set2") })
  }
}

@Suite struct LabelSelectionTests {
  private func select(
    _ items: EmbeddedItems, _ strategy: SelectionStrategy, count: Int = 6
  ) throws -> LabelsResult {
    try selectItems(from: items, plan: SelectionPlan(count: count, strategy: strategy), seed: 1)
  }

  @Test(arguments: SelectionStrategy.allCases)
  func onlyItemsWithoutALabelAreChosenAndEachOnce(_ strategy: SelectionStrategy) throws {
    let items = Bunches(unlabelled: Set(20..<120)).items()
    let found = try #require(try select(items, strategy).selections?.first)
    let numbers = found.items.compactMap { Int("\($0.id)".dropFirst(3)) }
    #expect(numbers.count == 6 && Set(numbers).count == 6 && numbers.allSatisfy { $0 >= 20 })
    #expect(found.candidates == 100)
    let all = try select(items, strategy, count: 500)
    #expect(all.selections?[0].items.count == 100)
    #expect(all.warnings.contains { $0.finding.contains("500 items were asked for") })
  }

  @Test func whatHasNoLabelAtAllIsChosenFromButForMargins() throws {
    let items = Bunches(unlabelled: Set(0..<120)).items()
    let typical = try #require(try select(items, .typicality, count: 3).selections?.first)
    #expect(
      Set(typical.items.compactMap { Int("\($0.id)".dropFirst(3)) }.map { $0 % 3 }).count == 3)
    #expect(try select(items, .kCentre).selections?[0].items[0].score == nil)
    #expect(throws: AnalysisError.self) { try select(items, .margin) }
    #expect(throws: AnalysisError.self) { try select(Bunches().items(), .random) }
  }

  @Test func marginsAreSmallWhereBunchesMeet() throws {
    let items = Bunches(spread: 3, unlabelled: Set(60..<120)).items()
    let found = try #require(try select(items, .margin, count: 60).selections?.first)
    let margins = found.items.compactMap(\.score)
    #expect(margins == margins.sorted() && margins.count == 60)
    #expect(found.items.allSatisfy { $0.label != nil && $0.label != $0.secondLabel })
  }
}

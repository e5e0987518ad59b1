import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import Testing

@Suite struct LabelAnswersTests {
  private let items = Bunches(perLabel: 60, spread: 2, unlabelled: Set(0..<40)).items()

  private func answer(_ plan: LabelsPlan, of items: EmbeddedItems? = nil) throws -> LabelAnswers {
    try answerLabels(
      of: items ?? self.items, plan: plan, seed: 1, encoder: nil, program: "test")
  }

  @Test func partsAreThoseOfTheSingleQuestions() throws {
    var plan = LabelsPlan()
    plan.suggest = true
    plan.filter = WantedLabels(wanted: ["owl"])
    plan.filter?.recall = 0.9
    plan.selections = [SelectionPlan(count: 5), SelectionPlan(count: 7, strategy: .margin)]
    let answers = try answer(plan)
    let result = answers.result
    let suggested = try suggestLabels(for: nil, from: items, plan: plan, seed: 1)
    #expect(result.vote == suggested.vote && result.suggestions == suggested.suggestions)
    #expect(result.suggestionCounts == suggested.suggestionCounts)
    #expect(result.audit == (try studyLabels(of: items, plan: plan, seed: 1)).audit)
    var filter = FilterPlan()
    filter.recall = 0.9
    let trained = try trainFilter(
      on: items, wanted: ["owl"], plan: filter, seed: 1, encoder: nil, program: "test")
    #expect(answers.filter == trained.filter && result.filter == trained.result.filter)
    #expect(result.selections?.map(\.strategy) == [.typicality, .margin])
    #expect(result.selections?.map(\.items.count) == [5, 7])
    #expect(Set(result.warnings).count == result.warnings.count)
  }

  @Test func whatNobodyLabelledIsChosenFromAndNothingElse() throws {
    let unlabelled = Bunches(unlabelled: Set(0..<120)).items()
    var plan = LabelsPlan()
    plan.suggest = true
    #expect(throws: AnalysisError.self) { try answer(plan, of: unlabelled) }
    plan.selections = [SelectionPlan(count: 3)]
    let result = try answer(plan, of: unlabelled).result
    #expect(result.vote == nil && result.audit == nil && result.unlabelled == 120)
    #expect(result.selections?[0].items.count == 3)
    #expect(result.warnings.map(\.finding).filter { $0.contains("has a label") }.count == 1)
  }

  @Test func aPlanWithoutSuggestionsAndAuditIsOneOfTheRest() throws {
    var plan = LabelsPlan()
    plan.audit = false
    plan.filter = WantedLabels(wanted: ["owl"], unwanted: ["cat"])
    plan.filter?.recall = 0.9
    let answers = try answer(plan)
    #expect(answers.result.vote == nil && answers.result.labelled == 140)
    #expect(answers.filter?.unwanted == ["cat"])
  }

  @Test func listsAreCutAndCountsAreNot() throws {
    var plan = LabelsPlan()
    (plan.suggest, plan.audit, plan.top) = (true, false, 4)
    let whole = try answer(plan).result
    let cut = whole.listing(10)
    #expect(cut.suggestions?.count == 14 && cut.suggestionCounts == whole.suggestionCounts)
    #expect(cut.suggestions?.last == whole.suggestions?.last)
    let counts = try #require(whole.suggestionCounts)
    #expect(counts.suggested + counts.abstained == 40)
  }

  @Test func aConfidenceThatFewUnitsChoseIsWarnedOf() throws {
    let few = Bunches(perLabel: 8, unlabelled: [0, 1]).items()
    var plan = LabelsPlan()
    plan.suggest = true
    let found = try suggestLabels(for: nil, from: few, plan: plan, seed: 1)
    let chosen = try #require(found.vote?.chosen)
    #expect(chosen.accepted < 30 && chosen.interval.low < 0.95)
    #expect(
      found.warnings.contains { $0.finding.contains("was chosen by \(chosen.accepted) items only") }
    )
    // Many items of few units are few as well.
    let units = Bunches(perLabel: 60, unlabelled: [0], unitSize: 18).items()
    let grouped = try suggestLabels(for: nil, from: units, plan: plan, seed: 1)
    #expect(grouped.warnings.contains { $0.finding.contains("of 10 groups only") })
    let sure = try suggestLabels(for: nil, from: items, plan: plan, seed: 1)
    #expect(!sure.warnings.contains { $0.finding.contains("only") })
  }

  @Test func equalVectorsAndCopiesAreWarnedOf() throws {
    let rows = Matrix(Array(repeating: [1.0, 2], count: 40))
    let same = EmbeddedItems(
      name: "x", ids: (0..<40).map { .row($0) }, vectors: .double(rows)
    ).with(someLabels: (0..<40).map { $0 < 20 ? ["a", "b"][$0 % 2] : nil })
    func warns(_ words: String, _ result: LabelsResult) -> Bool {
      result.warnings.contains { $0.finding.contains(words) }
    }
    #expect(warns("are equal", try studyLabels(of: same, seed: 1)))
    let chosen = try selectItems(from: same, plan: SelectionPlan(count: 5), seed: 1)
    #expect(warns("4 of the 5 chosen items have the vector of another", chosen))
    #expect(
      !warns(
        "have the vector", try selectItems(from: items, plan: SelectionPlan(count: 5), seed: 1)))
  }

  @Test func aFilterNoBetterThanChanceIsWarnedOf() throws {
    // Labels in turn, whatever the vector.
    let labels = (0..<180).map { $0 / 3 % 2 == 0 ? "a" : "b" }
    let random = Bunches(perLabel: 60, spread: 2).items().with(someLabels: labels)
    var plan = FilterPlan()
    plan.recall = 0.9
    let trained = try trainFilter(
      on: random, wanted: ["a"], plan: plan, seed: 1, encoder: nil, program: "test")
    #expect(trained.result.warnings.contains { $0.finding.contains("better than taking any item") })
  }
}

import Analyses
import Datasets
import Experiments
import Foundation
import TestSupport
import Testing

/// Plans of several files, of variables and of several runs.
@Suite struct PlanFileTests {
  private let folder: TemporaryFolder

  private static let plan = """
    title: Test
    dataset: data.yaml
    encoders: pixels
    analyses: {similarity: }
    """

  init() throws { folder = try TemporaryFolder() }

  private func runs(
    _ text: String, _ overrides: [String] = [], environment: [String: String] = [:]
  ) throws -> [PlannedRun] {
    try PlannedRun.all(
      of: folder.write(text, to: "plan.yaml"), overrides: overrides, environment: environment)
  }

  private func plan(
    _ text: String, _ overrides: [String] = [], environment: [String: String] = [:]
  ) throws -> ExperimentPlan {
    try #require(runs(text, overrides, environment: environment).first).plan
  }

  private func refusal(_ text: String, environment: [String: String] = [:]) -> String {
    do {
      _ = try runs(text, environment: environment)
      return "nothing was refused"
    } catch {
      return "\(error)"
    }
  }

  // MARK: Includes

  @Test func ownKeysWinOverIncludedOnesMapByMap() throws {
    try folder.write(
      Self.plan + "\nseed: 5\nlimit: {train: 3, test: 4}", to: "shared/base.yaml")
    let plan = try plan(
      "include: shared/base.yaml\ntitle: Own\nlimit: {test: 9}\nanalyses: {neighbors: {count: 3}}")
    #expect(plan.title == "Own" && plan.seed == 5 && plan.encoders == ["pixels"])
    #expect(plan.limit == .splits(["train": 3, "test": 9]))
    #expect(plan.analyses == [.similarity, .neighbors(query: nil, count: 3)])
  }

  @Test func laterIncludesWinAndAnEmptyValueTakesAKeyAway() throws {
    try folder.write(Self.plan + "\nseed: 5\nlimit: 7", to: "a.yaml")
    try folder.write("include: deep/c.yaml\nseed: 6", to: "b.yaml")
    try folder.write("question: deep\nseed: 1", to: "deep/c.yaml")
    let plan = try plan("include: [a.yaml, b.yaml]\nlimit: ~")
    #expect(plan.seed == 6 && plan.question == "deep" && plan.limit == .none)
  }

  @Test func anEmptyValueTakesAQuestionAwayAndABareKeyLeavesIt() throws {
    try folder.write(
      Self.plan.replacing("similarity: ", with: "similarity: , neighbors: {count: 3}"),
      to: "base.yaml")
    let neighbors = AnalysisPlan.neighbors(query: nil, count: 3)
    let base = "include: base.yaml\nanalyses: "
    #expect(try plan(base + "{neighbors: ~}").analyses == [.similarity])
    #expect(try plan(base + "{similarity: null}").analyses == [neighbors])
    #expect(try plan(base + "{neighbors: }").analyses == [.similarity, neighbors])
    #expect(try plan(base + "{grid: ~}").analyses == [.similarity, neighbors])
    #expect(try plan("include: base.yaml", ["analyses.neighbors=~"]).analyses == [.similarity])
  }

  @Test func errorsNameTheFileWhereAKeyStands() throws {
    try folder.write(Self.plan + "\nseed: much\nlimit: {train: 0}", to: "base.yaml")
    let inBase = refusal("include: base.yaml")
    #expect(inBase.contains("base.yaml:6: limit.train") && !inBase.contains("plan.yaml"))
    #expect(refusal("include: base.yaml\nlimit: 3").contains("base.yaml:5: seed"))
    #expect(refusal("include: base.yaml\nlimit: 3\nseed: 1\nsead: 2").contains("plan.yaml:4"))
    try folder.write("include: base.yaml\nlimit: 3", to: "middle.yaml")
    #expect(refusal("include: middle.yaml").contains("base.yaml:5: seed"))
    let set = #expect(throws: SettingsError.self) {
      try runs("include: base.yaml", ["seed=1", "limit.train=none"])
    }
    #expect(set?.description.contains("--set limit.train=none") == true)
  }

  @Test func missingFilesAndCirclesAreRefusedByName() throws {
    let missing = refusal("seed: 1\ninclude: [no.yaml]")
    #expect(missing.contains("plan.yaml:2: include.0") && missing.contains("no.yaml"))
    try folder.write("include: plan.yaml", to: "b.yaml")
    #expect(refusal("include: b.yaml").contains("plan.yaml → b.yaml → plan.yaml"))
    #expect(refusal("include: plan.yaml").contains("plan.yaml → plan.yaml"))
  }

  @Test func aFileMayBeIncludedOnTwoWays() throws {
    try folder.write(Self.plan, to: "base.yaml")
    try folder.write("include: base.yaml\nseed: 3", to: "a.yaml")
    #expect(try plan("include: [base.yaml, a.yaml]").seed == 3)
  }

  // MARK: Environment

  @Test func declaredVariablesArePutInAndRecorded() throws {
    let text =
      Self.plan + "\nseed: ${SEED}\nquestion: of ${SITE}, ${SITE}\nenvironment: [SEED, SITE, OTHER]"
    let plan = try plan(text, environment: ["SEED": "7", "SITE": "{a: b}", "OTHER": "x"])
    #expect(plan.seed == 7 && plan.question == "of {a: b}, {a: b}")
    #expect(plan.environment == ["SEED": "7", "SITE": "{a: b}"])
    #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(plan)) == plan)
    #expect(try self.plan(Self.plan, environment: ["SEED": "7"]).environment == nil)
  }

  @Test func whatStandsForAVariableIsTakenWhereItIsNotSet() throws {
    let text = Self.plan + "\nseed: ${SEED}\nenvironment: {SEED: 9}"
    #expect(try plan(text).seed == 9)
    #expect(try plan(text, environment: ["SEED": ""]).environment == ["SEED": "9"])
    #expect(try plan(text, environment: ["SEED": "4"]).seed == 4)
    #expect(try plan(text, ["environment.SEED=8"]).seed == 8)
  }

  @Test func variablesThatAreNotDeclaredOrNotSetAreRefused() {
    let undeclared = refusal(Self.plan + "\nlimit: {train: \"${N}\"}", environment: ["N": "3"])
    #expect(undeclared.contains("plan.yaml:5: limit.train") && undeclared.contains("[N]"))
    let unset = refusal(Self.plan + "\nenvironment: [N]\nlimit: ${N}", environment: ["N": ""])
    #expect(unset.contains("plan.yaml:6: limit") && unset.contains("N to be set"))
    #expect(refusal(Self.plan + "\nenvironment: [N]").contains("N to be set"))
    #expect(refusal(Self.plan + "\nenvironment: {A: 1, N: }").contains("N to be set"))
    #expect(refusal(Self.plan + "\nquestion: ${N").contains("a } after ${"))
    #expect(refusal(Self.plan + "\nenvironment: [A B]").contains("\"A B\""))
  }

  @Test func aDollarAloneIsNoVariable() throws {
    #expect(try plan(Self.plan + "\nquestion: $N costs $5").question == "$N costs $5")
  }

  // MARK: Matrix

  @Test func aMatrixHasARunForEachCombination() throws {
    let runs = try runs(
      Self.plan
        + "\nmatrix: {encoders: [pixels-8, [phash, dhash]], analyses.neighbors.count: [3, 4]}")
    #expect(
      runs.map(\.name) == [
        "encoders-pixels-8_count-3", "encoders-pixels-8_count-4",
        "encoders-phash-dhash_count-3", "encoders-phash-dhash_count-4",
      ])
    #expect(runs[3].plan.encoders == ["phash", "dhash"])
    #expect(runs[3].plan.analyses == [.similarity, .neighbors(query: nil, count: 4)])
    #expect(runs[1].plan.title == "Test (encoders-pixels-8_count-4)")
  }

  @Test func valuesOfAMatrixMayHaveNamesAndVariables() throws {
    let runs = try runs(
      Self.plan
        + "\nenvironment: [N]\nmatrix: {limit: {small: {train: 3}, all: none, env: \"${N}\"}}",
      environment: ["N": "5"])
    #expect(runs.map(\.name) == ["limit-small", "limit-all", "limit-env"])
    #expect(runs.map(\.plan.limit) == [.splits(["train": 3]), .none, .each(5)])
    #expect(runs.map(\.plan.environment) == [nil, nil, ["N": "5"]])
  }

  @Test func whatIsSetAppliesToAllRunsButNotToWhatVaries() throws {
    let text = Self.plan + "\nmatrix: {seed: [1, 2]}"
    #expect(try runs(text, ["limit=3"]).map(\.plan.limit) == [.each(3), .each(3)])
    #expect(try runs(text, ["matrix.seed=[8]"]).map(\.plan.seed) == [8])
    let refused = #expect(throws: SettingsError.self) { try runs(text, ["seed=3"]) }
    #expect(refused?.description.contains("--only") == true)
    #expect(throws: SettingsError.self) {
      try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    }
  }

  @Test func brokenMatricesAreRefusedWithTheirPlace() {
    for (matrix, words) in [
      ("{}", "at least one key"), ("{seed: []}", "at least one value"),
      ("{seed: [1, much]}", "plan.yaml:5: matrix.seed.1: seed"),
      ("{sead: [1]}", "did you mean \"seed\""), ("{encoders: [phash, phash]}", "two runs called"),
      ("{compare: [{by: split}]}", "a name for a map"), ("{include: [a.yaml]}", "no include"),
      ("{title.x: [1]}", "not a map"), ("{limit: {a/b: 3}}", "names of letters"),
      ("{seed: [\(String(repeating: "1", count: 300))]}", "short names"),
    ] {
      #expect(refusal(Self.plan + "\nmatrix: \(matrix)").contains(words), "\(matrix)")
    }
    let many = (0..<40).map(String.init).joined(separator: ", ")
    #expect(
      refusal(Self.plan + "\nmatrix: {seed: [\(many)], limit: [\(many)]}").contains("at most 1000"))
  }

  @Test func runsAreChosenByName() throws {
    let all = try runs(Self.plan + "\nmatrix: {seed: [1, 2, 3]}")
    #expect(try all.chosen(["seed-3", "seed-1"]).map(\.plan.seed) == [1, 3])
    #expect(try all.chosen([]).count == 3)
    #expect(throws: SettingsError.self) { try all.chosen(["seed-4"]) }
  }
}

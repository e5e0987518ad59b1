import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Experiments

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Gates, accepted pairs and what build servers read of them.
@Suite struct GateTests {
  private func gate(_ text: String) throws -> Gate {
    Gate(try GateCondition(text, place: "--fail-on", question: "leakage"), .mustNotHold)
  }

  private func isCrossed(_ text: String, by value: Double) throws -> Bool {
    let reference = try #require(try gate(text).condition.references.first)
    let number = ResultNumber(reference.name, of: nil, value)
    return try #require(try [gate(text)].outcomes(of: [number]).first).isCrossed
  }

  @Test func boundsAreReadAndMeantAsWritten() throws {
    let crossed: [(String, Double, Bool)] = [
      ("leak_rate>0", 0, false), ("leak_rate>0", 1e-9, true), ("leak_rate >= 0.5", 0.5, true),
      ("pair_count<3", 3, false), ("pair_count<=3", 3, true), ("leaked_items==2", 2, true),
      ("leaked_items!=2", 2, false), ("leakage.leak_rate>1e-3", 0.01, true),
    ]
    for (text, value, expected) in crossed {
      #expect(try isCrossed(text, by: value) == expected, "\(text) of \(value)")
    }
  }

  @Test(arguments: [
    "", "leak_rate", "leak_rate>", "leak_rate>nan>", ">0", "leak_rate=0", "leak_rate=>0",
    "leak_rate>0>1", "leak_rate!0", "leak_rate > (0", "leak_rate[] > 0", "\"leak_rate > 0",
    "leak_rate > 1e", "leak_rate > 1..2", "leak_rate ? 0", "0 < leak_rate < 1",
  ])
  func brokenExpressionsAreRefusedWithTheirColumn(_ text: String) {
    do {
      let gate = try gate(text)
      Issue.record("\(gate.condition)")
    } catch {
      #expect("\(error)".contains("column"), "\(error)")
    }
  }

  @Test(arguments: ["leak_rat>0", "group_count>0", "leak_rate > leak_rate.mid"])
  func namesThatNoNumberHasAreRefused(_ text: String) throws {
    let gate = try gate(text)
    #expect(throws: SettingsError.self) {
      try GateVocabulary(question: "leakage").check(gate, place: "--fail-on")
    }
  }

  @Test func plansNameTheQuestion() throws {
    let vocabulary = GateVocabulary(question: "duplicates")
    let named = Gate(try GateCondition("duplicates.pair_count>0", place: "plan"), .mustHold)
    try vocabulary.check(named, place: "plan")
    let bare = Gate(try GateCondition("pair_count>0", place: "plan"), .mustHold)
    #expect(throws: SettingsError.self) { try vocabulary.check(bare, place: "plan") }
  }

  private func items(_ name: String, _ pixels: [Character], _ labels: [String]? = nil)
    -> EmbeddedItems
  {
    EmbeddedItems(
      name: name, ids: pixels.map { .name("\(name)/\($0)") },
      vectors: .double(
        Matrix(
          pixels.map { $0.isUppercase ? [0, 1, Double($0.asciiValue ?? 0) / 1e4] : [1, 0, 0] })),
      labels: labels,
      digests: pixels.map { ItemDigests(file: nil, pixels: digest($0)) })
  }

  private func digest(_ character: Character) -> String {
    String(repeating: character.isUppercase ? "b" : "a", count: 63)
      + String(character.asciiValue.map { $0 % 10 } ?? 0)
  }

  @Test func onlyPairsThatNobodyAcceptedCount() throws {
    let train = items("train", ["a", "B"], ["x", "y"])
    let test = items("test", ["a", "C", "D"], ["x", "y", "z"])
    let result = try findLeakage(from: train, into: test, threshold: 0.9)
    #expect(result.pairCount == 3 && result.leakedItems == 3)
    let review = try PairReview(train, test)
    let former = try findLeakage(
      from: train, into: test.selecting([1], name: "test"), threshold: 0.9)
    let accepted = try review.accepted(former.pairs, of: former.pairCount)
    #expect(accepted.pairs.count == 1)
    let new = try review.newFindings(result, except: accepted)
    #expect(new.acceptedPairs == 1 && new.pairs.count == 2)
    #expect(new["leaked_items"] == 2 && new["leak_rate"] == 2.0 / 3)
    #expect(new["label_conflicts"] == 1)
    let all = try review.newFindings(
      result, except: review.accepted(result.pairs, of: result.pairCount))
    #expect(all["leak_rate"] == 0 && all.pairs.isEmpty)
  }

  @Test func anotherCopyOfAnAcceptedPictureIsNew() throws {
    let train = items("train", ["a"])
    let test = items("test", ["a", "k"])  // Different names, the same pixels.
    let review = try PairReview(train, test)
    let first = try findLeakage(
      from: train, into: test.selecting([0], name: "test"), threshold: 0.9)
    let accepted = try review.accepted(first.pairs, of: first.pairCount)
    let both = try findLeakage(from: train, into: test, threshold: 0.9)
    let new = try review.newFindings(both, except: accepted)
    #expect(new.acceptedPairs == 1 && new.pairs.map(\.b) == [.name("test/k")])
    let all = try review.accepted(both.pairs, of: both.pairCount)
    #expect(all.pairs.count == 2 && accepted.adding(all) == all)
    #expect(try review.newFindings(both, except: all).pairs.isEmpty)
  }

  @Test func groupsOfNewPairsAreGuardedAgainstChainsAsAllAre() throws {
    let angles = [0, 0.1, 0.4, 0.5]
    let chain = EmbeddedItems(
      name: "chain", ids: angles.map { .name("\($0)") },
      vectors: .double(Matrix(angles.map { [cos($0), sin($0)] })),
      digests: "abcd".map { ItemDigests(file: nil, pixels: digest($0)) })
    let result = findDuplicates(in: chain, threshold: 0.95)
    #expect(result.groupCount == 2)
    let new = try PairReview(chain).newFindings(result, except: .none)
    #expect(new["group_count"] == Double(result.groupCount))
  }

  @Test func acceptedPairsDoNotDependOnOrderAndSurviveTheirFile() throws {
    let folder = try TemporaryFolder()
    let within = items("set", ["B", "C", "D"])
    let result = findDuplicates(in: within, threshold: 0.9)
    let backwards = findDuplicates(in: within.selecting([2, 1, 0], name: "set"), threshold: 0.9)
    let accepted = try PairReview(within).accepted(result.pairs, of: result.pairCount)
    let turned = try PairReview(within).accepted(backwards.pairs, of: backwards.pairCount)
    #expect(accepted.pairs.map { [$0.a, $0.b] } == turned.pairs.map { [$0.a, $0.b] })
    let file = folder.url.appending(path: "accepted.json")
    try accepted.write(to: file)
    #expect(try AcceptedPairs(file: file) == accepted)
    #expect(accepted.adding(turned) == accepted)
  }

  @Test(arguments: [
    "", "[]", "{\"format\": 2, \"pairs\": []}",
    "{\"format\": 1, \"pairs\": [{\"a\": \"x\", \"b\": \"y\"}]}",
  ])
  func brokenBaselinesAreRefused(_ text: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "accepted.json")
    try Data(text.utf8).write(to: file)
    #expect(throws: SettingsError.self) { try AcceptedPairs(file: file) }
  }

  @Test func vectorsWithoutContentHaveNoBaseline() {
    let bare = EmbeddedItems(
      name: "bare", ids: [.row(0)], vectors: .double(Matrix([[1.0, 0]])))
    #expect(throws: AnalysisError.self) { try PairReview(bare) }
  }

  @Test func pairsThatAreNotListedCannotBeAccepted() throws {
    let within = items("set", ["B", "C", "D"])
    let result = findDuplicates(in: within, threshold: 0.9, listing: 1)
    let review = try PairReview(within)
    #expect(throws: AnalysisError.self) { try review.newFindings(result, except: .none) }
    #expect(throws: AnalysisError.self) { try review.accepted(result.pairs, of: result.pairCount) }
  }

  @Test func gatesThatNobodyCanAnswerAreCrossed() throws {
    let result = try findLeakage(
      from: items("train", ["a"]), into: items("test", ["a"]), threshold: 0.9)
    let outcomes = try ["label_conflicts>0", "label_conflicts<=0", "leak_rate/0>1"].map(gate)
      .outcomes(of: AnalysisResult.leakage(result).numbers)
    #expect(outcomes.allSatisfy { $0.isCrossed && $0.value == nil && $0.problem != nil })
  }

  @Test func junitFilesAreParsedAndTellEachGate() throws {
    let train = items("tr<a>in & \"co\"\u{1}", ["a", "B"])
    let test = items("test", ["a", "C"])
    let subject = GateSubject(
      .leakage(try findLeakage(from: train, into: test, threshold: 0.9)))
    let waiver = GateWaiver(until: "2026-06-30", reason: "known & \"seen\"")
    let gates = [
      try gate("leak_rate>0"), try gate("leaked_items>5"), try gate("label_conflicts>0"),
      Gate(try GateCondition("leakage.pair_count < 1", place: ""), .mustHold, waiver: waiver),
    ]
    let outcomes = gates.outcomes(of: subject.numbers)
    let report = JUnitReport(
      suite: "semblance leakage", report: GateReport(outcomes, on: "2026-06-30"),
      subjects: [subject])
    let reader = JUnitReader()
    let parser = XMLParser(data: report.data)
    parser.delegate = reader
    #expect(parser.parse())
    #expect(
      reader.cases
        == ["leak_rate>0", "leaked_items>5", "label_conflicts>0", "leakage.pair_count < 1"])
    #expect(reader.failures == ["leak_rate>0: 1.0"])
    #expect(reader.errors.count == 1 && reader.errors[0].contains("label_conflicts"))
    #expect(
      reader.skipped == ["leakage.pair_count < 1: 2.0; waived until 2026-06-30: known & \"seen\""])
    #expect(reader.text.contains("tr<a>in & \"co\"\u{FFFD}/a = test/a, cosine 1.0"))
    #expect(reader.counts == ["tests 4, failures 1", "tests 4, failures 1"])
  }
}

/// What a parser of its own sees in a JUnit file.
private final class JUnitReader: NSObject, XMLParserDelegate {
  var cases: [String] = []
  var failures: [String] = []
  var errors: [String] = []
  var skipped: [String] = []
  var counts: [String] = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch name {
    case "testsuites", "testsuite":
      counts.append("tests \(attributes["tests"] ?? ""), failures \(attributes["failures"] ?? "")")
    case "testcase": cases.append(attributes["name"] ?? "")
    case "error": errors.append(attributes["message"] ?? "")
    case "skipped": skipped.append(attributes["message"] ?? "")
    case "failure": failures.append(attributes["message"] ?? "")
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

import Analyses
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// What conditions mean, and what they are refused for.
@Suite struct GateConditionTests {
  private let numbers = [
    ResultNumber(
      "leakage.leak_rate", of: "pixels-8", 0.1,
      Interval(low: 0.05, high: 0.2, level: 0.95, method: "wilson")),
    ResultNumber("leakage.leak_rate", of: "pixels-4", 0.3),
    ResultNumber("leakage.removals", of: "pixels-8", count: 7),
    ResultNumber("encoders.new.knn_5_accuracy", of: nil, 0.80),
    ResultNumber("encoders.new.knn_5_uniform_accuracy", of: nil, 0.70),
    ResultNumber("encoders.old.knn_5_balanced_accuracy", of: nil, 0.60),
    ResultNumber("encoders.old.knn_5_accuracy", of: nil, 0.85),
    ResultNumber("sites.pairs.St. Mary.Köln.p_holm", of: "pixels-8", 0.04),
  ]

  private func outcomes(
    _ text: String, _ rule: Gate.Rule = .mustHold
  ) throws -> [GateOutcome] {
    [Gate(try GateCondition(text, place: "gate"), rule)].outcomes(of: numbers)
  }

  private func value(_ text: String) throws -> Double? {
    try #require(try outcomes("\(text) > 0").first).value
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("8 / 2 / 2", 2), ("-2 * -3", 6),
    ("-(1 - .5)", -0.5), ("1e-2 + 1E+1", 10.01), ("2*3-1", 5),
  ])
  func arithmeticIsThatOfSchool(_ text: String, _ expected: Double) throws {
    #expect(agrees(try #require(try value(text)), expected, relative: 1e-12))
  }

  @Test func namesHaveHyphensAndDifferencesBlanks() throws {
    let difference = try #require(try value("encoders.new.knn - encoders.old.knn"))
    #expect(agrees(difference, -0.05, relative: 1e-9))
    #expect(try value("encoders.new.knn-encoders.old.knn") == nil)
    #expect(try value("leakage.leak_rate[pixels-8]") == 0.1)
    #expect(try value("\"sites.pairs.St. Mary.Köln.p_holm\"") == 0.04)
  }

  @Test func shortNamesStandForLongOnes() throws {
    #expect(try value("leakage.rate[pixels-8].high") == 0.2)
    #expect(try value("encoders.new.knn") == 0.80)
    let vocabulary = GateVocabulary(
      analyses: [.leakage(thresholds: [], measuresEffect: nil)], encoders: ["pixels-8"])
    for name in ["leakage.rate.high < 1", "leakage.rate < 1"] {
      try vocabulary.check(
        Gate(try GateCondition(name, place: "gate"), .mustHold), place: "gate")
    }
  }

  @Test func endsOfIntervalsAreNamed() throws {
    #expect(try value("leakage.leak_rate[pixels-8].low") == 0.05)
    #expect(try value("leakage.leak_rate.high[pixels-8]") == 0.2)
    let without = try outcomes("leakage.leak_rate[pixels-4].high < 1")
    #expect(without.map(\.problem) == ["leakage.leak_rate has no interval"])
    #expect(without.map(\.isCrossed) == [true])
  }

  @Test func ambiguousNamesTellTheCandidates() throws {
    let outcome = try #require(try outcomes("leakage.leak_rate < 1").first)
    #expect(outcome.isCrossed && outcome.problem?.contains("leakage.leak_rate[pixels-4]") == true)
    #expect(try value("leakage.removals") == 7)
  }

  @Test func eachEncoderIsAskedByItself() throws {
    let each = try outcomes("leakage.leak_rate[*] < 0.2")
    #expect(each.map(\.encoder) == ["pixels-8", "pixels-4"])
    #expect(each.map(\.isCrossed) == [false, true])
    let failing = try outcomes("leakage.leak_rate > 0.2", .mustNotHold)
    #expect(failing.map(\.isCrossed) == [false, true])
    let some = try outcomes("leakage.leak_rate[*] + leakage.removals[*] > 0")
    #expect(some.map(\.isCrossed) == [false, true] && some[1].problem != nil)
  }

  @Test func theValueIsThatOfTheRunOnWhicheverSideItStands() throws {
    for text in ["leakage.removals < 9", "9 > leakage.removals"] {
      let outcome = try #require(try outcomes(text, .mustNotHold).first)
      #expect(outcome.value == 7 && outcome.bound == 9 && outcome.isCrossed)
      #expect(outcome.rule == .mustNotHold)
    }
  }

  @Test func aWaiverThatHasEndedSaysSo() throws {
    let waiver = GateWaiver(until: "2026-11-30", reason: "known")
    let gate = Gate(try GateCondition("leakage.removals < 1", place: ""), .mustHold, waiver: waiver)
    let report = GateReport([gate].outcomes(of: numbers), on: "2026-12-01")
    #expect(report.annotations.first?.hasSuffix("its waiver ended after 2026-11-30: known") == true)
  }

  @Test func unknownNamesTellTheNearest() throws {
    let outcome = try #require(try outcomes("leakage.leakrate.high < 1").first)
    #expect(outcome.isCrossed && outcome.problem?.contains("leakage.leak_rate") == true)
  }

  @Test(arguments: ["1 / 0 > 0", "0 / 0 == 0", "-1 / 0 < 0"])
  func whatIsNotFiniteNeverPasses(_ text: String) throws {
    for rule in [Gate.Rule.mustHold, .mustNotHold] {
      #expect(try outcomes(text, rule).map(\.isCrossed) == [true])
    }
  }

  @Test func waiversEndAfterTheirDay() throws {
    let waiver = GateWaiver(until: "2026-11-30", reason: "scanner replaced")
    let gate = Gate(
      try GateCondition("leakage.removals < 1", place: ""), .mustHold, waiver: waiver)
    let outcome = try #require([gate].outcomes(of: numbers).first)
    #expect(outcome.verdict(on: "2026-11-30") == .waived)
    #expect(outcome.verdict(on: "2026-12-01") == .crossed)
    #expect(GateReport([outcome], on: "2026-11-01").crossed.isEmpty)
    #expect(GateReport([outcome], on: "2026-11-01").summary == "gates: 0 passed, 1 waived")
    let day = Date(timeIntervalSince1970: 1_790_812_799)
    #expect(GateWaiver.day(day) == "2026-09-30")
    #expect(["2026-02-30", "2026-2-3", "tomorrow", ""].allSatisfy { !GateWaiver.isDay($0) })
  }

  @Test func annotationsAreEscapedAsGitHubReadsThem() throws {
    let waiver = GateWaiver(until: "2026-11-30", reason: "100 %\nsure: yes, really")
    let gates = [
      Gate(try GateCondition("leakage.removals < 1", place: ""), .mustHold),
      Gate(try GateCondition("leakage.removals < 2", place: ""), .mustHold, waiver: waiver),
      Gate(try GateCondition("leakage.removals < 9", place: ""), .mustHold),
    ]
    let report = GateReport(gates.outcomes(of: numbers), on: "2026-11-30")
    #expect(
      report.annotations == [
        "::error title=semblance%3A gate crossed::leakage.removals < 1: 7.0 (pixels-8)",
        "::warning title=semblance%3A gate waived::leakage.removals < 2: 7.0 (pixels-8); "
          + "waived until 2026-11-30: 100 %25%0Asure: yes, really",
      ])
  }

  @Test func everyNumberOfTheSampleRunsHasAKnownName() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for name in ["sample-01-fashion-mnist", "sample-02-solar-cells"] {
      let record = try RunWriter.record(in: root.appending(path: "reports/\(name)"))
      let vocabulary = GateVocabulary(
        analyses: record.plan.analyses, encoders: record.plan.encoders)
      #expect(record.numbers.count > 100)
      for number in record.numbers {
        let condition = try GateCondition("\"\(number.name)\"[*] > 0", place: "")
        try vocabulary.check(Gate(condition, .mustHold), place: number.name)
      }
      let short = try GateCondition(
        "encoders.efficientnet-lite0.knn > leakage.rate[efficientnet-lite0].high", place: "")
      try GateVocabulary(record).check(Gate(short, .mustHold), place: "")
      #expect([Gate(short, .mustHold)].outcomes(of: record.numbers).allSatisfy { !$0.isCrossed })
    }
  }
}

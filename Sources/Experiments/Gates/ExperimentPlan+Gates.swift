public import Analyses
public import Foundation
import Reports

extension SettingsNode {
  /// A list of conditions that are to hold, each a text or a map with a waiver.
  func gates(_ vocabulary: GateVocabulary) throws(SettingsError) -> [Gate] {
    var gates: [Gate] = []
    for element in try elements() {
      let gate = try element.gate()
      try vocabulary.check(gate, place: element.place)
      gates.append(gate)
    }
    return gates
  }

  /// A list of conditions none of which is to hold of any encoder.
  func failures(_ vocabulary: GateVocabulary) throws(SettingsError) -> [GateCondition] {
    var conditions: [GateCondition] = []
    for element in try elements() {
      let condition = try GateCondition(element.text(), place: element.place)
      try vocabulary.check(Gate(condition, .mustNotHold), place: element.place)
      conditions.append(condition)
    }
    return conditions
  }

  private func gate() throws(SettingsError) -> Gate {
    guard isMap else { return Gate(try GateCondition(text(), place: place), .mustHold) }
    try allow(["gate", "waived_until", "reason"])
    let condition = try require("gate", example: "leakage.leak_rate.high < 0.01")
    let until = try require("waived_until", example: "2026-12-31")
    guard GateWaiver.isDay(try until.text()) else {
      throw until.wrong(expected: "a day, as 2026-12-31")
    }
    let reason = try require("reason", example: "the scanner was replaced").text()
    return Gate(
      try GateCondition(condition.text(), place: condition.place), .mustHold,
      waiver: GateWaiver(until: try until.text(), reason: reason))
  }
}

extension [Gate] {
  /// The gates of a file: a list under `gates`, as plans have it.
  ///
  /// - Throws: `SettingsError` for anything else in it, and for names that the run does not have.
  public init(file: URL, for vocabulary: GateVocabulary) throws(SettingsError) {
    let node = try SettingsNode(file: file)
    try node.allow(["gates"])
    self = try node.require("gates", example: "[leakage.leak_rate.high < 0.01]").gates(vocabulary)
  }
}

extension ExperimentPlan {
  /// `gates`, then `fail_on`.
  public var allGates: [Gate] {
    (gates ?? []) + (failOn ?? []).map { Gate($0, .mustNotHold) }
  }
}

extension RunRecord {
  /// Of the data, then of every result, in the plan's order; of pairs over those that nobody accepted,
  /// where the plan names some that were.
  public var numbers: [ResultNumber] {
    [
      ResultNumber("data.images", of: nil, count: dataset.images),
      ResultNumber("data.unreadable", of: nil, count: dataset.unreadable.count),
    ] + results.flatMap(countedNumbers)
  }

  private func countedNumbers(_ result: AnalysisResult) -> [ResultNumber] {
    let numbers = result.numbers
    let review = (reviewed ?? []).first {
      $0.question == numbers.first?.question && $0.encoder == result.encoder
    }
    return review?.numbers ?? numbers
  }

  /// Every gate of the plan, asked of the numbers of the run.
  public var gateOutcomes: [GateOutcome] { plan.allGates.outcomes(of: numbers) }

  /// Nothing for a plan without gates; the same on every day.
  var gateSection: [Section] {
    let rows = gateOutcomes.map { outcome in
      [
        outcome.gate, outcome.rule == .mustHold ? "hold" : "not hold", outcome.encoder ?? "–",
        outcome.problem ?? outcome.shown(outcome.value), outcome.shown(outcome.bound),
        outcome.status,
      ]
    }
    guard !rows.isEmpty else { return [] }
    let columns: [Table.Column] = [
      .init("Gate"), .init("Is to"), .init("Encoder"), .init("Value", alignment: .right),
      .init("Bound", alignment: .right), .init("Outcome"),
    ]
    let table = Table(
      columns, rows, caption: "What the plan demands of numbers, and whether it is so")
    return [Section("Gates", [.table(table)] + acceptedNote)]
  }
}

extension RunRecord {
  private var acceptedNote: [Block] {
    guard let reviewed, !reviewed.isEmpty else { return [] }
    let counts = reviewed.map { review in
      "\(review.acceptedPairs) of \(review.question)"
        + (review.encoder.map { " (\($0))" } ?? "")
    }
    return [
      .paragraph(
        "Pairs that were accepted and do not count here: \(counts.joined(separator: ", ")).")
    ]
  }
}

extension GateOutcome {
  fileprivate var status: String {
    guard isCrossed else { return "passed" }
    return "crossed" + (waiver.map { "; its waiver ends after \($0.until): \($0.reason)" } ?? "")
  }

  /// Four digits, or all where these would hide on which side of the bound a value is.
  fileprivate func shown(_ number: Double?) -> String {
    func rounded(_ number: Double?) -> String? { number.map { String(format: "%.4g", $0) } }
    let hides = value != bound && rounded(value) == rounded(bound)
    return (hides ? number.map { "\($0)" } : rounded(number)) ?? "–"
  }
}

import Analyses

/// What gates can name, known before they are judged.
public struct GateVocabulary: Sendable {
  /// With `*` for what is not known yet.
  private let names: [String]
  private let encoders: [String]

  /// Of a plan, before its run.
  init(analyses: [AnalysisPlan], encoders: [String]) {
    let questions = Set(analyses.flatMap(\.numberedQuestions) + ["data"])
    names = (ResultNumber.names + ResultNumber.shorthands).filter {
      questions.contains(question(of: $0))
    }
    self.encoders = encoders
  }

  /// Of a run: the numbers that it has, and those that its data may not have given.
  public init(_ record: RunRecord) {
    let planned = GateVocabulary(analyses: record.plan.analyses, encoders: record.plan.encoders)
    names = record.numbers.withShorthands.map(\.name) + planned.names.filter { !$0.contains("*") }
    encoders = planned.encoders
  }

  /// Of one question without a plan.
  public init(question name: String) {
    names = (ResultNumber.names + ResultNumber.shorthands).filter { question(of: $0) == name }
    encoders = []
  }

  /// Refuses names that no number can have, and those of several encoders' numbers.
  ///
  /// - Throws: `SettingsError` with the column and the nearest names, or the candidates.
  public func check(_ gate: Gate, place: String) throws(SettingsError) {
    for reference in gate.condition.references {
      let spot = "\(place): \"\(gate.condition.text)\", column \(reference.column)"
      try checkName(reference, spot)
      try checkEncoder(reference, gate, spot)
    }
  }

  private func checkName(_ reference: NumberReference, _ spot: String) throws(SettingsError) {
    let isKnown = reference.readings.contains { reading in
      names.contains { isMatch(reading.name, $0) }
    }
    guard !isKnown else { return }
    let stem = reference.readings.last?.name ?? reference.name
    let blanks = reference.name.contains("-") ? " (a difference takes blanks around -)" : ""
    throw .wrongValue(
      place: spot, found: "\"\(reference.name)\"",
      expected: "a number of the questions that are asked, such as "
        + closest(to: stem, among: names).joined(separator: ", ") + blanks)
  }

  private func checkEncoder(
    _ reference: NumberReference, _ gate: Gate, _ spot: String
  ) throws(SettingsError) {
    let isOfEach = ResultNumber.questionsOfEachEncoder.contains(reference.question)
    switch reference.encoder ?? gate.unqualified {
    case .named(let name) where !isOfEach || !encoders.contains(name):
      throw .wrongValue(
        place: spot, found: "[\(name)]",
        expected: isOfEach
          ? "an encoder of the plan: \(encoders.joined(separator: ", "))"
          : "no encoder in brackets behind numbers of \(reference.question)")
    case nil where isOfEach && encoders.count > 1:
      let problem = GateProblem.ambiguous(name: reference.name, encoders: encoders)
      throw .wrongValue(place: spot, found: "\"\(reference.name)\"", expected: "\(problem)")
    case .named, .each, nil: return
    }
  }
}

private func question(of name: String) -> String { String(name.prefix { $0 != "." }) }

/// Whether a name is a pattern, whose one `*` stands for any text that is not empty.
private func isMatch(_ name: String, _ pattern: String) -> Bool {
  guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
  let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
  return name.count > start.count + end.count && name.hasPrefix(start) && name.hasSuffix(end)
}

import Analyses
import Reports

extension SettingsNode {
  /// A list of bounds, each on a result that the analyses give.
  func gates(on analyses: [AnalysisPlan]) throws(SettingsError) -> [Gate] {
    let known = GateMetric.allCases.filter { metric in analyses.contains { $0.gives(metric) } }
    var gates: [Gate] = []
    for element in try elements() {
      let gate = try Gate(element.text(), place: element.place)
      guard known.contains(gate.metric) else {
        throw element.wrong(
          expected: known.isEmpty
            ? "no gate without leakage, shift or sites among the analyses"
            : "a result that is asked for: \(known.map(\.rawValue).joined(separator: ", "))")
      }
      gates.append(gate)
    }
    return gates
  }
}

extension AnalysisPlan {
  /// Duplicates within the collection are part of leakage.
  fileprivate func gives(_ metric: GateMetric) -> Bool {
    switch self {
    case .leakage: ["leakage", "duplicates"].contains(metric.question)
    case .shift: metric.question == "shift"
    case .sites: metric.question == "sites"
    case .similarity, .clusters, .projection, .neighbors, .encoders, .labels, .grid, .imageText,
      .segmentation:
      false
    }
  }
}

extension RunRecord {
  /// Every gate of the plan asked of every result that has its number.
  ///
  /// - Throws: `AnalysisError.missing` where none has.
  public func gateOutcomes() throws -> [GateOutcome] {
    try (plan.failOn ?? []).outcomes(of: results.compactMap(GateSubject.init))
  }

  /// Nothing for a plan without gates.
  var gateSection: [Section] {
    let gates = plan.failOn ?? []
    guard !gates.isEmpty else { return [] }
    let subjects = results.compactMap { GateSubject($0) }
    let rows = gates.flatMap { gate -> [[String]] in
      // A gate without an answer is an error of the run; the report still shows the others.
      guard let outcomes = try? [gate].outcomes(of: subjects) else {
        return [[gate.text, "–", "no value", "–"]]
      }
      return outcomes.map {
        [gate.text, $0.encoder ?? "–", "\($0.value)", $0.isCrossed ? "crossed" : "passed"]
      }
    }
    return [
      Section(
        "Gates",
        [
          .table(
            Table([.init("Gate"), .init("Encoder"), .init("Value"), .init("Outcome")], rows))
        ])
    ]
  }
}

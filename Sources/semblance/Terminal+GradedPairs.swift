import Analyses

/// Pairs that are shown at most.
private let shownPairs = 10

extension Terminal {
  /// How many encoders see how many pairs, who sees some alone, and the first pairs of each grade.
  ///
  /// - Parameter pairs: that are listed, of the result's.
  static func show(_ result: GradedPairsResult, listing pairs: [GradedPair]) {
    show("Pairs by encoders: \(result.pairCount)")
    table(
      [["seen by", "pairs"] + (result.hasLabels ? ["labels differ"] : [])]
        + result.grades.map { grade in
          [
            grade.encoders == 0
              ? "none, equal pixels" : "\(grade.encoders) of \(result.encoders.count)",
            "\(grade.pairs)",
          ] + (grade.labelConflicts.map { ["\($0)"] } ?? [])
        })
    show()
    table(
      [["encoder", "threshold", "pairs", "seen by it alone"]]
        + result.encoders.map { encoder in
          [encoder.name, encoder.threshold.brief, "\(encoder.pairs)", "\(encoder.seenAlone)"]
        })
    list(pairs, by: result.encoders.map(\.name))
  }

  /// As many of each grade, the ten best at most.
  private static func list(_ pairs: [GradedPair], by encoders: [String]) {
    guard !pairs.isEmpty else { return }
    let grades = Dictionary(grouping: pairs, by: \.encoders)
    let share = max(1, shownPairs / grades.count)
    let shown = grades.keys.sorted(by: >).flatMap { grades[$0]?.prefix(share) ?? [] }
      .prefix(shownPairs)
    show()
    table(
      [["a", "b", "seen by"] + encoders + ["other evidence"]]
        + shown.map { graded in
          ["\(graded.pair.a)", "\(graded.pair.b)", "\(graded.encoders)"]
            + encoders.map { graded.cosine(by: $0)?.brief ?? "–" } + [graded.otherEvidence]
        })
    let rest = pairs.count - shown.count
    if rest > 0 { show("… \(rest) more; --json lists them") }
  }

  /// Says whose warnings they are.
  static func warn(_ warnings: [AnalysisWarning], of encoder: String) {
    warn(warnings.map { AnalysisWarning("\(encoder): \($0.finding)", remedy: $0.remedy) })
  }
}

extension GradedPairsResult {
  fileprivate var hasLabels: Bool { grades.contains { $0.labelConflicts != nil } }
}

extension GradedPair {
  fileprivate func cosine(by encoder: String) -> Double? {
    cosines.first { $0.encoder == encoder }?.cosine
  }

  fileprivate var otherEvidence: String {
    let others = pair.evidence.filter { $0 != .cosine }.map(\.rawValue)
    return others.isEmpty ? "–" : others.joined(separator: ",")
  }
}

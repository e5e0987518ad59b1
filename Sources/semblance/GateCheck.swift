import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// Gates on one question's results, read and checked before any work.
struct GateCheck {
  let options: GateOptions
  let question: String
  let gates: [Gate]
  /// Nil without a baseline.
  let accepted: AcceptedPairs?

  /// Over pairs that nobody accepted.
  func findings(
    _ result: LeakageResult, _ reference: EmbeddedItems, _ evaluation: EmbeddedItems
  ) -> GateFindings {
    GateFindings(gates, of: GateSubject(.leakage(result))) { all in
      guard needsContent else { return (all, nil) }
      let review = try PairReview(reference, evaluation)
      return (
        try accepted.map { try review.newFindings(result, except: $0) } ?? all,
        try review.accepted(result.pairs, of: result.pairCount)
      )
    }
  }

  /// Over pairs that nobody accepted.
  func findings(_ result: DuplicatesResult, _ items: EmbeddedItems) -> GateFindings {
    GateFindings(gates, of: GateSubject(.duplicates(result))) { all in
      guard needsContent else { return (all, nil) }
      let review = try PairReview(items)
      return (
        try accepted.map { try review.newFindings(result, except: $0) } ?? all,
        try review.accepted(result.pairs, of: result.pairCount)
      )
    }
  }

  /// Of a question that is not about pairs; nil without gates.
  func findings(_ result: AnalysisResult) -> GateFindings? {
    gates.isEmpty ? nil : GateFindings(gates, of: GateSubject(result)) { ($0, nil) }
  }

  private var needsContent: Bool { accepted != nil || options.writeBaseline != nil }

  /// Writes the baseline that was asked for, with the pairs of all findings; those of a former one
  /// stay accepted.
  func writeBaseline(_ findings: [GateFindings]) throws {
    guard let file = options.writeBaseline, findings.allSatisfy({ $0.problem == nil }) else {
      return
    }
    try findings.compactMap(\.acceptable).reduce(accepted ?? .none) { $0.adding($1) }
      .write(to: URL(filePath: file))
  }

  /// Says which gates were crossed, after all results were written and shown.
  ///
  /// - Parameter findings: of each encoder that was asked.
  /// - Throws: `ExitCode(2)` for any; before that, why gates could not be judged.
  func judge(_ findings: [GateFindings]) throws {
    if let problem = findings.lazy.compactMap(\.problem).first { throw problem }
    if accepted != nil { showCounts(findings) }
    let report = GateReport(findings.compactMap(\.record).flatMap(\.outcomes))
    try Terminal.judge(
      report, junit: options.junit, suite: "semblance \(question)",
      subjects: findings.map(\.subject))
  }

  private func showCounts(_ findings: [GateFindings]) {
    Terminal.show()
    for finding in findings {
      guard let record = finding.record, let accepted = record.acceptedPairs,
        let new = record.newPairs
      else { continue }
      Terminal.show(
        (finding.subject.encoder.map { "\($0): " } ?? "")
          + "\(accepted) pairs accepted before, \(new) new")
    }
  }
}

/// What gates look at, and what they found.
struct GateFindings: Sendable {
  let subject: GateSubject
  /// Nil where there is a problem.
  let record: GateRecord?
  /// All pairs found, by content; nil where nobody asked.
  let acceptable: AcceptedPairs?
  /// Why gates cannot be judged; told after the results were written.
  let problem: (any Error)?

  /// - Parameter review: of all that was found, what counts, and what could be accepted.
  init(
    _ gates: [Gate], of all: GateSubject,
    review: (GateSubject) throws -> (GateSubject, AcceptedPairs?)
  ) {
    do {
      let (counted, listed) = try review(all)
      (subject, acceptable, problem) = (counted, listed, nil)
      record = GateRecord(gates, of: counted)
    } catch {
      (subject, acceptable, record, problem) = (all, nil, nil, error)
    }
  }
}

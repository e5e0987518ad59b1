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
  ) throws -> GateFindings {
    guard needsContent else { return try GateFindings(gates, GateSubject(result)) }
    let review = try PairReview(reference, evaluation)
    let subject = try accepted.map { try review.newFindings(result, except: $0) }
    return try GateFindings(
      gates, subject ?? GateSubject(result),
      acceptable: review.accepted(result.pairs, of: result.pairCount))
  }

  /// Over pairs that nobody accepted.
  func findings(_ result: DuplicatesResult, _ items: EmbeddedItems) throws -> GateFindings {
    guard needsContent else { return try GateFindings(gates, GateSubject(result)) }
    let review = try PairReview(items)
    let subject = try accepted.map { try review.newFindings(result, except: $0) }
    return try GateFindings(
      gates, subject ?? GateSubject(result),
      acceptable: review.accepted(result.pairs, of: result.pairCount))
  }

  private var needsContent: Bool { accepted != nil || options.writeBaseline != nil }

  /// Writes the baseline that was asked for, with the pairs of all findings; those of a former one
  /// stay accepted.
  func writeBaseline(_ findings: [GateFindings]) throws {
    guard let file = options.writeBaseline else { return }
    try findings.compactMap(\.acceptable).reduce(accepted ?? .none) { $0.adding($1) }
      .write(to: URL(filePath: file))
  }

  /// Says which gates were crossed, after all results were written and shown.
  ///
  /// - Parameter findings: of each encoder that was asked.
  /// - Throws: `ExitCode(2)` for any.
  func judge(_ findings: [GateFindings]) throws {
    if accepted != nil { showCounts(findings) }
    let outcomes = findings.flatMap(\.record.outcomes)
    if let junit = options.junit {
      let report = JUnitReport(
        suite: "semblance \(question)", outcomes: outcomes, subjects: findings.map(\.subject))
      try WholeFile.write(report.data, to: URL(filePath: junit))
    }
    let crossed = outcomes.filter(\.isCrossed)
    guard crossed.isEmpty else { throw Terminal.crossed(crossed) }
  }

  private func showCounts(_ findings: [GateFindings]) {
    Terminal.show()
    for finding in findings {
      let record = finding.record
      Terminal.show(
        (finding.subject.encoder.map { "\($0): " } ?? "")
          + "\(record.acceptedPairs) pairs accepted before, \(record.newPairs) new")
    }
  }
}

/// What gates look at, and what they found.
struct GateFindings: Sendable {
  let subject: GateSubject
  let record: GateRecord
  /// All pairs found, by content; nil where nobody asked.
  let acceptable: AcceptedPairs?

  init(_ gates: [Gate], _ subject: GateSubject, acceptable: AcceptedPairs? = nil) throws {
    self.subject = subject
    self.acceptable = acceptable
    record = try GateRecord(gates, of: subject)
  }
}

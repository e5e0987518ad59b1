import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// Gates on one question's result, read and checked before any work.
struct GateCheck {
  let options: GateOptions
  let question: String
  let gates: [Gate]
  /// Nil without a baseline.
  let accepted: AcceptedPairs?

  /// Over pairs that nobody accepted; writes the new baseline that was asked for.
  func findings(
    _ result: LeakageResult, _ reference: EmbeddedItems, _ evaluation: EmbeddedItems
  ) throws -> GateFindings {
    guard needsContent else { return try GateFindings(gates, GateSubject(result)) }
    let review = try PairReview(reference, evaluation)
    let subject = try accepted.map { try review.newFindings(result, except: $0) }
    try write(try review.accepted(result.pairs, of: result.pairCount))
    return try GateFindings(gates, subject ?? GateSubject(result))
  }

  /// Over pairs that nobody accepted; writes the new baseline that was asked for.
  func findings(_ result: DuplicatesResult, _ items: EmbeddedItems) throws -> GateFindings {
    guard needsContent else { return try GateFindings(gates, GateSubject(result)) }
    let review = try PairReview(items)
    let subject = try accepted.map { try review.newFindings(result, except: $0) }
    try write(try review.accepted(result.pairs, of: result.pairCount))
    return try GateFindings(gates, subject ?? GateSubject(result))
  }

  private var needsContent: Bool { accepted != nil || options.writeBaseline != nil }

  /// Pairs of a former baseline stay accepted.
  private func write(_ found: AcceptedPairs) throws {
    guard let file = options.writeBaseline else { return }
    try (accepted ?? .none).adding(found).write(to: URL(filePath: file))
  }

  /// Says which gates were crossed, after all results were written and shown.
  ///
  /// - Throws: `ExitCode(2)` for any.
  func judge(_ findings: GateFindings) throws {
    let record = findings.record
    if accepted != nil {
      print("\n\(record.acceptedPairs) pairs accepted before, \(record.newPairs) new")
    }
    if let junit = options.junit {
      let report = JUnitReport(
        suite: "semblance \(question)", outcomes: record.outcomes, subjects: [findings.subject])
      try WholeFile.write(report.data, to: URL(filePath: junit))
    }
    let crossed = record.outcomes.filter(\.isCrossed)
    guard crossed.isEmpty else { throw Terminal.crossed(crossed) }
  }
}

/// What gates look at, and what they found.
struct GateFindings {
  let subject: GateSubject
  let record: GateRecord

  init(_ gates: [Gate], _ subject: GateSubject) throws {
    self.subject = subject
    record = try GateRecord(gates, of: subject)
  }
}

import Analyses
import Embeddings
public import Foundation

/// Outcomes of gates as a JUnit file, which build servers show as tests.
///
/// A test case is a gate asked of a result; one that is crossed fails with its value and the closest
/// pairs, one without an answer is an error, and a waived one is skipped with its reason. The same
/// outcomes give the same bytes: no times are written.
public struct JUnitReport: Sendable {
  private let suite: String
  private let report: GateReport
  private let subjects: [GateSubject]

  /// Pairs that a failure lists.
  private static let listedPairs = 20

  /// - Parameters:
  ///   - suite: what was run, e.g. "semblance leakage".
  ///   - subjects: whose pairs a failure lists.
  public init(suite: String, report: GateReport, subjects: [GateSubject]) {
    self.suite = suite
    self.report = report
    self.subjects = subjects
  }

  public var data: Data {
    let outcomes = report.outcomes
    let waived = outcomes.count { $0.verdict(on: report.day) == .waived }
    let errors = report.crossed.count { $0.problem != nil }
    let counts =
      "tests=\"\(outcomes.count)\" failures=\"\(report.crossed.count - errors)\" "
      + "errors=\"\(errors)\" skipped=\"\(waived)\""
    let lines =
      [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<testsuites name=\"semblance\" \(counts)>",
        "  <testsuite name=\"\(suite.escaped)\" \(counts)>",
      ] + outcomes.map(testCase) + ["  </testsuite>", "</testsuites>", ""]
    return Data(lines.joined(separator: "\n").utf8)
  }

  private func testCase(_ outcome: GateOutcome) -> String {
    let place = ([outcome.question] + (outcome.encoder.map { [$0] } ?? [])).joined(separator: ".")
    let start = "    <testcase classname=\"\(place.escaped)\" name=\"\(outcome.gate.escaped)\""
    guard let content = content(of: outcome) else { return start + "/>" }
    return start + ">\n      \(content)\n    </testcase>"
  }

  /// Nil for a gate that passed.
  private func content(of outcome: GateOutcome) -> String? {
    let message = "message=\"\(outcome.sentence.escaped)\""
    switch (outcome.verdict(on: report.day), outcome.problem) {
    case (.passed, _): return nil
    case (.crossed, nil):
      return "<failure type=\"gate\" \(message)>\(details(of: outcome).escaped)</failure>"
    case (.crossed, _): return "<error type=\"gate\" \(message)/>"
    case (.waived, _):
      let waiver = outcome.waiver.map { "waived until \($0.until): \($0.reason)" } ?? ""
      return "<skipped message=\"\("\(outcome.sentence); \(waiver)".escaped)\"/>"
    }
  }

  private func details(of outcome: GateOutcome) -> String {
    let subject = subjects.first {
      $0.question == outcome.question && $0.encoder == outcome.encoder
    }
    let pairs = subject?.pairs ?? []
    let lines = pairs.prefix(Self.listedPairs).map { pair in
      "\(pair.a) = \(pair.b)" + (pair.cosine.map { ", cosine \($0)" } ?? "")
        + ", \(pair.evidence.map(\.rawValue).joined(separator: ", "))"
    }
    let rest = pairs.count - lines.count
    return (lines + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }
}

extension String {
  /// For texts and quoted attributes; characters that XML 1.0 cannot hold become U+FFFD.
  fileprivate var escaped: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\n", "\t": text.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

import Analyses
import Embeddings
public import Foundation

/// Outcomes of gates as a JUnit file, which build servers show as tests.
///
/// A test case is a gate asked of a result; one that is crossed fails with its value and the closest
/// pairs. The same outcomes give the same bytes: no times are written.
public struct JUnitReport: Sendable {
  private let suite: String
  private let outcomes: [GateOutcome]
  private let subjects: [GateSubject]

  /// Pairs that a failure lists.
  private static let listedPairs = 20

  /// - Parameter suite: what was run, e.g. "semblance leakage".
  public init(suite: String, outcomes: [GateOutcome], subjects: [GateSubject]) {
    self.suite = suite
    self.outcomes = outcomes
    self.subjects = subjects
  }

  public var data: Data {
    let failures = outcomes.count(where: \.isCrossed)
    let counts = "tests=\"\(outcomes.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\""
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
    let start =
      "    <testcase classname=\"\(place.escaped)\" name=\"\(outcome.gate.text.escaped)\""
    guard outcome.isCrossed else { return start + "/>" }
    let message = "\(outcome.gate.metric.key) is \(outcome.value)"
    return start + ">\n      <failure type=\"gate\" message=\"\(message.escaped)\">"
      + details(of: outcome).escaped + "</failure>\n    </testcase>"
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

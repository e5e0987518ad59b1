/// Outcomes of gates on a day, as people and build servers are told.
public struct GateReport: Sendable {
  public let outcomes: [GateOutcome]
  /// On which waivers are in force or not; as they name it.
  public let day: String

  public init(_ outcomes: [GateOutcome], on day: String = GateWaiver.day()) {
    (self.outcomes, self.day) = (outcomes, day)
  }

  /// Those that count.
  public var crossed: [GateOutcome] { outcomes.filter { $0.verdict(on: day) == .crossed } }

  /// "gates: 3 passed, 1 crossed".
  public var summary: String {
    let verdicts = outcomes.map { $0.verdict(on: day) }
    let counts = GateOutcome.Verdict.allCases.compactMap { verdict in
      let count = verdicts.count { $0 == verdict }
      return count > 0 || verdict == .passed ? "\(count) \(verdict.rawValue)" : nil
    }
    return "gates: \(counts.joined(separator: ", "))"
  }

  /// Workflow commands of GitHub: an error for each crossed gate, a warning for each waived one.
  public var annotations: [String] {
    outcomes.compactMap { outcome in
      switch outcome.verdict(on: day) {
      case .passed: nil
      case .crossed: annotation("error", "gate crossed", outcome)
      case .waived: annotation("warning", "gate waived", outcome)
      }
    }
  }

  private func annotation(_ level: String, _ event: String, _ outcome: GateOutcome) -> String {
    let waiver =
      outcome.waiver.map {
        "; \($0.isInForce(on: day) ? "waived until" : "its waiver ended after") \($0.until): \($0.reason)"
      } ?? ""
    return "::\(level) title=\("semblance: \(event)".asProperty)::"
      + (outcome.sentence + waiver).asMessage
  }
}

extension String {
  /// Line breaks and percent signs as GitHub reads them.
  fileprivate var asMessage: String {
    replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  /// Ends at no colon or comma, either.
  fileprivate var asProperty: String {
    asMessage.replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

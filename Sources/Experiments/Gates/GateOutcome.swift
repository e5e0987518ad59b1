public import Analyses

/// One gate asked of one run, or of one encoder in it.
public struct GateOutcome: Sendable, Codable {
  /// As it was written.
  public let gate: String
  /// What gives the first number that it names; empty where it names none.
  public let question: String
  /// Nil where its numbers are of several, or of none.
  public let encoder: String?
  /// Whether the condition is to hold, or not to.
  public let rule: Gate.Rule
  /// Of the left side, and of the right one where that alone names numbers of the run; nil where it has
  /// none.
  public let value: Double?
  /// Of the other side; nil where it has none.
  public let bound: Double?
  /// Also where it has no answer: a gate that nobody watches must not look passed.
  public let isCrossed: Bool
  /// Why it has no answer; nil where it has one.
  public let problem: String?
  public let waiver: GateWaiver?

  /// What an outcome comes to on a day.
  public enum Verdict: String, Sendable, CaseIterable {
    case passed, crossed
    /// Crossed, and waived on that day.
    case waived
  }

  /// - Parameter day: as waivers name it.
  public func verdict(on day: String) -> Verdict {
    guard isCrossed else { return .passed }
    return waiver?.isInForce(on: day) == true ? .waived : .crossed
  }

  /// "leak_rate>0: 0.125 (efficientnet-lite0)".
  public var sentence: String {
    "\(gate): \(finding)" + (encoder.map { " (\($0))" } ?? "")
  }

  /// The value, or why there is none.
  var finding: String { problem ?? value.map { "\($0)" } ?? "no value" }
}

extension [Gate] {
  /// Every gate asked of the numbers; one over each encoder (`[*]`, and `fail_on`) of each by itself.
  public func outcomes(of numbers: [ResultNumber]) -> [GateOutcome] {
    let numbers = GateNumbers(numbers)
    return flatMap { gate in
      gate.encoders(in: numbers).map { gate.outcome(in: numbers, at: $0) }
    }
  }
}

extension Gate {
  /// Those that it is asked of; a single nil where it is asked once.
  fileprivate func encoders(in numbers: GateNumbers) -> [String?] {
    let each = condition.references.filter { ($0.encoder ?? unqualified) == .each }
    let found = each.flatMap(numbers.encoders)
    let named = found.reduce(into: [String?]()) { if !$0.contains($1) { $0.append($1) } }
      .filter { $0 != nil }
    return named.isEmpty ? [nil] : named
  }

  fileprivate func outcome(in numbers: GateNumbers, at encoder: String?) -> GateOutcome {
    func number(_ reference: NumberReference) throws(GateProblem) -> Double {
      try numbers.value(of: reference, reference.encoder ?? unqualified, at: encoder)
    }
    var (value, bound, problem): (Double?, Double?, GateProblem?)
    do throws(GateProblem) {
      let sides = (try condition.left.value(number), try condition.right.value(number))
      guard sides.0.isFinite, sides.1.isFinite else { throw GateProblem.notFinite }
      (value, bound) = sides
    } catch {
      problem = error
    }
    let isTurned = condition.left.references.isEmpty && !condition.right.references.isEmpty
    return GateOutcome(
      gate: condition.text, question: condition.references.first?.question ?? "",
      encoder: encoder ?? onlyEncoder(in: numbers), rule: rule,
      value: isTurned ? bound : value, bound: isTurned ? value : bound,
      isCrossed: isCrossed(value, bound),
      problem: problem.map { "\($0)" }, waiver: waiver)
  }

  /// Of all that it names; nil where they are several, or none.
  private func onlyEncoder(in numbers: GateNumbers) -> String? {
    let encoders = condition.references.flatMap { reference -> [String] in
      if case .named(let name) = reference.encoder { return [name] }
      return numbers.encoders(of: reference).compactMap(\.self)
    }
    return Set(encoders).count == 1 ? encoders.first : nil
  }

  private func isCrossed(_ value: Double?, _ bound: Double?) -> Bool {
    guard let value, let bound else { return true }
    return condition.holds(value, bound) == (rule == .mustNotHold)
  }
}

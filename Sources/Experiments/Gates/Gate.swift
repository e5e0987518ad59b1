/// A condition that decides whether a run passes.
public struct Gate: Sendable, Codable, Equatable {
  public let condition: GateCondition
  public let rule: Rule
  /// Nil where it counts at once.
  public let waiver: GateWaiver?

  /// What crosses a gate.
  public enum Rule: String, Sendable, Codable {
    /// `gates`: the condition says what is to be.
    case mustHold = "must_hold"
    /// `fail_on`: the condition says what is not to be, of any encoder.
    case mustNotHold = "must_not_hold"
  }

  public init(_ condition: GateCondition, _ rule: Rule, waiver: GateWaiver? = nil) {
    (self.condition, self.rule, self.waiver) = (condition, rule, waiver)
  }

  /// What a name without an encoder stands for; nil where it has to be that of one number.
  var unqualified: NumberReference.EncoderChoice? { rule == .mustHold ? nil : .each }
}

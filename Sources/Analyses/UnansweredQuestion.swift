/// A question that the data do not answer: the others of its run are answered all the same.
public struct UnansweredQuestion: Sendable, Codable, Hashable {
  /// By its name in plans.
  public let question: String
  /// That was asked; nil where the question is to all encoders, or to none.
  public let encoder: String?
  /// What is in the way, and what would help.
  public let reason: String

  public init(_ question: String, of encoder: String?, reason: String) {
    (self.question, self.encoder, self.reason) = (question, encoder, reason)
  }

  public var warnings: [AnalysisWarning] {
    let whom = encoder.map { " of \($0)" } ?? ""
    return [
      AnalysisWarning(
        "\(question)\(whom) could not be answered: \(reason)",
        remedy: "mend the data or analyses.\(question) of the plan, or leave the question out "
          + "(\(question): ~)")
    ]
  }
}

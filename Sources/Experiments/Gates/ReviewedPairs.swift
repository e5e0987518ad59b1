public import Analyses

/// What is left of a result without the pairs that somebody accepted.
public struct ReviewedPairs: Sendable, Codable {
  public let question: String
  public let encoder: String?
  /// Pairs that do not count.
  public let acceptedPairs: Int
  /// Over the others, in place of the result's own.
  public let numbers: [ResultNumber]

  init(_ subject: GateSubject) {
    (question, encoder) = (subject.question, subject.encoder)
    (acceptedPairs, numbers) = (subject.acceptedPairs, subject.numbers)
  }
}

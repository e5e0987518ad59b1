import Analyses

/// What gates found, as `--json` says it.
public struct GateRecord: Sendable, Encodable {
  /// Pairs that were found and had been accepted; nil for a question that is not about pairs.
  public let acceptedPairs: Int?
  /// Pairs that count; nil as above.
  public let newPairs: Int?
  /// The numbers that gates can be set on, by their keys, over the new pairs.
  public let values: [String: Double]
  public let outcomes: [GateOutcome]

  public init(_ gates: [Gate], of subject: GateSubject) {
    acceptedPairs = subject.isOfPairs ? subject.acceptedPairs : nil
    newPairs = subject.isOfPairs ? subject["pair_count"].map { Int($0) } : nil
    values = Dictionary(
      subject.numbers.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    outcomes = gates.outcomes(of: subject.numbers)
  }
}

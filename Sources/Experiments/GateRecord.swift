/// What gates found, as `--json` says it.
public struct GateRecord: Sendable, Encodable {
  /// Pairs that were found and had been accepted; nil for a question that is not about pairs.
  public let acceptedPairs: Int?
  /// Pairs that count; nil as above.
  public let newPairs: Int?
  /// The numbers that gates can be set on, by their keys, over the new pairs.
  public let values: [String: Double]
  public let outcomes: [GateOutcome]

  /// - Throws: `AnalysisError.missing` for a gate on a number that the data did not give.
  public init(_ gates: [Gate], of subject: GateSubject) throws {
    let isOfPairs = subject.pairCount != nil
    acceptedPairs = isOfPairs ? subject.acceptedPairs : nil
    newPairs = subject.pairCount
    values = Dictionary(
      uniqueKeysWithValues: subject.values.map { ($0.key, $1) })
    outcomes = try gates.outcomes(of: [subject])
  }
}

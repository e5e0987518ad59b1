public import Analyses

/// What gates look at in one result: its numbers, and the pairs behind them.
public struct GateSubject: Sendable {
  public let question: String
  /// Nil where only one was asked.
  public let encoder: String?
  /// Without numbers that the data did not give.
  public let values: [GateMetric: Double]
  /// What a message may show; the most similar.
  public let pairs: [EvidencePair]
  /// Pairs that were left out because a human accepted them.
  public let acceptedPairs: Int

  init(
    question: String, encoder: String?, values: [GateMetric: Double], pairs: [EvidencePair],
    acceptedPairs: Int = 0
  ) {
    self.question = question
    self.encoder = encoder
    self.values = values
    self.pairs = pairs
    self.acceptedPairs = acceptedPairs
  }

  public init(_ result: LeakageResult) {
    var values: [GateMetric: Double] = [
      .leakRate: result.leakRate, .leakedItems: Double(result.leakedItems),
      .leakingPairs: Double(result.pairCount),
    ]
    values[.labelConflicts] = result.labelConflicts.map(Double.init)
    values[.sharedGroups] = result.groups.map { Double($0.shared.count) }
    self.init(
      question: "leakage", encoder: result.encoder, values: values, pairs: result.pairs)
  }

  public init(_ result: DuplicatesResult) {
    self.init(
      question: "duplicates", encoder: result.encoder,
      values: [
        .duplicatePairs: Double(result.pairCount), .duplicateGroups: Double(result.groupCount),
      ], pairs: result.pairs)
  }

  /// All pairs that count, listed or not; nil for a question that is not about pairs.
  var pairCount: Int? { (values[.leakingPairs] ?? values[.duplicatePairs]).map { Int($0) } }

  /// Nil for a result without gates.
  public init?(_ result: AnalysisResult) {
    switch result {
    case .leakage(let result): self.init(result)
    case .duplicates(let result): self.init(result)
    case .shift(let result):
      self.init(
        question: "shift", encoder: result.encoder,
        values: [.shift: result.mmd2Unbiased, .shiftPValue: result.pValue], pairs: [])
    case .sites(let result):
      var values: [GateMetric: Double] = [
        .sitePairs: Double(result.pairs.tests.count(where: \.isSignificant))
      ]
      values[.siteShift] = result.pairs.tests.map(\.mmd2Unbiased).max()
      self.init(question: "sites", encoder: result.encoder, values: values, pairs: [])
    case .gradedPairs, .similarity, .clusters, .projection, .neighbors, .encoders,
      .labels, .grid, .imageText, .madeMasks, .mapChecks, .segmentation:
      return nil
    }
  }
}

/// One gate asked of one result.
public struct GateOutcome: Sendable, Encodable {
  public let gate: Gate
  public let question: String
  public let encoder: String?
  public let value: Double
  public let isCrossed: Bool

  /// "leak_rate>0: 0.125 (efficientnet-lite0)".
  public var sentence: String {
    "\(gate.text): \(value)" + (encoder.map { " (\($0))" } ?? "")
  }
}

extension [Gate] {
  /// Asks every gate of every result that has its number.
  ///
  /// - Throws: `AnalysisError.missing` where none has, e.g. label conflicts without labels: a gate that
  ///   nobody watches must not look passed.
  public func outcomes(of subjects: [GateSubject]) throws(AnalysisError) -> [GateOutcome] {
    var outcomes: [GateOutcome] = []
    for gate in self {
      let answers = subjects.compactMap { subject in
        subject.values[gate.metric].map { value in
          GateOutcome(
            gate: gate, question: subject.question, encoder: subject.encoder, value: value,
            isCrossed: gate.isCrossed(by: value))
        }
      }
      guard !answers.isEmpty else {
        throw .missing(
          what: gate.metric.key, items: "gate \(gate.text)",
          remedy: "give the data what it takes, such as labels, or leave the gate out")
      }
      outcomes += answers
    }
    return outcomes
  }
}

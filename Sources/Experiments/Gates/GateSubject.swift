public import Analyses

/// What gates look at in one result: its numbers, and the pairs behind them.
public struct GateSubject: Sendable {
  public let question: String
  /// Nil where only one was asked.
  public let encoder: String?
  /// Without those that the data did not give.
  public let numbers: [ResultNumber]
  /// What a message may show; the most similar.
  public let pairs: [EvidencePair]
  /// Pairs that were left out because a human accepted them.
  public let acceptedPairs: Int

  init(
    question: String, encoder: String?, numbers: [ResultNumber], pairs: [EvidencePair],
    acceptedPairs: Int = 0
  ) {
    self.question = question
    self.encoder = encoder
    self.numbers = numbers
    self.pairs = pairs
    self.acceptedPairs = acceptedPairs
  }

  public init(_ result: AnalysisResult) {
    let numbers = result.numbers
    let pairs =
      switch result {
      case .leakage(let result): result.pairs
      case .duplicates(let result): result.pairs
      default: [EvidencePair]()
      }
    self.init(
      question: numbers.first?.question ?? "", encoder: result.encoder, numbers: numbers,
      pairs: pairs)
  }

  /// By its name without the question, e.g. `leak_rate`; nil where the data did not give it.
  public subscript(key: String) -> Double? { numbers.first { $0.key == key }?.value }

  /// Whether it is about pairs.
  var isOfPairs: Bool { ["leakage", "duplicates"].contains(question) }
}

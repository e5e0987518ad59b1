/// Checkpoints in the order of their training.
public struct EncoderSeries: Sendable, Codable {
  /// In the order of the series.
  public let points: [Point]
  /// Whether steps are numbers read from the names, rather than places 1, 2, …
  public let readsSteps: Bool
  /// The checkpoint that is best by the metric that encoders are sorted by.
  public let best: String
  /// The first one that cannot be told apart from the best, by the corrected p of all pairs.
  public let earliest: String

  /// What is said of those before the best: "which every earlier one differs from".
  public var beforeBest: String {
    if points.first?.encoder == best { return "which is the first" }
    if earliest == best { return "which every earlier one differs from" }
    return "and \(earliest) is the first that cannot be told apart from it"
  }

  public struct Point: Sendable, Codable {
    public let encoder: String
    public let step: Double
  }

  /// - Parameter metric: that encoders are sorted by.
  init?(_ metric: EncoderMetric) {
    let names = metric.scores.map(\.encoder)
    let read = names.compactMap(\.lastNumber)
    readsSteps = read.count == names.count && Set(read).count == names.count && names.count > 1
    let steps = readsSteps ? read : names.indices.map { Double($0 + 1) }
    let order = names.indices.sorted { (steps[$0], $0) < (steps[$1], $1) }
    guard let best = metric.ranking.first,
      let earliest = order.first(where: { $0 == best || !metric.differ($0, best) })
    else { return nil }
    points = order.map { Point(encoder: names[$0], step: steps[$0]) }
    (self.best, self.earliest) = (names[best], names[earliest])
  }
}

extension String {
  /// The last number in a name: 300 of "family@epoch-300", 1.5 of "step1.5".
  fileprivate var lastNumber: Double? {
    let words = split { !($0.isASCII && ($0.isNumber || $0 == ".")) }
    return words.reversed().lazy.compactMap { word in
      let digits = word.drop { $0 == "." }
      return Double(digits.last == "." ? digits.dropLast() : digits)
    }.first
  }
}

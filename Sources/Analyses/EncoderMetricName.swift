public import Statistics

/// What encoders are asked to do.
public enum EncoderTask: Sendable, Hashable {
  /// Foretell labels by those of the k nearest items of other units.
  case neighbors(k: Int, weighting: VoteWeighting)
  /// Foretell labels by a linear classifier that was fitted to other units.
  case probe
  /// Find items of the same label.
  case retrieval

  /// "knn_5", "knn_5_uniform", "probe", "retrieval".
  var name: String {
    switch self {
    case .neighbors(let k, .softmax): "knn_\(k)"
    case .neighbors(let k, .uniform): "knn_\(k)_uniform"
    case .probe: "probe"
    case .retrieval: "retrieval"
    }
  }

  /// "5-NN", "5-NN, one vote each", "linear probe", "retrieval".
  public var title: String {
    switch self {
    case .neighbors(let k, .softmax): "\(k)-NN"
    case .neighbors(let k, .uniform): "\(k)-NN, one vote each"
    case .probe: "linear probe"
    case .retrieval: "retrieval"
    }
  }
}

/// How well items of the same label are found.
public enum RetrievalMeasure: String, Sendable, Codable, Hashable, CaseIterable {
  /// The mean of the queries' average precision.
  case meanAveragePrecision = "map"
  /// The share of queries with an item of their label among the so many nearest.
  case recallAt1 = "recall_1"
  case recallAt5 = "recall_5"
  case recallAt10 = "recall_10"

  var rank: Int? {
    switch self {
    case .meanAveragePrecision: nil
    case .recallAt1: 1
    case .recallAt5: 5
    case .recallAt10: 10
    }
  }
}

/// One number of each encoder; larger is better in all. In JSON its name.
public struct EncoderMetricName: Sendable, Hashable, Codable, CustomStringConvertible {
  public let task: EncoderTask
  public let measure: Measure

  public enum Measure: Sendable, Hashable {
    case classes(ClassMetric)
    case retrieval(RetrievalMeasure)
  }

  init(task: EncoderTask, measure: Measure) {
    (self.task, self.measure) = (task, measure)
  }

  /// "knn_5_accuracy", "probe_macro_f1", "retrieval_map".
  public var description: String { "\(task.name)_\(measure.name)" }

  /// "5-NN accuracy".
  public var title: String { "\(task.title): \(measure.title)" }

  /// By what `description` says; nil for anything else.
  public init?(_ name: String) {
    let words = name.split(separator: "_").map(String.init)
    var tasks: [EncoderTask] = [.probe, .retrieval]
    if words.count > 1, words[0] == "knn", let k = Int(words[1]), k >= 1 {
      tasks += VoteWeighting.allCases.map { .neighbors(k: k, weighting: $0) }
    }
    let measures: [Measure] =
      ClassMetric.allCases.map { .classes($0) } + RetrievalMeasure.allCases.map { .retrieval($0) }
    let all = tasks.flatMap { task in
      measures.map { EncoderMetricName(task: task, measure: $0) }
    }
    guard let found = all.first(where: { $0.description == name && $0.isMeasured }) else {
      return nil
    }
    self = found
  }

  /// Retrieval foretells no classes.
  private var isMeasured: Bool {
    if case .retrieval = measure { task == .retrieval } else { task != .retrieval }
  }

  /// Whether the rule of three bounds it where nothing is wrong.
  var isMean: Bool {
    switch measure {
    case .classes(let metric): metric.isMean
    case .retrieval: true
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let known = EncoderMetricName(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name) is no metric of encoders")
    }
    self = known
  }
}

extension EncoderMetricName.Measure {
  var name: String {
    switch self {
    case .classes(let metric): metric.rawValue
    case .retrieval(let measure): measure.rawValue
    }
  }

  /// "balanced accuracy", "mAP", "recall at 5".
  public var title: String {
    switch self {
    case .classes(let metric): metric.title
    case .retrieval(let measure): measure.rank.map { "recall at \($0)" } ?? "mAP"
    }
  }
}

extension ClassMetric {
  /// For a person.
  public var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .balancedAccuracy: "balanced accuracy"
    case .macroF1: "macro F1"
    case .macroAUC: "macro AUC"
    }
  }
}

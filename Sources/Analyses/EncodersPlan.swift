import Statistics

/// How encoders are to be compared.
public struct EncodersPlan: Sendable, Hashable, Codable {
  /// Numbers of nearest neighbours that vote, each ≥ 1, ascending; none leaves votes out.
  public var neighbors: [Int]
  /// Whether a linear probe is cross-validated.
  public var probe: Bool
  /// Whether items of the same label are looked for.
  public var retrieval: Bool
  /// Whether layouts are measured and held against each other.
  public var representation: Bool
  /// Whether altered copies of pictures are looked for among them; of images only.
  public var robustness: Bool
  /// Whether encoding is timed; of images only. Times differ from run to run.
  public var cost: Bool
  /// Whether the encoders are checkpoints of one series, in their order or by the numbers in their
  /// names.
  public var series: Bool
  /// The metric that encoders are sorted by, e.g. `probe_accuracy`; nil for the first of `preferred`
  /// that there is.
  public var sortBy: String?
  /// Bootstrap samples of units, ≥ 1.
  public var resamples: Int

  public init(
    neighbors: [Int] = [1, 5, 20, 200], probe: Bool = true, retrieval: Bool = true,
    representation: Bool = true, robustness: Bool = false, cost: Bool = false, series: Bool = false,
    sortBy: String? = nil,
    resamples: Int = 1_999
  ) {
    (self.neighbors, self.probe, self.retrieval) = (neighbors, probe, retrieval)
    self.representation = representation
    (self.robustness, self.cost, self.series) = (robustness, cost, series)
    (self.sortBy, self.resamples) = (sortBy, resamples)
  }
}

extension EncodersPlan {
  /// Two encoders differ where the corrected p is at most this.
  public static let level = 0.05

  /// What is measured, by name, in the order of reports.
  public var metrics: [EncoderMetricName] {
    let votes = neighbors.flatMap { k in
      VoteWeighting.allCases.map { EncoderTask.neighbors(k: k, weighting: $0) }
    }
    let tasks = votes + (probe ? [.probe] : [])
    return tasks.flatMap { task in
      ClassMetric.allCases.map { EncoderMetricName(task: task, measure: .classes($0)) }
    }
      + (retrieval
        ? RetrievalMeasure.allCases.map { .init(task: .retrieval, measure: .retrieval($0)) } : [])
  }
}

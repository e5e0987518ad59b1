public import Statistics

/// One number of every encoder and of every pair.
public struct EncoderMetric: Sendable, Codable {
  public let name: EncoderMetricName
  /// In the order of the encoders.
  public let scores: [Score]
  /// Every two encoders once, in their order.
  public let pairs: [Pair]

  /// Of one encoder.
  public struct Score: Sendable, Codable {
    public let encoder: String
    /// Nil where the items do not have it.
    public let estimate: Double?
    public let interval: Interval?
    /// Letters of the groups that it is in: encoders that share one cannot be told apart.
    public let groups: [String]
  }

  /// Of two encoders.
  public struct Pair: Sendable, Codable {
    public let a: String
    public let b: String
    /// Of a less b.
    public let difference: Double
    public let interval: Interval?
    public let pValue: Double
    /// Corrected over the pairs of the metric (Holm).
    public let adjustedPValue: Double
  }
}

extension EncoderMetric {
  /// Places of the encoders, best first, those without the metric last; ties in their order.
  public var ranking: [Int] { scores.ranking }

  /// Whether the corrected p of two encoders, by their places, is at most the level.
  public func differ(_ a: Int, _ b: Int) -> Bool {
    pairs[pairPlace(a, b, of: scores.count)].adjustedPValue <= EncodersPlan.level
  }

  /// Compares encoders by samples of one set of resamples.
  ///
  /// - Parameters:
  ///   - samples: of each encoder.
  ///   - isMean: whether the rule of three bounds the metric where it does not vary.
  init(
    _ name: EncoderMetricName, names: [String], _ samples: [MetricSample], isMean: Bool,
    unit: String
  ) {
    (scores, pairs) = Self.compare(names, samples, isMean: isMean, unit: unit)
    self.name = name
  }

  /// Scores with groups, and all pairs.
  static func compare(
    _ names: [String], _ samples: [MetricSample], isMean: Bool, unit: String
  ) -> (scores: [Score], pairs: [Pair]) {
    let places = names.indices.flatMap { a in
      names.indices.dropFirst(a + 1).map { (a: a, b: $0) }
    }
    let differences = places.map { samples[$0.a].difference(from: samples[$0.b], unit: unit) }
    let adjusted = holmAdjusted(differences.map(\.pValue))
    let pairs = places.indices.map { place in
      Pair(
        a: names[places[place].a], b: names[places[place].b],
        difference: differences[place].difference.finite ?? 0,
        interval: differences[place].interval, pValue: differences[place].pValue,
        adjustedPValue: adjusted[place])
    }
    let scores = names.indices.map { place in
      Score(
        encoder: names[place], estimate: samples[place].estimate.finite,
        interval: samples[place].interval(unit: unit, isMean: isMean), groups: [])
    }
    return (scores.grouped(adjusted), pairs)
  }
}

/// Where two of `count` encoders stand among all pairs.
private func pairPlace(_ a: Int, _ b: Int, of count: Int) -> Int {
  let (a, b) = (min(a, b), max(a, b))
  return a * (2 * count - a - 1) / 2 + b - a - 1
}

extension [EncoderMetric.Score] {
  fileprivate var ranking: [Int] {
    indices.sorted { a, b in
      let (x, y) = (self[a].estimate ?? -1, self[b].estimate ?? -1)
      return (y, a) < (x, b)
    }
  }

  /// With the groups of encoders that cannot be told apart, "a" that of the best.
  ///
  /// - Parameter adjusted: p of all pairs.
  fileprivate func grouped(_ adjusted: [Double]) -> Self {
    let ranking = ranking
    let groups = indistinguishableGroups(of: count) { a, b in
      adjusted[pairPlace(ranking[a], ranking[b], of: count)] <= EncodersPlan.level
    }
    return enumerated().map { place, score in
      let letters = groups.enumerated().filter { $0.element.contains { ranking[$0] == place } }
        .map { groupLetters($0.offset) }
      return EncoderMetric.Score(
        encoder: score.encoder, estimate: score.estimate, interval: score.interval,
        groups: letters)
    }
  }
}

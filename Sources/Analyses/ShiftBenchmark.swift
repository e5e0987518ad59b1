public import Statistics

/// How often each two-sample test finds shifts that were planted in a set, by shift and by size of the
/// samples.
public struct ShiftBenchmarkResult: Sendable, Codable {
  public let dataset: String
  public let fingerprint: String
  public let seed: UInt64
  /// Distinct pictures out of which samples are drawn.
  public let images: Int
  /// "image", or "group" where every image has one: groups are never on both sides.
  public let unit: String
  public let units: Int
  /// A p-value at or below it is a detection.
  public let level: Double
  public let permutations: Int
  /// Of which images go missing; nil where labels are unknown, or not asked for.
  public let knockedOut: KnockedOutLabel?
  public let encoders: [EncoderDetections]
  public let warnings: [AnalysisWarning]

  public init(
    dataset: String, fingerprint: String, images: Int, units: [String]?, plan: ShiftBenchmarkPlan,
    knockedOut: KnockedOutLabel?, encoders: [EncoderDetections], warnings: [AnalysisWarning]
  ) {
    (self.dataset, self.fingerprint, self.images) = (dataset, fingerprint, images)
    unit = units == nil ? "image" : "group"
    self.units = units.map { Set($0).count } ?? images
    (seed, level, permutations) = (plan.seed, plan.level, plan.permutations)
    (self.knockedOut, self.encoders, self.warnings) = (knockedOut, encoders, warnings)
  }
}

/// The label of which images go missing.
public struct KnockedOutLabel: Sendable, Codable, Hashable {
  public let label: String
  public let images: Int

  /// The most frequent label, of several the first by name; nil for a single label.
  public init?(mostFrequentIn labels: [String]) {
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    guard counts.count > 1,
      let most = counts.min(by: { ($1.value, $0.key) < ($0.value, $1.key) })
    else { return nil }
    (label, images) = (most.key, most.value)
  }
}

/// What the tests find in one encoder's vectors.
public struct EncoderDetections: Sendable, Codable {
  public let encoder: String
  /// Items that were drawn from: those that have a direction, altered or not.
  public let items: Int
  public let zeroVectors: Int
  /// Principal components with variance that were looked along.
  public let components: Int
  /// By shift, size and test; shifts of which no samples of a size can be drawn have none.
  public let rates: [DetectionRate]
  public let warnings: [AnalysisWarning]
}

/// How often a test found a shift.
public struct DetectionRate: Sendable, Codable {
  public let condition: ShiftCondition
  /// Images in each sample.
  public let n: Int
  public let test: ShiftDetector
  public let detections: Int
  /// Pairs of samples.
  public let repetitions: Int
  public let rate: Double
  public let interval: Interval

  init(
    _ condition: ShiftCondition, n: Int, _ test: ShiftDetector, detections: Int, of repetitions: Int
  ) {
    (self.condition, self.n, self.test) = (condition, n, test)
    (self.detections, self.repetitions) = (detections, repetitions)
    rate = Double(detections) / Double(repetitions)
    interval = wilsonInterval(successes: detections, trials: repetitions)
  }

  private enum CodingKeys: String, CodingKey {
    case shift, strength, fraction, n, test, detections, repetitions, rate, interval
  }

  /// The condition's keys stand beside the others.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(condition.shift, forKey: .shift)
    try container.encodeIfPresent(condition.strength, forKey: .strength)
    try container.encodeIfPresent(condition.fraction, forKey: .fraction)
    try container.encode(n, forKey: .n)
    try container.encode(test, forKey: .test)
    try container.encode(detections, forKey: .detections)
    try container.encode(repetitions, forKey: .repetitions)
    try container.encode(rate, forKey: .rate)
    try container.encode(interval, forKey: .interval)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    condition = ShiftCondition(
      shift: try container.decode(PlantedShift.self, forKey: .shift),
      strength: try container.decodeIfPresent(ShiftStrength.self, forKey: .strength),
      fraction: try container.decodeIfPresent(Double.self, forKey: .fraction))
    n = try container.decode(Int.self, forKey: .n)
    test = try container.decode(ShiftDetector.self, forKey: .test)
    detections = try container.decode(Int.self, forKey: .detections)
    repetitions = try container.decode(Int.self, forKey: .repetitions)
    rate = try container.decode(Double.self, forKey: .rate)
    interval = try container.decode(Interval.self, forKey: .interval)
  }
}

extension EncoderDetections {
  /// Shifts in their order, each once.
  public var conditions: [ShiftCondition] {
    rates.map(\.condition).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  public var tests: [ShiftDetector] {
    ShiftDetector.allCases.filter { test in rates.contains { $0.test == test } }
  }

  /// Ascending.
  public var sizes: [Int] { Set(rates.map(\.n)).sorted() }

  /// Nil where no samples of the size can be drawn.
  public func rate(
    of condition: ShiftCondition, n: Int, _ test: ShiftDetector
  ) -> DetectionRate? {
    rates.first { $0.condition == condition && $0.n == n && $0.test == test }
  }

  /// The smallest size from which on a test finds a shift in so many of the samples; nil where it is
  /// none of those measured.
  public func smallestSize(
    finding condition: ShiftCondition, by test: ShiftDetector, power: Double = 0.8
  ) -> Int? {
    let measured = rates.filter { $0.condition == condition && $0.test == test }
    let missed = measured.last { $0.rate < power }?.n ?? 0
    return measured.first { $0.n > missed }?.n
  }
}

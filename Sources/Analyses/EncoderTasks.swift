/// What encoders can be used for: foretelling labels and finding items of the same label, on the same
/// items, folds and units.
public struct EncoderTasks: Sendable, Codable {
  /// Items that are judged: those with a vector other than zero under every encoder.
  public let items: Int
  /// What resamples draw and folds hold whole: "image" or "group".
  public let unit: String
  public let units: Int
  public let labels: [ClassSize]
  /// Bootstrap samples, the same for all encoders and metrics.
  public let resamples: Int
  public let seed: UInt64
  /// Corrected p at which two encoders differ.
  public let level: Double
  /// The smallest p that a pair can have before correction.
  public let smallestPValue: Double
  /// Nil where none was fitted.
  public let probe: EncoderProbe?
  /// Nil where nothing was looked for.
  public let retrieval: EncoderRetrieval?
  /// In the order of `EncodersPlan.metrics`.
  public let metrics: [EncoderMetric]
  /// What encoders are sorted by.
  public let sortedBy: EncoderMetricName
  /// Nil unless the encoders are a series.
  public internal(set) var series: EncoderSeries?
  /// Class by class, of the best encoder and the next ones.
  public internal(set) var classes: [EncoderClasses]
}

/// How many items have a label.
public struct ClassSize: Sendable, Codable, Hashable {
  public let label: String
  public let items: Int
}

/// How linear probes were fitted.
public struct EncoderProbe: Sendable, Codable {
  /// Items that were dealt into folds; fewer than `availableItems` where a choice was made.
  public let items: Int
  public let availableItems: Int
  public let folds: Int
  public let innerFolds: Int
  /// Values of C that were chosen from.
  public let grid: [Double]
  public let encoders: [Fit]

  /// Of one encoder.
  public struct Fit: Sendable, Codable {
    public let encoder: String
    /// C of each fold; null where the others have one label.
    public let inversePenalties: [Double?]
    /// Fits that stopped before the tolerance.
    public let unconverged: Int
  }
}

/// How items were looked for.
public struct EncoderRetrieval: Sendable, Codable {
  /// Items that were queries; fewer than `availableItems` where a choice was made.
  public let queries: Int
  public let availableItems: Int
  /// Queries that no other unit has the label of; they have no score.
  public let withoutRelevant: Int
}

extension EncoderTasks {
  public func metric(_ name: EncoderMetricName) -> EncoderMetric? {
    metrics.first { $0.name == name }
  }

  /// The metric that encoders are sorted by.
  public var main: EncoderMetric? { metric(sortedBy) }
}

public import Statistics

/// A stream of batches against a reference: an alarm that is raised falsely once in so many batches.
public struct OnlineShiftResult: Sendable, Codable {
  public let encoder: String?
  public let reference: String
  /// Rows of the reference's fixed half, against which batches are measured.
  public let referenceItems: Int
  /// Units that each batch is ranked among.
  public let poolUnits: Int
  /// "image" or "group".
  public let unit: String
  public let normalized: Bool
  public let bandwidth: Double
  public let permutations: Int
  public let seed: UInt64
  public let allowance: Double
  /// An alarm is a cumulative sum above it.
  public let threshold: Double
  /// Batches until a false alarm, on average, as asked for; the threshold follows from it.
  public let runLength: Double
  /// The same in simulated streams of reference units; nil where none were asked for.
  public let measuredRunLength: MeasuredRunLength?
  /// Of shifts that move each batch's score by so many standard deviations.
  public let expectedDelays: [ExpectedDelay]
  /// All batches since the stream began.
  public let batches: [OnlineBatch]
  /// Which of them raised the first alarm, from 0.
  public let firstAlarm: Int?
  public let warnings: [AnalysisWarning]
}

/// How long simulated streams without a shift ran until an alarm.
public struct MeasuredRunLength: Sendable, Codable, Hashable {
  public let mean: Double
  /// Of the mean; within the simulation's error.
  public let interval: Interval
  public let streams: Int
  /// Units in each simulated batch.
  public let batchUnits: Int
  /// Behind each p-value of the simulation; the law of run lengths does not depend on them.
  public let permutations: Int
}

/// Batches until an alarm, on average.
public struct ExpectedDelay: Sendable, Codable, Hashable {
  public let shift: Double
  public let batches: Double
}

/// One batch of a stream.
public struct OnlineBatch: Sendable, Codable, Hashable {
  public let name: String
  /// Items that were used.
  public let items: Int
  public let units: Int
  /// Items of units that were seen before, left out.
  public let repeatedItems: Int
  public let zeroVectors: Int
  /// Why the batch says nothing; nil for those that count.
  public let skipped: String?
  /// Unbiased, against the fixed half of the reference.
  public let mmd2: Double?
  /// Uniform without a shift.
  public let pValue: Double?
  /// Standard normal without a shift.
  public let score: Double?
  /// The cumulative sum.
  public let accumulated: Double
  public let isAlarm: Bool
}

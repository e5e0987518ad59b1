public import Embeddings
public import LinearAlgebra
public import Statistics

/// Tells wanted images from others by their vectors: a logistic regression with its threshold, small
/// enough for a file that a server reads at its start.
///
/// A filter is for the vectors of one encoder; `fits` says which. In JSON the keys are those of the
/// properties in snake case, and numbers are written so that reading them gives the same bits.
public struct LabelFilter: Sendable, Codable, Hashable {
  /// Of the file; a reader refuses others.
  public let format: Int
  /// Version of the program that trained it.
  public let program: String
  /// Who makes the vectors; nil for vectors of which nobody said so.
  public let encoder: EncoderID?
  /// Numbers in each vector.
  public let dimension: Int
  /// Labels of what it accepts, and of all else that it learned from.
  public let wanted: [String]
  public let unwanted: [String]
  public let scorer: LinearScorer
  /// Vectors with this score or a higher one are accepted.
  public let threshold: Double
  public let training: FilterTraining

  public static let currentFormat = 1

  /// Whether vectors of an encoder can be scored; one that nobody named may be the right one.
  public func fits(_ other: EncoderID?) -> Bool {
    guard let encoder, let other else { return true }
    return encoder.givesVectors(like: other)
  }

  /// The scores of vectors: of each row the probability of being wanted, within [0, 1].
  ///
  /// - Precondition: `dimension` columns.
  public func scores<Scalar>(of rows: Matrix<Scalar>) -> [Double] {
    scorer.probabilities(of: rows)
  }

  /// Whether an item of this score is accepted.
  public func accepts(_ score: Double) -> Bool { score >= threshold }
}

/// What a filter was trained on, and how good it is on items that it was not trained on.
public struct FilterTraining: Sendable, Codable, Hashable {
  public let wantedItems: Int
  public let unwantedItems: Int
  /// "image", or "group" where groups are known.
  public let unit: String
  public let units: Int
  /// Parts of whole units; an item's score here is by the regression of all other parts.
  public let folds: Int
  public let inversePenalty: Double
  public let requiredRecall: Double
  /// Whether the lower end of the recall's interval had to reach it.
  public let isGuaranteed: Bool
  /// At the threshold.
  public let point: OperatingPoint
  /// The chance that a wanted item scores higher than another.
  public let rocArea: Double
  public let averagePrecision: Double
  public let seed: UInt64
}

/// A filter's training with what its figures show.
public struct FilterStudy: Sendable, Codable, Hashable {
  public let wanted: [String]
  public let unwanted: [String]
  public let training: FilterTraining
  /// By descending threshold, 200 at most.
  public let curve: [BinaryScores.Point]
  /// Wanted items below the threshold, the lowest scores first.
  public let missed: [ScoredItem]
  /// Unwanted items at or above the threshold, the highest scores first.
  public let falseAlarms: [ScoredItem]
  /// Items with scores nearest to the threshold.
  public let doubtful: [ScoredItem]
}

/// An item with the score that it has from what was learned from others.
public struct ScoredItem: Sendable, Codable, Hashable {
  public let id: SampleID
  public let label: String
  public let score: Double
}

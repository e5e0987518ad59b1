public import Analyses
public import Datasets
public import Embeddings
public import Images
public import LinearAlgebra

/// Everything a report is made of, and everything needed to make it again: `run.json`.
///
/// The same plan on the same data, machine and settings gives the same bytes; times are kept apart,
/// in `timings.json`.
public struct RunRecord: Sendable, Codable {
  /// Version of this layout.
  public let format: Int
  public let program: String
  public let plan: ExperimentPlan
  public let dataset: DatasetRecord
  public let encoders: [EncoderID]
  public let blas: BLAS
  public let blasThreads: Int
  public let randomGenerator: String
  public let results: [AnalysisResult]
  /// What gates count of results over pairs; nil where the plan names no accepted pairs.
  public let reviewed: [ReviewedPairs]?
  public let pictures: [PictureRecord]
  /// Whether images, groups and texts go by pseudonyms; nil where they go by their names.
  public let hasPseudonyms: Bool?
  /// Of the plan's file; nil where git knows nothing of it, and in runs of before it was recorded.
  public let planVersion: GitState?

  public static let currentFormat = 2
}

/// What was loaded.
public struct DatasetRecord: Sendable, Codable {
  public let name: String
  /// SHA-256 over ids, pixels, labels, splits, groups and sites.
  public let fingerprint: String
  public let images: Int
  public let unreadable: [UnreadableFile]
  /// Images by value of each column that the data set has.
  public let columns: [ColumnCounts]
  /// How images were decoded; nil in runs of before it was recorded.
  public let decoding: DecodingOptions?
  /// What had to be decided to decode them; nil in runs of before it was recorded.
  public let notes: [NoteCount]?
}

/// How many images a note was taken of.
public struct NoteCount: Sendable, Codable {
  public let note: DecodingNote
  public let images: Int
}

public struct ColumnCounts: Sendable, Codable {
  public let name: String
  public let values: [GroupCount]
}

/// A small picture of a sample, beside the report.
public struct PictureRecord: Sendable, Codable {
  public let sample: String
  /// Relative to the report's folder.
  public let file: String
}

/// How long each phase took; the only part of a run that differs between two runs.
public struct PhaseTime: Sendable, Codable {
  public let phase: String
  public let seconds: Double
}

extension DatasetRecord {
  init(_ dataset: Dataset) {
    name = dataset.name
    fingerprint = dataset.fingerprint.hex
    images = dataset.samples.count
    unreadable = dataset.unreadable
    decoding = dataset.decoding
    let counts = Dictionary(dataset.facts.flatMap(\.notes).map { ($0, 1) }, uniquingKeysWith: +)
    notes = DecodingNote.allCases.compactMap { note in
      counts[note].map { NoteCount(note: note, images: $0) }
    }
    let named: [(String, [String?])] = [
      ("split", dataset.samples.map(\.split)), ("site", dataset.samples.map(\.site)),
      ("label", dataset.samples.map(\.label)), ("group", dataset.samples.map(\.group)),
    ]
    columns = named.compactMap { name, values -> ColumnCounts? in
      let counts = Dictionary(values.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
      guard !counts.isEmpty else { return nil }
      return ColumnCounts(
        name: name,
        values: counts.sorted { $0.key < $1.key }.map { GroupCount(name: $0.key, count: $0.value) })
    }
  }
}

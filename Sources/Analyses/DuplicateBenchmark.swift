import Statistics

/// How well each kind of evidence finds copies that were planted in a set, by alteration.
public struct DuplicateBenchmarkResult: Sendable, Codable {
  public let dataset: String
  public let fingerprint: String
  public let seed: UInt64
  /// Distinct pictures of the set, among which copies are looked for.
  public let originals: Int
  /// Pictures left out because another has the same pixels.
  public let repeatedOriginals: Int
  /// Originals that copies were made of.
  public let sources: Int
  /// In the order asked for; the last is `mixed`.
  public let alterations: [AlterationScores]

  public init(
    dataset: String, fingerprint: String, seed: UInt64, originals: Int, repeatedOriginals: Int,
    sources: Int, alterations: [AlterationScores]
  ) {
    self.dataset = dataset
    self.fingerprint = fingerprint
    self.seed = seed
    self.originals = originals
    self.repeatedOriginals = repeatedOriginals
    self.sources = sources
    self.alterations = alterations
  }
}

/// The scores of a set into which copies by one alteration were planted.
public struct AlterationScores: Sendable, Codable {
  public let alteration: String
  /// One a source; fewer where it does not apply to all.
  public let copies: Int
  /// Copies with the pixels of their original.
  public let unchanged: Int
  /// All pairs of the set with its copies.
  public let pairs: Int
  public let evidence: [EvidenceScores]
}

/// How one kind of evidence ranks all pairs of a set, the planted ones being the positives.
public struct EvidenceScores: Sendable, Codable {
  public let evidence: BenchmarkEvidence
  /// Of cosines.
  public let encoder: String?
  /// Over the global ranking of all pairs, ties in the worst order, divided by all positives.
  public let averagePrecision: Double
  /// Nil where every pair is a positive. Near 1 says little: negatives are many.
  public let auroc: Double?
  public let precisionAtRecall: [PrecisionAtRecall]
  public let precisionAtRank: [PrecisionAtRank]

  /// "phash", "cosine (efficientnet-lite0)".
  public var name: String { evidence.rawValue + (encoder.map { " (\($0))" } ?? "") }
}

/// What makes two pictures look like copies in the benchmark.
public enum BenchmarkEvidence: String, Sendable, Codable, CaseIterable {
  /// Equal bytes on disk, equal decoded pixels: a pair has either or not.
  case file, pixels
  /// Ranked by Hamming distance of 64-bit hashes.
  case phash, dhash
  /// Ranked by cosine of embeddings.
  case cosine
}

/// Precision at the rank where a share of all positives has been found.
public struct PrecisionAtRecall: Sendable, Codable {
  public let recall: Double
  /// Nil where the ranking never finds so many.
  public let precision: Double?
}

/// The share of positives among the first pairs.
public struct PrecisionAtRank: Sendable, Codable {
  public let rank: Int
  public let precision: Double
}

extension EvidenceScores {
  private static let recalls = [0.5, 0.8, 0.9, 0.95, 1]
  private static let ranks = [10, 100, 1_000]

  /// - Parameter ranking: with at least one positive.
  init(_ evidence: BenchmarkEvidence, encoder: String?, _ ranking: PairRanking) {
    self.evidence = evidence
    self.encoder = encoder
    averagePrecision = ranking.averagePrecision ?? 0
    auroc = ranking.areaUnderROC
    precisionAtRecall = Self.recalls.map {
      PrecisionAtRecall(recall: $0, precision: ranking.precision(atRecall: $0))
    }
    let ranks = Set(Self.ranks + [ranking.positives]).sorted()
    precisionAtRank = ranks.map {
      PrecisionAtRank(rank: $0, precision: ranking.precision(atRank: $0))
    }
  }
}

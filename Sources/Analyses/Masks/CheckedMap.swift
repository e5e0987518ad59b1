public import Embeddings
public import Statistics

/// What checks found of one picture's map.
public struct CheckedMap: Sendable {
  public let id: String
  public let curves: PerturbationCurves
  /// Of the same map moved around the picture.
  public let moved: PerturbationCurves
  /// With the map of permuted weights; nil where there are none.
  public let permuted: MapAgreement?
  /// With the map of another query; nil where there is none.
  public let other: MapAgreement?
  /// The picture's cosine with texts without a meaning; nil for a query of pictures.
  public let nonsense: Double?

  public init(
    id: String, curves: PerturbationCurves, moved: PerturbationCurves, permuted: MapAgreement?,
    other: MapAgreement?, nonsense: Double?
  ) {
    (self.id, self.curves, self.moved) = (id, curves, moved)
    (self.permuted, self.other, self.nonsense) = (permuted, other, nonsense)
  }

  /// Nil where there is none.
  public func value(of measure: MapCheckMeasure) -> Double? {
    switch measure {
    case .deletion: curves.deletionArea
    case .deletionMoved: moved.deletionArea
    case .deletionGain: curves.deletionArea - moved.deletionArea
    case .insertion: curves.insertionArea
    case .insertionMoved: moved.insertionArea
    case .insertionGain: curves.insertionArea - moved.insertionArea
    case .permutedRank: permuted?.rankCorrelation
    case .permutedRankSize: permuted?.rankCorrelation.map(abs)
    case .permutedSimilarity: permuted?.structuralSimilarity
    case .otherRank: other?.rankCorrelation
    case .otherRankSize: other?.rankCorrelation.map(abs)
    case .otherSimilarity: other?.structuralSimilarity
    case .match: nonsense == nil ? nil : curves.deletion.first
    case .nonsenseMatch: nonsense
    case .matchGain: nonsense.flatMap { nonsense in curves.deletion.first.map { $0 - nonsense } }
    }
  }
}

/// What maps are judged by.
public enum MapCheckMeasure: String, Sendable, Codable, Hashable, CaseIterable {
  case deletion
  case deletionMoved = "deletion_moved"
  case deletionGain = "deletion_gain"
  case insertion
  case insertionMoved = "insertion_moved"
  case insertionGain = "insertion_gain"
  case permutedRank = "permuted_rank"
  /// Without its sign: maps that are turned about show the picture as well.
  case permutedRankSize = "permuted_rank_size"
  case permutedSimilarity = "permuted_similarity"
  case otherRank = "other_rank"
  case otherRankSize = "other_rank_size"
  case otherSimilarity = "other_similarity"
  /// The cosine of the whole picture with the query, where that is a text.
  case match
  case nonsenseMatch = "nonsense_match"
  case matchGain = "match_gain"

  /// For tables.
  public var title: String {
    switch self {
    case .deletion: "deletion area (low is good)"
    case .deletionMoved: "deletion area of the same maps moved"
    case .deletionGain: "deletion area, less that of moved maps"
    case .insertion: "insertion area (high is good)"
    case .insertionMoved: "insertion area of the same maps moved"
    case .insertionGain: "insertion area, more than that of moved maps"
    case .permutedRank: "permuted weights: rank correlation ρ"
    case .permutedRankSize: "permuted weights: |ρ| (near 0 is good)"
    case .permutedSimilarity: "permuted weights: structural similarity"
    case .otherRank: "another query: rank correlation ρ"
    case .otherRankSize: "another query: |ρ|"
    case .otherSimilarity: "another query: structural similarity"
    case .match: "cosine with the texts"
    case .nonsenseMatch: "cosine with texts without a meaning"
    case .matchGain: "cosine with the texts, more than without a meaning"
    }
  }
}

import Embeddings
import Statistics

/// The pairs of several encoders in one list, each with the encoders that see it.
///
/// A look-alike that all encoders see is harder to doubt than one that a single encoder sees. An
/// encoder sees a pair whose cosine under it is at or above its own threshold.
public struct GradedPairsResult: Sendable, Codable {
  /// The set, or the reference set of pairs across two.
  public let reference: String
  /// Nil for pairs within one set.
  public let evaluation: String?
  /// In the order in which they were asked.
  public let encoders: [SeeingEncoder]
  /// Different pairs that any encoder listed.
  public let pairCount: Int
  /// Whether every encoder listed all pairs that it found. Where one did not, pairs that it alone
  /// sees may be missing; the grades of those that are here are exact all the same.
  public let isComplete: Bool
  /// From all encoders down to one; down to none where equal pictures have zero vectors only.
  public let grades: [PairGrade]
  /// Descending grade, then descending mean cosine, ties by row; of every grade the first ones.
  public let pairs: [GradedPair]
  public let warnings: [AnalysisWarning]
}

/// An encoder with the pairs that it sees.
public struct SeeingEncoder: Sendable, Codable, Hashable {
  public let name: String
  /// Cosine at or above which it sees a pair.
  public let threshold: Double
  /// Graded pairs that it sees.
  public let pairs: Int
  /// Of these, the ones that no other encoder sees.
  public let seenAlone: Int
}

/// How many pairs so many encoders see.
public struct PairGrade: Sendable, Codable, Hashable {
  public let encoders: Int
  public let pairs: Int
  /// Pairs whose labels differ; nil without labels.
  public let labelConflicts: Int?
}

/// A pair with the encoders that see it.
public struct GradedPair: Sendable, Codable, Hashable {
  /// Its grade: how many encoders see it.
  public let encoders: Int
  /// Of the encoders that see it; orders pairs of a grade and says nothing else, since encoders have
  /// different scales. Nil where none does.
  public let meanCosine: Double?
  /// Of the encoders that see it, in the order in which they were asked.
  public let cosines: [EncoderCosine]
  /// As the first of them sees it, with all other evidence.
  public let pair: EvidencePair
}

/// The cosine of a pair under one encoder.
public struct EncoderCosine: Sendable, Codable, Hashable {
  public let encoder: String
  /// In [−1, 1].
  public let cosine: Double
}

/// Unites the pairs that several encoders found among the same items.
///
/// - Parameters:
///   - sights: one an encoder, ≥ 1, all of the same items in the same order.
///   - limit: pairs of each grade that are listed at most; all are counted.
/// - Throws: `AnalysisError.differentItems` where encoders have different items.
/// - Complexity: O(pairs · encoders · d).
public func gradePairs(
  _ sights: [PairSight], listing limit: Int = 200
) throws(AnalysisError) -> GradedPairsResult {
  precondition(!sights.isEmpty && limit >= 0)
  let source = sights[0].source
  for sight in sights.dropFirst() where !source.hasItems(of: sight.source) {
    throw .differentItems(
      sights[0].encoder, source.itemCount, sight.encoder, sight.source.itemCount)
  }
  let rows = Set(sights.flatMap(\.rows))
  let seen = rows.map { SeenPair($0, by: sights) }.sorted { $0.precedes($1) }
  return GradedPairsResult(
    reference: source.a.name, evaluation: source.isOneSet ? nil : source.b.name,
    encoders: sights.indices.map { SeeingEncoder(sights[$0], at: $0, among: seen) },
    pairCount: seen.count, isComplete: sights.allSatisfy(\.isComplete),
    grades: grades(of: seen, sights), pairs: listed(seen, sights, limit),
    warnings: sights.compactMap(\.warning))
}

/// Also those of which there is no pair, but for grade 0.
private func grades(of seen: [SeenPair], _ sights: [PairSight]) -> [PairGrade] {
  let labels = both(sights[0].source.a.labels, sights[0].source.b.labels)
  return (0...sights.count).reversed().compactMap { grade in
    let pairs = seen.filter { $0.grade == grade }
    guard grade > 0 || !pairs.isEmpty else { return nil }
    return PairGrade(
      encoders: grade, pairs: pairs.count,
      labelConflicts: labels.map { labels in
        pairs.count { labels.0[$0.rows.a] != labels.1[$0.rows.b] }
      })
  }
}

private func listed(_ seen: [SeenPair], _ sights: [PairSight], _ limit: Int) -> [GradedPair] {
  var counts = [Int](repeating: 0, count: sights.count + 1)
  var pairs: [GradedPair] = []
  for pair in seen {
    counts[pair.grade] += 1
    if counts[pair.grade] <= limit { pairs.append(GradedPair(pair, sights)) }
  }
  return pairs
}

extension PairSource {
  fileprivate func hasItems(of other: PairSource) -> Bool {
    isOneSet == other.isOneSet && a.ids == other.a.ids && b.ids == other.b.ids
  }

  fileprivate var itemCount: Int { isOneSet ? a.count : a.count + b.count }
}

extension SeeingEncoder {
  fileprivate init(_ sight: PairSight, at place: Int, among seen: [SeenPair]) {
    let own = seen.lazy.filter { $0.cosines[place] != nil }
    self.init(
      name: sight.encoder, threshold: sight.threshold, pairs: own.count(where: { _ in true }),
      seenAlone: own.count { $0.grade == 1 })
  }
}

extension GradedPair {
  fileprivate init(_ pair: SeenPair, _ sights: [PairSight]) {
    let first = pair.cosines.firstIndex { $0 != nil } ?? 0
    self.init(
      encoders: pair.grade, meanCosine: pair.meanCosine,
      cosines: zip(sights, pair.cosines).compactMap { sight, cosine in
        cosine.map { EncoderCosine(encoder: sight.encoder, cosine: $0) }
      },
      pair: sights[first].source.evidencePair(pair.rows, cosine: pair.cosines[first]))
  }
}

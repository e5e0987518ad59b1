public import Embeddings
import Statistics

/// Two items that look like the same image, with every kind of evidence that says so.
public struct EvidencePair: Sendable, Codable, Hashable {
  public let a: SampleID
  public let b: SampleID
  /// In [−1, 1]; nil when a vector is zero.
  public let cosine: Double?
  /// Strongest first.
  public let evidence: [Evidence]
  /// Labels of both, where they are known.
  public let labels: [String]?
}

/// Why two items are taken for the same image.
public enum Evidence: String, Sendable, Codable, Hashable, CaseIterable {
  /// Equal bytes on disk.
  case file
  /// Equal decoded pixels.
  case pixels
  /// Embedding cosine at or above the threshold.
  case cosine
}

/// How many pairs carry one kind of evidence.
public struct EvidenceCount: Sendable, Codable, Hashable {
  public let evidence: Evidence
  public let pairs: Int

  /// - Parameter similar: all pairs with cosine evidence; equal images are always among the listed,
  ///   since they are the most similar.
  static func counts(of listed: [EvidencePair], similar: Int) -> [EvidenceCount] {
    Evidence.allCases.map { kind in
      EvidenceCount(
        evidence: kind,
        pairs: kind == .cosine ? similar : listed.count { $0.evidence.contains(kind) })
    }
  }
}

/// The items a pair is drawn from: one set with itself, or two.
struct PairSource {
  let a: EmbeddedItems
  let b: EmbeddedItems
  /// Whether both are one set, so that a pair is reported once and no item pairs with itself.
  let isOneSet: Bool

  init(within items: EmbeddedItems) {
    (a, b, isOneSet) = (items, items, true)
  }

  init(from a: EmbeddedItems, to b: EmbeddedItems) {
    (self.a, self.b, isOneSet) = (a, b, false)
  }

  func similarPairs(threshold: Double, listing limit: Int) -> SimilarPairs {
    isOneSet
      ? Statistics.similarPairs(within: a.unitRows, threshold: threshold, listing: limit)
      : Statistics.similarPairs(
        between: a.unitRows, and: b.unitRows, threshold: threshold, listing: limit)
  }

  /// Equal images that no cosine can show, since their vectors are zero.
  func equalPairsWithoutCosine() -> [RowPair] {
    let zeroA = Set(a.unitRows.zeroRows)
    guard let digestsA = a.digests, let digestsB = b.digests, !zeroA.isEmpty else { return [] }
    let zeroB = isOneSet ? a.unitRows.zeroRows : b.unitRows.zeroRows
    let byPixels = Dictionary(grouping: zeroB) { digestsB[$0].pixels }
    return zeroA.sorted().flatMap { row in
      (byPixels[digestsA[row].pixels] ?? [])
        .filter { !isOneSet || $0 > row }
        .map { RowPair(a: row, b: $0) }
    }
  }

  func evidencePair(_ pair: RowPair, cosine: Double?) -> EvidencePair {
    EvidencePair(
      a: a.ids[pair.a], b: b.ids[pair.b], cosine: cosine,
      evidence: evidence(pair, hasCosine: cosine != nil),
      labels: zip(a.labels, b.labels).map { [$0[pair.a], $1[pair.b]] })
  }

  private func evidence(_ pair: RowPair, hasCosine: Bool) -> [Evidence] {
    var found: [Evidence] = hasCosine ? [.cosine] : []
    guard let digestsA = a.digests, let digestsB = b.digests else { return found }
    let (x, y) = (digestsA[pair.a], digestsB[pair.b])
    if x.pixels == y.pixels { found.insert(.pixels, at: 0) }
    if let file = x.file, file == y.file { found.insert(.file, at: 0) }
    return found
  }
}

/// A row of one set and a row of another.
struct RowPair: Hashable {
  let a: Int
  let b: Int
}

/// Both values, if both are there.
private func zip<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
  guard let a, let b else { return nil }
  return (a, b)
}

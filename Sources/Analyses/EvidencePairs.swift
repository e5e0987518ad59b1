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

  /// Every pair with any evidence; the most similar are listed, all are counted.
  func pairs(threshold: Double, listing limit: Int) -> FoundPairs {
    let similar =
      isOneSet
      ? Statistics.similarPairs(within: a.unitRows, threshold: threshold, listing: limit)
      : Statistics.similarPairs(
        between: a.unitRows, and: b.unitRows, threshold: threshold, listing: limit)
    let equal = equalPairsWithoutCosine(listing: limit)
    let listed =
      equal.map { evidencePair($0, cosine: nil) }
      + similar.pairs.map { evidencePair(RowPair(a: $0.a, b: $0.b), cosine: $0.cosine) }
    return FoundPairs(
      similar: similar, equal: equal,
      count: similar.count + countEqual(a.unitRows.zeroRows, b.unitRows.zeroRows, \.pixels),
      listed: listed,
      evidenceCounts: [
        EvidenceCount(evidence: .file, pairs: countEqual(a.ids.indices, b.ids.indices, \.file)),
        EvidenceCount(evidence: .pixels, pairs: countEqual(a.ids.indices, b.ids.indices, \.pixels)),
        EvidenceCount(evidence: .cosine, pairs: similar.count),
      ])
  }

  /// Equal images that no cosine can show, since their vectors are zero.
  private func equalPairsWithoutCosine(listing limit: Int) -> [RowPair] {
    guard let digestsA = a.digests, let digestsB = b.digests else { return [] }
    let byPixels = Dictionary(grouping: b.unitRows.zeroRows) { digestsB[$0].pixels }
    var pairs: [RowPair] = []
    for row in a.unitRows.zeroRows {
      let equal = byPixels[digestsA[row].pixels] ?? []
      for other in equal where !isOneSet || other > row {
        guard pairs.count < limit else { return pairs }
        pairs.append(RowPair(a: row, b: other))
      }
    }
    return pairs
  }

  /// Rows of b with a zero vector whose image is in a, also with a zero vector.
  func rowsEqualWithoutCosine() -> [Int] {
    guard let digestsA = a.digests, let digestsB = b.digests else { return [] }
    let known = Set(a.unitRows.zeroRows.map { digestsA[$0].pixels })
    return b.unitRows.zeroRows.filter { known.contains(digestsB[$0].pixels) }
  }

  /// Pairs of rows that agree in a digest, counted without listing them.
  private func countEqual(
    _ rowsA: some Sequence<Int>, _ rowsB: some Sequence<Int>,
    _ digest: (ItemDigests) -> String?
  ) -> Int {
    guard let digestsA = a.digests, let digestsB = b.digests else { return 0 }
    let counts = Dictionary(
      rowsB.compactMap { digest(digestsB[$0]) }.map { ($0, 1) }, uniquingKeysWith: +)
    if isOneSet { return counts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
    return rowsA.reduce(0) { sum, row in
      sum + (digest(digestsA[row]).flatMap { counts[$0] } ?? 0)
    }
  }

  private func evidencePair(_ pair: RowPair, cosine: Double?) -> EvidencePair {
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

/// The pairs of one or two sets.
struct FoundPairs {
  let similar: SimilarPairs
  /// Equal images without a cosine, as many as are listed.
  let equal: [RowPair]
  /// Of all pairs, also those not listed.
  let count: Int
  /// Equal images without a cosine first, then descending cosine, ties by row.
  let listed: [EvidencePair]
  let evidenceCounts: [EvidenceCount]

  var isComplete: Bool { listed.count == count }

  var warnings: [AnalysisWarning] {
    guard !isComplete else { return [] }
    return [
      AnalysisWarning(
        "\(count) pairs were found and the \(listed.count) most similar are listed; groups and "
          + "label conflicts are those of the listed ones",
        remedy: "raise the threshold, or look for blank or identical images")
    ]
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

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
  /// Bits of 64 in which the perceptual hashes differ, where they are known.
  public let phashDistance: Int?
  public let dhashDistance: Int?
  /// Labels of both, where they are known.
  public let labels: [String]?
  /// Groups of both, where they are known.
  public let groups: [String]?
  /// The part or split of both, where they are known.
  public let parts: [String]?

  /// Whether both labels are known and differ.
  public var labelsDiffer: Bool { labels.map { $0[0] != $0[1] } ?? false }
  /// Whether both groups are known and differ.
  var groupsDiffer: Bool { groups.map { $0[0] != $0[1] } ?? false }
}

/// Why two items are taken for the same image.
public enum Evidence: String, Sendable, Codable, Hashable, CaseIterable {
  /// Equal bytes on disk.
  case file
  /// Equal decoded pixels.
  case pixels
  /// Perceptual hashes of the cosine transform that differ in 4 bits of 64 at most.
  case phash
  /// Perceptual hashes of grey-level steps that differ in 4 bits of 64 at most.
  case dhash
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

  /// Every pair whose cosine reaches the threshold or whose image is the same; the most similar are
  /// listed, all are counted. Perceptual hashes testify to such pairs and find none of their own.
  func pairs(
    threshold: Double, listing limit: Int, progress: WorkProgress = { _, _ in }
  ) -> FoundPairs {
    let similar =
      isOneSet
      ? Statistics.similarPairs(
        within: a.unitRows, threshold: threshold, listing: limit, progress: progress)
      : Statistics.similarPairs(
        between: a.unitRows, and: b.unitRows, threshold: threshold, listing: limit,
        progress: progress)
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
      ] + hashCounts(listed) + [EvidenceCount(evidence: .cosine, pairs: similar.count)])
  }

  /// Among the listed pairs; nothing where the hashes are not known.
  private func hashCounts(_ listed: [EvidencePair]) -> [EvidenceCount] {
    guard knowsHashes else { return [] }
    return [Evidence.phash, .dhash].map { kind in
      EvidenceCount(evidence: kind, pairs: listed.count { $0.evidence.contains(kind) })
    }
  }

  private var knowsHashes: Bool {
    [a, b].allSatisfy { $0.digests?.first?.hashes != nil }
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

  func evidencePair(_ pair: RowPair, cosine: Double?) -> EvidencePair {
    let (x, y) = (a.digests?[pair.a], b.digests?[pair.b])
    let hashes = both(x?.hashes, y?.hashes)
    let phash = hashes.map { $0.frequency.distance(to: $1.frequency) }
    let dhash = hashes.map { $0.difference.distance(to: $1.difference) }
    let found: [(Evidence, Bool)] = [
      (.file, x?.file != nil && x?.file == y?.file),
      (.pixels, x != nil && x?.pixels == y?.pixels),
      (.phash, phash.map { $0 <= PerceptualHash.evidenceDistance } ?? false),
      (.dhash, dhash.map { $0 <= PerceptualHash.evidenceDistance } ?? false),
      (.cosine, cosine != nil),
    ]
    return EvidencePair(
      a: a.ids[pair.a], b: b.ids[pair.b], cosine: cosine,
      evidence: found.filter(\.1).map(\.0), phashDistance: phash, dhashDistance: dhash,
      labels: both(a.labels, b.labels).map { [$0[pair.a], $1[pair.b]] },
      groups: both(a.units, b.units).map { [$0[pair.a], $1[pair.b]] }, parts: parts(of: pair))
  }
}

extension PairSource {
  /// Two sets are two parts, whatever parts each has.
  private func parts(of pair: RowPair) -> [String]? {
    isOneSet ? a.parts.map { [$0[pair.a], $0[pair.b]] } : [a.name, b.name]
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

  /// The rows of each listed pair, in the order of `listed`.
  var rows: [RowPair] { equal + similar.pairs.map { RowPair(a: $0.a, b: $0.b) } }

  /// All listed pairs as links; equal images without a cosine are as near as can be.
  var links: [SimilarPair] {
    equal.map { SimilarPair(a: $0.a, b: $0.b, cosine: 1) } + similar.pairs
  }

  var warnings: [AnalysisWarning] {
    guard !isComplete else { return [] }
    return [
      AnalysisWarning(
        "\(count) pairs were found and the \(listed.count) most similar are listed, by "
          + "which perceptual hashes are counted",
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
func both<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
  guard let a, let b else { return nil }
  return (a, b)
}

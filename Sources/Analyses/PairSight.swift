import Embeddings
import Statistics

/// The pairs that one encoder found within a set or across two, with its vectors.
public struct PairSight: Sendable {
  let encoder: String
  let threshold: Double
  let source: PairSource
  /// Of the listed pairs.
  let rows: [RowPair]
  /// Of all pairs.
  let count: Int

  /// Pairs across two sets. Ask before `listing(_:)` drops pairs.
  public init(
    _ result: LeakageResult, encoder: String, from reference: EmbeddedItems,
    into evaluation: EmbeddedItems
  ) {
    self.init(
      result.pairs, encoder, result.threshold, PairSource(from: reference, to: evaluation),
      of: result.pairCount)
  }

  /// Pairs within one set. Ask before `listing(_:)` drops pairs.
  public init(_ result: DuplicatesResult, encoder: String, in items: EmbeddedItems) {
    self.init(
      result.pairs, encoder, result.threshold, PairSource(within: items), of: result.pairCount)
  }

  private init(
    _ pairs: [EvidencePair], _ encoder: String, _ threshold: Double, _ source: PairSource,
    of count: Int
  ) {
    let places = source.a.rowsByID
    let others = source.isOneSet ? places : source.b.rowsByID
    rows = pairs.compactMap { pair in
      both(places[pair.a], others[pair.b]).map { RowPair(a: $0, b: $1) }
    }
    (self.encoder, self.threshold, self.source, self.count) = (encoder, threshold, source, count)
  }

  var isComplete: Bool { rows.count == count }

  var warning: AnalysisWarning? {
    guard !isComplete else { return nil }
    return AnalysisWarning(
      "\(encoder) found \(count) pairs and listed the \(rows.count) most similar: pairs that it alone "
        + "sees are missing among the graded ones",
      remedy: "raise its threshold")
  }

  /// Nil where the encoder does not see the pair.
  func cosine(_ rows: RowPair) -> Double? {
    source.a.unitRows.cosine(rows.a, source.b.unitRows, rows.b).flatMap {
      $0 >= min(threshold, equalityThreshold) ? $0 : nil
    }
  }
}

extension EmbeddedItems {
  fileprivate var rowsByID: [SampleID: Int] {
    Dictionary(zip(ids, ids.indices)) { first, _ in first }
  }
}

/// A pair with its cosine under every encoder that sees it.
struct SeenPair {
  let rows: RowPair
  /// One an encoder.
  let cosines: [Double?]
  let grade: Int
  let meanCosine: Double?

  init(_ rows: RowPair, by sights: [PairSight]) {
    self.rows = rows
    cosines = sights.map { $0.cosine(rows) }
    let known = cosines.compactMap { $0 }
    grade = known.count
    meanCosine = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  /// Descending grade and mean cosine, ties by row.
  func precedes(_ other: SeenPair) -> Bool {
    let (mine, theirs) = (meanCosine ?? -2, other.meanCosine ?? -2)
    return (other.grade, theirs, rows.a, rows.b) < (grade, mine, other.rows.a, other.rows.b)
  }
}

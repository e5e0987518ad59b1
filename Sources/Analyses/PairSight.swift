import Embeddings
import Statistics

/// The pairs that one encoder found in a collection, with its vectors.
public struct PairSight: Sendable {
  let encoder: String
  let threshold: Double
  /// The set, or the reference part of pairs across two.
  let reference: String
  /// Nil for pairs within the collection.
  let evaluation: String?
  let items: EmbeddedItems
  /// Of the listed pairs, in the whole collection.
  let rows: [RowPair]
  /// Of all pairs.
  let count: Int

  /// Pairs across two parts of the collection. Ask before `listing(_:)` drops pairs.
  public init(_ result: LeakageResult, encoder: String, in items: EmbeddedItems) {
    self.init(
      result.pairs, encoder, result.threshold, items, of: result.pairCount,
      parts: (result.reference, result.evaluation))
  }

  /// Pairs within the collection. Ask before `listing(_:)` drops pairs.
  public init(_ result: DuplicatesResult, encoder: String, in items: EmbeddedItems) {
    self.init(
      result.pairs, encoder, result.threshold, items, of: result.pairCount,
      parts: (items.name, nil))
  }

  private init(
    _ pairs: [EvidencePair], _ encoder: String, _ threshold: Double, _ items: EmbeddedItems,
    of count: Int, parts: (reference: String, evaluation: String?)
  ) {
    let places = Dictionary(zip(items.ids, items.ids.indices)) { first, _ in first }
    rows = pairs.compactMap { pair in
      both(places[pair.a], places[pair.b]).map { RowPair(a: $0, b: $1) }
    }
    (self.encoder, self.threshold, self.items, self.count) = (encoder, threshold, items, count)
    (reference, evaluation) = parts
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
    items.unitRows.cosine(rows.a, items.unitRows, rows.b).flatMap {
      $0 >= min(threshold, equalityThreshold) ? $0 : nil
    }
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

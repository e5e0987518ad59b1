public import Embeddings
import Statistics

/// Pairs whose text fits the image of another pair as well: training by pairs alone would push them apart.
///
/// Source: Wang et al., "MedCLIP" (2022), section 1, which sets out to mend this.
public struct FalseNegatives: Sendable, Codable {
  /// Pairs looked at: all with a text.
  public let pairs: Int
  public let rules: [Rule]
  /// By rule, most alike first.
  public let examples: [Example]

  public struct Rule: Sendable, Codable {
    public let kind: FalseNegativeKind
    /// Of a cosine; nil of equal texts.
    public let threshold: Double?
    /// Pairs with at least one other whose text fits as well.
    public let affected: Int
    /// Two pairs that fit each other, each counted once.
    public let twins: Int
    /// Wrong negatives that an image meets in a batch of so many pairs drawn at random, on average.
    public let perBatch: Double
    public let batch: Int
  }

  public struct Example: Sendable, Codable {
    public let kind: FalseNegativeKind
    public let a: SampleID
    public let b: SampleID
    public let textA: String
    public let textB: String
    /// Of the text vectors.
    public let textCosine: Double
    /// Of the image vectors.
    public let imageCosine: Double
  }
}

/// Why a text fits another image.
public enum FalseNegativeKind: String, Sendable, Codable {
  case equalText = "equal texts"
  case similarText = "similar texts"
  case findings = "equal findings"
}

extension FalseNegatives {
  private static let examplesOfEach = 6
  private static let listed = 200_000
  /// Pairs of findings that are looked at: beyond it takes minutes.
  private static let mostPairs = 20_000

  init(_ items: CaptionedItems, _ plan: ImageTextPlan, progress: WorkProgress) {
    pairs = items.count
    let equal = Self.equalTexts(items.keys)
    let similar = similarPairs(
      within: items.textRows, threshold: plan.sameText, listing: Self.listed, progress: progress)
    let alike = similar.pairs.filter { items.keys[$0.a] != items.keys[$0.b] }
    var found:
      [(kind: FalseNegativeKind, threshold: Double?, twins: [(a: Int, b: Int)], count: Int)] = [
        (.equalText, nil, equal, equal.count),
        (
          .similarText, plan.sameText, alike.map { ($0.a, $0.b) },
          similar.count - (similar.isComplete ? similar.pairs.count - alike.count : equal.count)
        ),
      ]
    if let findings = items.findings, items.count <= Self.mostPairs {
      let twins = Self.twins(items.count) { a, b in
        items.keys[a] != items.keys[b] && findings[a, b] >= plan.sameFindings - 1e-12
      }
      found.append((.findings, plan.sameFindings, twins, twins.count))
    }
    let count = Double(items.count)
    rules = found.map { rule in
      Rule(
        kind: rule.kind, threshold: rule.threshold,
        affected: Set(rule.twins.flatMap { [$0.a, $0.b] }).count, twins: rule.count,
        perBatch: Double(plan.batch - 1) * 2 * Double(rule.count) / (count * (count - 1)),
        batch: plan.batch)
    }
    examples = found.flatMap { rule in
      rule.twins.evenlySpaced(Self.examplesOfEach).map { twin in
        Example(
          kind: rule.kind, a: items.images.ids[twin.a], b: items.images.ids[twin.b],
          textA: items.texts[twin.a].shortened(80), textB: items.texts[twin.b].shortened(80),
          textCosine: items.textRows.cosine(twin.a, items.textRows, twin.b) ?? 0,
          imageCosine: items.images.unitRows.cosine(twin.a, items.images.unitRows, twin.b) ?? 0)
      }
    }
  }

  private static func equalTexts(_ keys: [Int]) -> [(a: Int, b: Int)] {
    Dictionary(grouping: keys.indices, by: { keys[$0] }).values.filter { $0.count > 1 }
      .sorted { $0[0] < $1[0] }
      .flatMap { rows in
        rows.indices.flatMap { i in rows[(i + 1)...].map { (a: rows[i], b: $0) } }
      }
  }

  private static func twins(
    _ count: Int, _ isTwin: (Int, Int) -> Bool
  ) -> [(a: Int, b: Int)] {
    (0..<count).flatMap { a in
      ((a + 1)..<max(a + 1, count)).filter { isTwin(a, $0) }.map { (a: a, b: $0) }
    }
  }
}

extension String {
  /// At most so many characters, with an ellipsis where it is cut.
  func shortened(_ count: Int) -> String {
    self.count <= count ? self : prefix(count - 1) + "…"
  }
}

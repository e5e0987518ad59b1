public import Embeddings
import LinearAlgebra
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
    /// Whether there are so many similar texts that both are at least as many as told.
    public let isLowerBound: Bool
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
  case findings = "findings alike"
  /// Where no findings are known.
  case label = "one label"
}

extension FalseNegatives {
  private static let examplesOfEach = 6

  init(_ items: CaptionedItems, _ plan: ImageTextPlan, progress: WorkProgress) {
    pairs = items.count
    var found: [(FalseNegativeKind, Double?, TextTwins)] = [
      (.equalText, nil, TextTwins(equalTextsOf: items)),
      (
        .similarText, plan.sameText,
        TextTwins(similarTextsOf: items, threshold: plan.sameText, progress: progress)
      ),
    ]
    if let findings = items.findings {
      let twins = TextTwins(findings, of: items, threshold: plan.sameFindings)
      found.append((.findings, plan.sameFindings, twins))
    } else if let labels = items.images.labels {
      found.append((.label, nil, TextTwins(labels, of: items)))
    }
    let count = Double(items.count)
    let batch = min(plan.batch, items.count)
    rules = found.map { kind, threshold, twins in
      Rule(
        kind: kind, threshold: threshold, affected: twins.affected, twins: twins.count,
        isLowerBound: twins.isLowerBound,
        perBatch: Double(batch - 1) * 2 * Double(twins.count) / (count * (count - 1)),
        batch: batch)
    }
    examples = found.flatMap { kind, _, twins in
      twins.examples.evenlySpaced(Self.examplesOfEach).map { twin in
        Example(
          kind: kind, a: items.images.ids[twin.a], b: items.images.ids[twin.b],
          textA: items.texts[twin.a].shortened(80), textB: items.texts[twin.b].shortened(80),
          textCosine: items.textRows.cosine(twin.a, items.textRows, twin.b) ?? 0,
          imageCosine: items.images.unitRows.cosine(twin.a, items.images.unitRows, twin.b) ?? 0)
      }
    }
  }
}

/// Pairs that fit each other, counted without being listed: of sixty thousand scans without a finding there
/// are more than a memory holds.
private struct TextTwins {
  /// Each two counted once.
  private(set) var count = 0
  /// Pairs with at least one twin.
  private(set) var affected = 0
  /// Whether not all could be listed.
  private(set) var isLowerBound = false
  /// Some, one of each kind of twins.
  private(set) var examples: [(a: Int, b: Int)] = []

  init(equalTextsOf items: CaptionedItems) {
    for rows in items.rowsOfTexts where rows.count > 1 {
      count += rows.count * (rows.count - 1) / 2
      affected += rows.count
      examples.append((rows[0], rows[1]))
    }
  }

  /// Of different texts; each is compared once.
  init(similarTextsOf items: CaptionedItems, threshold: Double, progress: WorkProgress) {
    let texts = items.rowsOfTexts
    let rows = UnitRows(items.textRows.unit(0..<items.count).selecting(rows: texts.map { $0[0] }))
    let found = similarPairs(within: rows, threshold: threshold, progress: progress)
    for pair in found.pairs {
      count += texts[pair.a].count * texts[pair.b].count
      examples.append((texts[pair.a][0], texts[pair.b][0]))
    }
    // Beyond the listed pairs, each at least of one image.
    count += found.count - found.pairs.count
    isLowerBound = found.count > found.pairs.count
    affected = Set(found.pairs.flatMap { [$0.a, $0.b] }).reduce(0) { $0 + texts[$1].count }
  }

  /// Of different texts with one label.
  init(_ labels: [String], of items: CaptionedItems) {
    for rows in Dictionary(grouping: labels.indices, by: { labels[$0] }).values
      .sorted(by: { $0[0] < $1[0] })
    {
      let texts = Dictionary(grouping: rows, by: { items.keys[$0] }).mapValues(\.count)
      let equal = texts.values.reduce(0) { $0 + $1 * $1 }
      count += (rows.count * rows.count - equal) / 2
      affected += texts.count > 1 ? rows.count : 0
      if let other = rows.first(where: { items.keys[$0] != items.keys[rows[0]] }) {
        examples.append((rows[0], other))
      }
    }
  }

  /// Of different texts with findings alike; each two sets of findings are compared once.
  init(_ findings: FindingSimilarity, of items: CaptionedItems, threshold: Double) {
    let groups = Dictionary(grouping: 0..<items.count, by: { findings.found(in: $0) }).values
      .sorted { $0[0] < $1[0] }
    let texts = groups.map { rows in
      Dictionary(grouping: rows, by: { items.keys[$0] }).mapValues(\.count)
    }
    var isAffected = [Bool](repeating: false, count: items.count)
    for i in groups.indices {
      for j in i..<groups.count
      where findings[groups[i][0], groups[j][0]] >= threshold - 1e-12 {
        let equal = texts[i].reduce(0) { $0 + $1.value * (texts[j][$1.key] ?? 0) }
        let different = groups[i].count * groups[j].count - equal
        // Within one group each two were counted from both sides.
        count += i == j ? different / 2 : different
        guard different > 0 else { continue }
        for (rows, others, total) in [
          (groups[i], texts[j], groups[j].count), (groups[j], texts[i], groups[i].count),
        ] {
          for row in rows where total > others[items.keys[row]] ?? 0 { isAffected[row] = true }
        }
        let first = groups[i][0]
        if let other = groups[j].first(where: { items.keys[$0] != items.keys[first] }) {
          examples.append((first, other))
        }
      }
    }
    affected = isAffected.count { $0 }
  }
}

extension CaptionedItems {
  /// The rows of each text, by the first of them.
  fileprivate var rowsOfTexts: [[Int]] {
    Dictionary(grouping: keys.indices, by: { keys[$0] }).values.sorted { $0[0] < $1[0] }
  }
}

extension String {
  /// At most so many characters, with an ellipsis where it is cut.
  func shortened(_ count: Int) -> String {
    self.count <= count ? self : prefix(count - 1) + "…"
  }
}

public import Analyses
import Embeddings
import Statistics

/// Pairs of a result by their content: which of them are new, and how to accept them.
public struct PairReview: Sendable {
  private let items: EmbeddedItems
  private let other: EmbeddedItems?
  private let a: [SampleID: String]
  private let b: [SampleID: String]

  /// - Parameter other: the second set; nil for pairs within one.
  /// - Throws: `AnalysisError.missing` for vectors without digests.
  public init(_ items: EmbeddedItems, _ other: EmbeddedItems? = nil) throws(AnalysisError) {
    (self.items, self.other) = (items, other)
    a = try items.pixelsByID
    b = try other?.pixelsByID ?? a
  }

  /// What a file of accepted pairs would say of these.
  ///
  /// - Parameter count: how many were found.
  /// - Throws: `AnalysisError.undefined` where not all are listed.
  public func accepted(
    _ pairs: [EvidencePair], of count: Int
  ) throws(AnalysisError) -> AcceptedPairs {
    try requireAll(pairs, count)
    return AcceptedPairs(
      pairs.compactMap { pair in
        key(pair).map { .init(a: $0[0], b: $0[1], names: ["\(pair.a)", "\(pair.b)"]) }
      })
  }

  /// The leak rate and its companions over pairs that nobody accepted.
  ///
  /// - Throws: `AnalysisError.undefined` where not all pairs are listed.
  public func newFindings(
    _ result: LeakageResult, except accepted: AcceptedPairs
  ) throws(AnalysisError) -> GateSubject {
    try requireAll(result.pairs, result.pairCount)
    let new = newPairs(result.pairs, except: accepted)
    let leaked = Set(new.map(\.b))
    let rate = ItemRate(leaked.count, of: result.comparedItems)
    let conflicts = result.labelConflicts.map { _ in
      new.count { $0.labels.map { $0[0] != $0[1] } ?? false }
    }
    let counts: [(String, Int?)] = [
      ("leaked_items", leaked.count), ("pair_count", new.count), ("label_conflicts", conflicts),
      ("shared_groups", result.groups?.shared.count),
    ]
    return GateSubject(
      question: "leakage", encoder: result.encoder,
      numbers: [
        ResultNumber(
          "leakage.leak_rate", of: result.encoder, rate.rate,
          interval(of: leaked, result, orElse: rate.interval))
      ]
        + counts.compactMap { key, count in
          count.map { ResultNumber("leakage.\(key)", of: result.encoder, count: $0) }
        }, pairs: new, acceptedPairs: result.pairs.count - new.count)
  }

  /// By drawing groups where they are known, as the result's own.
  private func interval(
    of leaked: Set<SampleID>, _ result: LeakageResult, orElse independent: Interval
  ) -> Interval? {
    guard let seed = result.groups?.seed, let other, let units = other.units else {
      return independent
    }
    let rows = Set(other.ids.indices.filter { leaked.contains(other.ids[$0]) })
    return LeakedGroups.leakRateInterval(of: rows, in: units, seed: seed)
  }

  /// Pairs and the groups they form, over pairs that nobody accepted.
  ///
  /// - Throws: `AnalysisError.undefined` where not all pairs are listed.
  public func newFindings(
    _ result: DuplicatesResult, except accepted: AcceptedPairs
  ) throws(AnalysisError) -> GateSubject {
    try requireAll(result.pairs, result.pairCount)
    let new = newPairs(result.pairs, except: accepted)
    return GateSubject(
      question: "duplicates", encoder: result.encoder,
      numbers: [
        ResultNumber("duplicates.pair_count", of: result.encoder, count: new.count),
        ResultNumber(
          "duplicates.group_count", of: result.encoder,
          count: groupCount(new, threshold: result.threshold)),
      ], pairs: new, acceptedPairs: result.pairs.count - new.count)
  }

  /// Of pairs with equal pictures as many are known as were accepted, those of the same names first.
  private func newPairs(
    _ pairs: [EvidencePair], except accepted: AcceptedPairs
  ) -> [EvidencePair] {
    var left = Dictionary(accepted.pairs.map { ($0.key, 1) }, uniquingKeysWith: +)
    let named = Set(accepted.pairs.compactMap { $0.names.map(Set.init) })
    func isKnown(_ pair: EvidencePair) -> Bool {
      guard let key = key(pair), let count = left[key], count > 0 else { return false }
      left[key] = count - 1
      return true
    }
    let unnamed = pairs.filter { pair in
      !(named.contains(["\(pair.a)", "\(pair.b)"]) && isKnown(pair))
    }
    return unnamed.filter { !isKnown($0) }
  }

  private func key(_ pair: EvidencePair) -> [String]? {
    guard let first = a[pair.a], let second = b[pair.b] else { return nil }
    return [first, second].sorted()
  }

  /// Guarded against chains as the result is.
  private func groupCount(_ pairs: [EvidencePair], threshold: Double) -> Int {
    let rows = Dictionary(zip(items.ids, 0...)) { first, _ in first }
    let links = pairs.compactMap { pair in
      rows[pair.a].flatMap { a in
        rows[pair.b].map { SimilarPair(a: a, b: $0, cosine: pair.cosine ?? 1) }
      }
    }
    return guardedComponents(
      links, of: items.count, chainedAtLeast: 2 * min(threshold, equalityThreshold) - 1
    ) { items.unitRows.cosine($0, items.unitRows, $1) }.components.count
  }

  private func requireAll(_ pairs: [EvidencePair], _ count: Int) throws(AnalysisError) {
    guard pairs.count < count else { return }
    throw .undefined(
      items: "baseline",
      reason:
        "\(count) pairs were found, of which \(pairs.count) are listed and could be accepted; "
        + "raise the threshold")
  }
}

extension EmbeddedItems {
  fileprivate var pixelsByID: [SampleID: String] {
    get throws(AnalysisError) {
      guard let digests else {
        throw .missing(
          what: "digests of pictures", items: name,
          remedy: "accepted pairs are known by content: give images, or vectors that "
            + "`semblance embed` wrote with their digests beside them")
      }
      return Dictionary(zip(ids, digests.map(\.pixels)), uniquingKeysWith: { first, _ in first })
    }
  }
}

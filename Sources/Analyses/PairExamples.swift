import Embeddings

/// Pairs to look at.
public struct PairExamples: Sendable, Codable, Hashable {
  /// Of all pairs.
  public let closest: ExamplePairs
  /// Of the pairs whose labels differ; nil without labels.
  public let conflicts: ExamplePairs?

  /// Three pages of a report.
  public static let standardCount = 36
}

/// The most similar pairs of images that are each other's closest look-alike.
///
/// A group of 200 equal images has 19,900 pairs at the top of every list; here it has one. Where all
/// pairs are few enough to be shown, they are all there.
public struct ExamplePairs: Sendable, Codable, Hashable {
  /// Most similar first.
  public let pairs: [EvidencePair]
  /// How many there would be without a limit.
  public let available: Int
  /// Of how many pairs they were chosen.
  public let total: Int
}

extension ExamplePairs {
  /// Pairs that somebody chose.
  public init(_ pairs: [EvidencePair], available: Int, total: Int) {
    (self.pairs, self.available, self.total) = (pairs, available, total)
  }

  /// - Parameters:
  ///   - pairs: most similar first.
  ///   - total: pairs that there are, also those not listed.
  ///   - limit: of pairs.
  ///   - isOneSet: whether an id names the same image on both sides of a pair.
  init(
    of pairs: some Collection<EvidencePair>, total: Int, limit: Int, isOneSet: Bool
  ) {
    self.total = total
    guard total > limit else {
      (self.pairs, available) = (Array(pairs), total)
      return
    }
    var seen: Set<SeenItem> = []
    var chosen: [EvidencePair] = []
    var found = 0
    for pair in pairs {
      let isNewA = seen.insert(SeenItem(id: pair.a, side: 0)).inserted
      let isNewB = seen.insert(SeenItem(id: pair.b, side: isOneSet ? 0 : 1)).inserted
      guard isNewA, isNewB else { continue }
      found += 1
      if chosen.count < limit { chosen.append(pair) }
    }
    (self.pairs, available) = (chosen, found)
  }
}

/// An image that a more similar pair has.
private struct SeenItem: Hashable {
  let id: SampleID
  let side: Int
}

extension PairExamples {
  init(
    of pairs: [EvidencePair], total: Int, conflicts: Int?, limit: Int, isOneSet: Bool
  ) {
    closest = ExamplePairs(of: pairs, total: total, limit: limit, isOneSet: isOneSet)
    self.conflicts = conflicts.map {
      ExamplePairs(
        of: pairs.lazy.filter(\.labelsDiffer), total: $0, limit: limit, isOneSet: isOneSet)
    }
  }
}

extension LeakageResult {
  /// The same result with pairs to look at.
  ///
  /// - Parameter limit: at most so many of each sort, ≥ 0. Ask before `listing(_:)` drops pairs.
  public func choosingExamples(_ limit: Int) -> LeakageResult {
    var result = self
    result.examples = PairExamples(
      of: pairs, total: pairCount, conflicts: labelConflicts, limit: limit, isOneSet: false)
    return result
  }
}

extension DuplicatesResult {
  /// The same result with pairs to look at.
  ///
  /// - Parameter limit: at most so many of each sort, ≥ 0. Ask before `listing(_:)` drops pairs.
  public func choosingExamples(_ limit: Int) -> DuplicatesResult {
    var result = self
    result.examples = PairExamples(
      of: pairs, total: pairCount, conflicts: labelConflicts, limit: limit, isOneSet: true)
    return result
  }
}

extension LeakageResult {
  /// The same result with the cosines of all kinds of pairs.
  public func with(_ cosines: CosinesByKind) -> LeakageResult {
    var result = self
    result.cosines = cosines
    return result
  }
}

extension DuplicatesResult {
  /// The same result with the cosines of all kinds of pairs.
  public func with(_ cosines: CosinesByKind) -> DuplicatesResult {
    var result = self
    result.cosines = cosines
    return result
  }
}

/// Scores of items for each class, ranked once for areas under ROC curves of many weightings.
///
/// Only scores above 0 are held: all other items tie below them.
struct ClassRankings: Sendable {
  private let classes: Int
  private let partCount: Int
  private let truth: [Int]
  private let parts: [Int]
  /// Of each class and part the items with a score, best first.
  private let rankings: [[Ranked]]

  /// An item within a ranking.
  private struct Ranked: Sendable {
    let item: Int32
    /// Whether it is of the class.
    let isPositive: Bool
    /// Whether the next one has a lower score.
    let endsTie: Bool
  }

  init(_ scores: [[ClassScore]], truth: [Int], classes: Int, parts: [Int]?) {
    let parts = parts ?? Array(repeating: 0, count: truth.count)
    let partCount = (parts.max() ?? 0) + 1
    var entries = [[(score: Double, item: Int)]](repeating: [], count: classes * partCount)
    for (item, scores) in scores.enumerated() {
      for score in scores where score.score > 0 {
        entries[score.label * partCount + parts[item]].append((score.score, item))
      }
    }
    rankings = entries.indices.map { Self.ranked(entries[$0], of: $0 / partCount, truth) }
    (self.classes, self.partCount, self.truth, self.parts) = (classes, partCount, truth, parts)
  }

  private static func ranked(
    _ entries: [(score: Double, item: Int)], of label: Int, _ truth: [Int]
  ) -> [Ranked] {
    let sorted = entries.sorted { ($1.score, $0.item) < ($0.score, $1.item) }
    return sorted.indices.map { place in
      Ranked(
        item: Int32(sorted[place].item), isPositive: truth[sorted[place].item] == label,
        endsTie: place + 1 == sorted.count || sorted[place + 1].score < sorted[place].score)
    }
  }

  /// Of each class with items of it and others in some part, over pairs within parts.
  func areas(_ weights: [Int]) -> [Double] {
    var totals = [Int](repeating: 0, count: partCount)
    var positives = [Int](repeating: 0, count: classes * partCount)
    for item in truth.indices {
      totals[parts[item]] += weights[item]
      positives[truth[item] * partCount + parts[item]] += weights[item]
    }
    return (0..<classes).compactMap { label in
      var (twiceAbove, all) = (0, 0)
      for part in 0..<partCount {
        let place = label * partCount + part
        let (p, n) = (positives[place], totals[part] - positives[place])
        guard p > 0, n > 0 else { continue }
        all += p * n
        twiceAbove += twicePairsInOrder(rankings[place], p, n, weights)
      }
      return all > 0 ? Double(twiceAbove) / Double(2 * all) : nil
    }
  }

  /// Pairs in order count two and ties one, so that sums are whole numbers.
  private func twicePairsInOrder(
    _ ranking: [Ranked], _ positives: Int, _ negatives: Int, _ weights: [Int]
  ) -> Int {
    var (sum, p, n, seenP, seenN) = (0, 0, 0, 0, 0)
    for ranked in ranking {
      let weight = weights[Int(ranked.item)]
      if ranked.isPositive { p += weight } else { n += weight }
      guard ranked.endsTie else { continue }
      sum += p * (2 * (negatives - seenN) - n)
      (seenP, seenN) = (seenP + p, seenN + n)
      (p, n) = (0, 0)
    }
    return sum + (positives - seenP) * (negatives - seenN)
  }

  /// Scores held.
  var count: Int { rankings.reduce(0) { $0 + $1.count } }
}

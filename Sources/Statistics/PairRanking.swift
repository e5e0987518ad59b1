/// Pairs in the order of a score, of which some, the positives, ought to come first.
///
/// Among pairs of one score the negatives come first, so that a score that cannot tell pairs apart
/// gains nothing from their order. Pairs without a score are not ranked: a positive among them is
/// never found.
public struct PairRanking: Sendable, Equatable {
  /// Descending score.
  let groups: [Tie]
  let unranked: Tie

  /// Pairs of one score, or negatives of several that no positive lies between.
  struct Tie: Sendable, Equatable {
    var positives: Int
    var negatives: Int
  }

  public let positives: Int
  public let negatives: Int

  init(groups: [Tie], unranked: Tie) {
    self.groups = groups
    self.unranked = unranked
    positives = groups.reduce(unranked.positives) { $0 + $1.positives }
    negatives = groups.reduce(unranked.negatives) { $0 + $1.negatives }
  }

  /// A ranking with a score for some pairs that is the same for all of them, e.g. equal pixels.
  ///
  /// - Precondition: no more found than there are.
  public init(
    foundPositives: Int, foundNegatives: Int, positives: Int, negatives: Int
  ) {
    precondition(foundPositives <= positives && foundNegatives <= negatives)
    self.init(
      groups: [Tie(positives: foundPositives, negatives: foundNegatives)],
      unranked: Tie(positives: positives - foundPositives, negatives: negatives - foundNegatives))
  }

  /// Mean over all positives of the precision at their rank, 0 for one that is not ranked.
  ///
  /// Without ties and with all pairs ranked, scikit-learn's `average_precision_score`.
  /// - Returns: within [0, 1]; nil without a positive.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (found, before, sum) = (0, 0, 0.0)
    for group in groups {
      before += group.negatives
      for _ in 0..<group.positives {
        found += 1
        sum += Double(found) / Double(found + before)
      }
    }
    return sum / Double(positives)
  }

  /// The probability that a positive scores above a negative, ties by half; pairs that are not ranked
  /// tie below all others. Scikit-learn's `roc_auc_score`.
  ///
  /// Where negatives outnumber positives by thousands it is near 1 for a ranking that is of no use:
  /// never to be shown without the average precision.
  /// - Returns: nil without a positive or a negative.
  public var areaUnderROC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var (below, sum) = (negatives, 0.0)
    for group in groups + [unranked] {
      below -= group.negatives
      sum += Double(group.positives) * (Double(below) + Double(group.negatives) / 2)
    }
    return sum / (Double(positives) * Double(negatives))
  }

  /// The share of positives down to the rank where a share of all positives has been found.
  ///
  /// - Parameter recall: within (0, 1].
  /// - Returns: nil where the ranking never gets there.
  public func precision(atRecall recall: Double) -> Double? {
    precondition(recall > 0 && recall <= 1, "recall \(recall)")
    // Rounding must not ask for one more: 0.9 · 10 is 9.
    let wanted = max(1, Int((recall * Double(positives) - 1e-9).rounded(.up)))
    var (found, before) = (0, 0)
    for group in groups {
      before += group.negatives
      found += group.positives
      if found >= wanted { return Double(wanted) / Double(wanted + before) }
    }
    return nil
  }

  /// The share of positives among the first pairs; ranks beyond the last count as misses.
  ///
  /// - Parameter rank: ≥ 1.
  public func precision(atRank rank: Int) -> Double {
    precondition(rank >= 1, "rank \(rank)")
    var (room, found) = (rank, 0)
    for group in groups where room > 0 {
      room = max(0, room - group.negatives)
      found += min(room, group.positives)
      room = max(0, room - group.positives)
    }
    return Double(found) / Double(rank)
  }
}

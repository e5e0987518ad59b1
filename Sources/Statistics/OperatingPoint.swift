/// A threshold of scores and what it does.
public struct OperatingPoint: Sendable, Codable, Hashable {
  /// Items with this score or a higher one are accepted.
  public let threshold: Double
  /// Wanted items that are accepted, of all wanted ones.
  public let recall: Double
  public let recallInterval: Interval
  /// Wanted items among those accepted.
  public let precision: Double
  public let precisionInterval: Interval
  public let accepted: Int
  public let found: Int
}

/// Chooses a threshold for a required recall.
public struct RecallRequirement: Sendable {
  private let scores: [Double]
  private let isWanted: [Bool]
  private let rates: UnitRates
  private let curve: BinaryScores

  /// - Parameters:
  ///   - scores: of items that they were not learned from; finite, of a wanted item and another one at
  ///     least.
  ///   - units: of each item, any numbers; nil where every item is a unit of its own.
  public init(
    _ scores: [Double], isWanted: [Bool], units: [Int]?, seed: UInt64, stream: String
  ) {
    (self.scores, self.isWanted) = (scores, isWanted)
    rates = UnitRates(units: units, seed: seed, stream: stream)
    curve = BinaryScores(scores, isWanted: isWanted)
  }

  /// The highest threshold that reaches a recall on these items.
  ///
  /// - Parameters:
  ///   - required: in (0, 1].
  ///   - isGuaranteed: the lower end of the recall's interval reaches it, not only the recall.
  /// - Returns: nil where a guarantee is not to be had from so few wanted items, whatever the threshold.
  public func point(recall required: Double, isGuaranteed: Bool) -> OperatingPoint? {
    precondition(0 < required && required <= 1)
    let thresholds = curve.thresholds
    // Recall, and the lower end of its interval, grow as the threshold falls.
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if reaches(required, thresholds[middle], isGuaranteed) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < thresholds.count ? point(at: thresholds[low]) : nil
  }

  private func reaches(_ required: Double, _ threshold: Double, _ isGuaranteed: Bool) -> Bool {
    guard isGuaranteed else {
      let found = wanted.count { scores[$0] >= threshold }
      return Double(found) >= required * Double(wanted.count)
    }
    return recallInterval(threshold).low >= required
  }

  private var wanted: [Int] { isWanted.indices.filter { isWanted[$0] } }

  private func recallInterval(_ threshold: Double) -> Interval {
    rates.interval(among: wanted) { scores[$0] >= threshold }
  }

  /// What a threshold does.
  ///
  /// - Precondition: some item reaches it.
  public func point(at threshold: Double) -> OperatingPoint {
    let accepted = scores.indices.filter { scores[$0] >= threshold }
    precondition(!accepted.isEmpty, "no score reaches \(threshold)")
    let found = accepted.count { isWanted[$0] }
    return OperatingPoint(
      threshold: threshold, recall: Double(found) / Double(wanted.count),
      recallInterval: recallInterval(threshold),
      precision: Double(found) / Double(accepted.count),
      precisionInterval: rates.interval(among: accepted) { isWanted[$0] },
      accepted: accepted.count, found: found)
  }

  /// The greatest recall that so many wanted items, or units of them, can guarantee.
  public var greatestGuarantee: Double {
    recallInterval(curve.thresholds.last ?? 0).low
  }
}

/// Scores of items of which some are wanted: what a threshold finds.
public struct BinaryScores: Sendable {
  /// By descending score, one a distinct score: items that reach it, and wanted ones among them.
  private let levels: [(score: Double, accepted: Int, found: Int)]
  /// How many are wanted.
  public let wanted: Int
  public let count: Int

  /// - Parameters:
  ///   - scores: finite; one at least of a wanted item and one of another.
  ///   - isWanted: of each.
  public init(_ scores: [Double], isWanted: [Bool]) {
    precondition(scores.count == isWanted.count)
    count = scores.count
    wanted = isWanted.count { $0 }
    precondition(wanted > 0 && wanted < count, "\(wanted) of \(count) are wanted")
    var levels: [(score: Double, accepted: Int, found: Int)] = []
    var found = 0
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    for (place, index) in order.enumerated() {
      found += isWanted[index] ? 1 : 0
      if levels.last?.score == scores[index] { levels.removeLast() }
      levels.append((scores[index], place + 1, found))
    }
    self.levels = levels
  }

  /// Scores of wanted items, descending, each once: the thresholds worth considering.
  public var thresholds: [Double] {
    var (before, found) = (0, [Double]())
    for level in levels where level.found > before {
      found.append(level.score)
      before = level.found
    }
    return found
  }

  /// The chance that a wanted item has a higher score than another; ties count half.
  public var areaUnderROC: Double {
    var (area, before) = (0.0, (accepted: 0, found: 0))
    for level in levels {
      let others = Double(level.accepted - level.found - before.accepted + before.found)
      area += others * Double(level.found + before.found) / 2
      before = (level.accepted, level.found)
    }
    return area / (Double(wanted) * Double(count - wanted))
  }

  /// Precision at each threshold times the recall that it adds, summed; scikit-learn's
  /// `average_precision_score`.
  public var averagePrecision: Double {
    var (sum, before) = (0.0, 0)
    for level in levels {
      sum += Double(level.found - before) * Double(level.found) / Double(level.accepted)
      before = level.found
    }
    return sum / Double(wanted)
  }

  /// What one threshold finds.
  public struct Point: Sendable, Codable, Hashable {
    public let threshold: Double
    public let recall: Double
    public let precision: Double
    public let falsePositiveRate: Double
  }

  /// About so many points of the curves, by descending threshold; the first and the last are among them.
  public func points(limit: Int) -> [Point] {
    let step = max(1, (levels.count + limit - 1) / limit)
    return levels.indices.filter { $0 % step == 0 || $0 == levels.count - 1 }.map { index in
      let level = levels[index]
      return Point(
        threshold: level.score, recall: Double(level.found) / Double(wanted),
        precision: Double(level.found) / Double(level.accepted),
        falsePositiveRate: Double(level.accepted - level.found) / Double(count - wanted))
    }
  }
}

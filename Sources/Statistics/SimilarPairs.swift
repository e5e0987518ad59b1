/// Two rows and their cosine.
public struct SimilarPair: Sendable, Hashable, Codable {
  public let a: Int
  public let b: Int
  /// In [−1, 1], in double precision.
  public let cosine: Double

  public init(a: Int, b: Int, cosine: Double) {
    self.a = a
    self.b = b
    self.cosine = cosine
  }

  /// Most similar first, ties by row.
  static func precedes(_ p: SimilarPair, _ q: SimilarPair) -> Bool {
    if p.cosine != q.cosine { return p.cosine > q.cosine }
    return (p.a, p.b) < (q.a, q.b)
  }
}

/// All pairs at or above a threshold.
public struct SimilarPairs: Sendable {
  /// Most similar first, ties by row; as many as were asked for.
  public let pairs: [SimilarPair]
  /// Of all pairs, also those that are not listed.
  public let count: Int

  public var isComplete: Bool { pairs.count == count }
}

/// Every pair a < b of one set with cosine at or above the threshold.
///
/// Complete and exact: Float products select candidates with a slack that covers their rounding, and
/// each candidate is judged in double precision. A threshold of 1 finds equal vectors: cosines from
/// `equalityThreshold` on count as 1. Zero rows are in no pair.
/// - Parameter limit: pairs to list, the most similar; memory is O(limit).
/// - Complexity: O(n²·d).
public func similarPairs(
  within rows: UnitRows, threshold: Double, listing limit: Int = 1_000_000
) -> SimilarPairs {
  collect(CosineTiles(within: rows), threshold, limit)
}

/// Every pair of a row of x with a row of y, as within one set.
///
/// - Complexity: O(n·m·d).
public func similarPairs(
  between x: UnitRows, and y: UnitRows, threshold: Double, listing limit: Int = 1_000_000
) -> SimilarPairs {
  collect(CosineTiles(between: x, and: y), threshold, limit)
}

private func collect(_ tiles: CosineTiles, _ threshold: Double, _ limit: Int) -> SimilarPairs {
  precondition((-1...1).contains(threshold) && limit >= 1)
  let judged = min(threshold, equalityThreshold)
  let slack = tiles.x.roundingBound
  let candidate = Float(judged) - slack - Float.ulpOfOne
  var list = BoundedPairList(limit: limit)
  var count = 0
  tiles.forEachStrip { row, column, cosines in
    for (offset, value) in cosines.enumerated() where value >= candidate {
      guard let cosine = tiles.x.cosine(row, tiles.y, column + offset), cosine >= judged else {
        continue
      }
      count += 1
      list.insert(SimilarPair(a: row, b: column + offset, cosine: cosine))
    }
  }
  return SimilarPairs(pairs: list.sorted(), count: count)
}

/// Keeps the most similar pairs in O(limit) memory.
private struct BoundedPairList {
  let limit: Int
  private var pairs: [SimilarPair] = []

  init(limit: Int) {
    self.limit = limit
  }

  mutating func insert(_ pair: SimilarPair) {
    pairs.append(pair)
    if pairs.count >= 2 * limit { pairs = sorted() }
  }

  func sorted() -> [SimilarPair] {
    Array(pairs.sorted(by: SimilarPair.precedes).prefix(limit))
  }
}

/// Two rows and their cosine.
public struct SimilarPair: PortableBits, Hashable, Codable {
  /// Row of the first set, or the first row of a pair within one set.
  public let a: Int
  /// Row of the second set, or the second row of a pair within one set.
  public let b: Int
  /// Within [-1, 1].
  public let cosine: Double

  /// A pair, as the join finds it.
  public init(a: Int, b: Int, cosine: Double) {
    (self.a, self.b, self.cosine) = (a, b, cosine)
  }

  /// Descending cosine, ties by (a, b).
  static func precedes(_ p: SimilarPair, _ q: SimilarPair) -> Bool {
    (q.cosine, p.a, p.b) < (p.cosine, q.a, q.b)
  }
}

/// Every pair of rows at or above a threshold.
public struct SimilarPairs: Portable {
  /// Descending cosine, ties by (a, b). The most similar ones when there are more than the limit.
  public let pairs: [SimilarPair]
  /// How many pairs reach the threshold, listed or not.
  public let count: Int

  /// - Parameters:
  ///   - pairs: in order.
  ///   - count: of all, listed or not.
  public init(pairs: [SimilarPair], count: Int) {
    precondition(count >= pairs.count)
    (self.pairs, self.count) = (pairs, count)
  }

  public init?(from bytes: inout PortableReader) {
    guard let pairs = bytes.read([SimilarPair].self), let count = bytes.read(Int.self),
      count >= pairs.count
    else { return nil }
    self.init(pairs: pairs, count: count)
  }

  public func write(to bytes: inout PortableWriter) {
    bytes.write(pairs)
    bytes.write(count)
  }

  /// Whether every pair is listed.
  public var isComplete: Bool { pairs.count == count }
}

/// Cosines from here on count as 1: the rows are equal but for rounding.
public let equalityThreshold = 1 - 1e-6

/// All pairs a < b of one set whose cosine is at least the threshold.
///
/// Complete and exact: products in float select candidates with room for their rounding error, and
/// each candidate is decided in double precision. Rows of zeros are in no pair.
///
/// - Parameters:
///   - threshold: within [-1, 1]; anything above 1 − 10⁻⁶ also accepts equal rows whose cosine is
///     below it by rounding only.
///   - limit: how many pairs to list, ≥ 0; all are counted. Memory is bounded by it.
///   - progress: is told of parts of the comparisons.
/// - Complexity: O(n²·d) time.
public func similarPairs(
  within rows: UnitRows, threshold: Double, listing limit: Int = 1_000_000,
  progress: WorkProgress = { _, _ in }
) -> SimilarPairs {
  PairJoin(within: rows, threshold: threshold, limit: limit).result(progress: progress)
}

/// All pairs of a row a of x and a row b of y whose cosine is at least the threshold.
///
/// As `similarPairs(within:threshold:listing:)`.
///
/// - Precondition: rows of x and y have the same length.
public func similarPairs(
  between x: UnitRows, and y: UnitRows, threshold: Double, listing limit: Int = 1_000_000,
  progress: WorkProgress = { _, _ in }
) -> SimilarPairs {
  PairJoin(between: x, and: y, threshold: threshold, limit: limit).result(progress: progress)
}

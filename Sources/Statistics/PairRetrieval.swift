import LinearAlgebra

/// How well the partners of queries are found among the items of the other kind.
public struct PairRetrieval: Sendable {
  /// Of each query the rank of the first item that counts as its own, from 1.
  public let firstRanks: [Int]
  /// Of each query, how many items count as its own.
  public let matches: [Int]
  /// Items that are searched among.
  public let count: Int
  /// Of each query the best items, the first bit saying whether one counts as its own.
  let heads: [[UInt32]]

  /// The largest k of recall at k that has resamples.
  public static let largestRank = 20
  /// A resample leaves out a third of the items on average. Of one that leaves out more than three quarters of
  /// a head, what stands behind it is not seen, and the query counts as missed.
  fileprivate static let headLength = 4 * largestRank
  fileprivate static let matchBit: UInt32 = 0x8000_0000

  /// The mean of 1/rank.
  public var meanReciprocalRank: Double {
    firstRanks.reduce(0) { $0 + 1 / Double($1) } / Double(max(1, firstRanks.count))
  }

  /// Of an even number the mean of the middle two.
  public var medianRank: Double {
    let sorted = firstRanks.sorted()
    guard !sorted.isEmpty else { return .nan }
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The shares of queries with an item of their own among the first k.
  ///
  /// A pair is a query and is searched among: resamples draw it as both, as those of `RetrievalScores` do.
  /// - Parameters:
  ///   - resamples: of the pairs.
  ///   - ranks: k, each within 1...`largestRank`.
  public func recalls(_ resamples: UnitResamples, ranks: [Int]) -> [MetricSample] {
    precondition(ranks.allSatisfy { (1...Self.largestRank).contains($0) })
    let found = resamples.samples { weights in
      let all = Double(weights.reduce(0, +))
      return ranks.map { rank in
        let hits = heads.indices.reduce(0) {
          $0 + (weights[$1] > 0 && isHit(heads[$1], rank, weights) ? weights[$1] : 0)
        }
        return all > 0 ? Double(hits) / all : .nan
      }
    }
    let asFound = resamples.samples { weights in
      let all = Double(weights.reduce(0, +))
      return ranks.map { rank in
        let hits = zip(firstRanks, weights).reduce(0) { $0 + ($1.0 <= rank ? $1.1 : 0) }
        return all > 0 ? Double(hits) / all : .nan
      }
    }
    return zip(found, asFound).map { $0.searching(asFound: $1) }
  }

  /// What a query is expected to reach by chance: of each, the probability that one of its own is among k
  /// items drawn at random.
  public func chance(_ rank: Int) -> [Double] {
    matches.map { chanceOfMatch($0, among: count, drawing: rank) }
  }

  private func isHit(_ head: [UInt32], _ rank: Int, _ weights: [Int]) -> Bool {
    var passed = 0
    for entry in head where passed < rank {
      let weight = weights[Int(entry & ~Self.matchBit)]
      if weight > 0, entry & Self.matchBit != 0 { return true }
      passed += weight
    }
    return false
  }
}

/// The probability that at least one of some items is among others drawn without replacement.
///
/// - Parameters:
///   - matches: within 0...count.
///   - drawn: as many as there are, at most.
public func chanceOfMatch(_ matches: Int, among count: Int, drawing drawn: Int) -> Double {
  var missed = 1.0
  for place in 0..<min(drawn, count) {
    missed *= Double(max(0, count - matches - place)) / Double(count - place)
  }
  return 1 - missed
}

/// Looks for the partner of each query, by cosine.
///
/// Row i of the queries belongs to row i of the items; every item with the key of item i counts as its own
/// as well. Items that tie with it stand before it, so that equal vectors find nothing.
/// - Parameters:
///   - queries: shape (n, d), none of them zero.
///   - items: shape (n, d), none of them zero.
///   - keys: of the items, n of them; two items of equal content have one key.
///   - progress: is told of blocks of queries.
/// - Precondition: 1 ≤ n < 2³⁰.
/// - Complexity: O(n²·d) time, O(n) memory a query of a block.
public func pairRetrieval(
  of queries: UnitRows, among items: UnitRows, keys: [Int],
  progress: WorkProgress = { _, _ in }
) -> PairRetrieval {
  precondition(queries.count == items.count && keys.count == items.count)
  precondition(queries.zeroRows.isEmpty && items.zeroRows.isEmpty, "no direction to look in")
  let search = PairSearch(queries: queries, items: items, keys: keys)
  let blocks = Tile.split(0..<queries.count, by: 64)
  let found = mapOnAllCores(blocks.count, progress: progress) { search.findings(blocks[$0]) }
    .flatMap { $0 }
  var counts: [Int: Int] = [:]
  for key in keys { counts[key, default: 0] += 1 }
  return PairRetrieval(
    firstRanks: found.map(\.rank), matches: keys.map { counts[$0] ?? 0 }, count: items.count,
    heads: found.map(\.head))
}

private struct PairSearch: Sendable {
  let queries: UnitRows
  let items: UnitRows
  let keys: [Int]

  private static let columns = 4_096
  /// Added to the row of a match, which then stands behind others of the same cosine.
  private static let lastAmongEqual: Int32 = 1 << 30

  func findings(_ range: Range<Int>) -> [(rank: Int, head: [UInt32])] {
    let vectors = queries.unit(range)
    var cosines = range.map { _ in [Float]() }
    var products = [Float](repeating: 0, count: range.count * Self.columns)
    for part in Tile.split(0..<items.count, by: Self.columns) {
      vectors.innerProducts(
        of: 0..<range.count, with: items.unit(part), of: 0..<part.count, into: &products)
      for place in 0..<range.count {
        cosines[place] += products[place * part.count..<(place + 1) * part.count]
      }
    }
    return zip(range, cosines).map { finding(of: keys[$0], in: $1) }
  }

  private func finding(of key: Int, in cosines: [Float]) -> (rank: Int, head: [UInt32]) {
    let best = cosines.indices.lazy.filter { keys[$0] == key }.map { cosines[$0] }.max() ?? 0
    let before = cosines.indices.count { keys[$0] != key && cosines[$0] >= best }
    return (before + 1, head(of: key, in: cosines))
  }

  /// The best items, others before its own where they tie.
  private func head(of key: Int, in cosines: [Float]) -> [UInt32] {
    var few = NearestFew(limit: PairRetrieval.headLength)
    for (place, cosine) in cosines.enumerated() {
      let row = Int32(place) | (keys[place] == key ? Self.lastAmongEqual : 0)
      few.add(NearRow(row: row, squaredDistance: -Double(cosine)))
    }
    return few.rows.map { near in
      let isMatch = near.row & Self.lastAmongEqual != 0
      return UInt32(near.row & ~Self.lastAmongEqual) | (isMatch ? PairRetrieval.matchBit : 0)
    }
  }
}

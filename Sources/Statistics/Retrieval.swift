import LinearAlgebra

/// How well items of the same label are found among all items, best first by cosine.
public struct RetrievalScore: Sendable, Hashable {
  /// The mean, over relevant items, of the share of relevant ones among the items up to theirs.
  public let averagePrecision: Double
  /// Of the first relevant item, from 1.
  public let firstRank: Int
}

/// What queries find, and how that depends on every item.
public struct RetrievalScores: Sendable {
  /// Places of rows.
  public let queries: [Int]
  /// One a query; nil for a query without a relevant item, and for a row of zeros.
  public let scores: [RetrievalScore?]
  /// Of each row, how fast the sum of all average precisions rises with how often the row is there.
  let influence: [Double]
  /// Of each query the best rows, the first bit saying whether one is relevant.
  let heads: [[UInt32]]

  /// Ranks of `heads`, enough for recall at 10 whatever is drawn.
  fileprivate static let headLength = 40
  fileprivate static let relevantBit: UInt32 = 0x8000_0000

  /// The mean average precision, and the shares of queries with a relevant item among the so many
  /// nearest.
  ///
  /// An item is a query and is searched among. Resamples that drew queries only would vary too little: two
  /// equally good encoders were told apart in 30 % of simulations at 5 %. Average precision changes with
  /// the items searched among by its derivative, which is exact for small changes; a head of the ranking
  /// is walked with every item as often as it was drawn.
  public func samples(_ resamples: UnitResamples, ranks: [Int]) -> [MetricSample] {
    let judged = scores.indices.filter { scores[$0] != nil }
    let precisions = scores.compactMap { $0?.averagePrecision }
    let found = resamples.samples { weights in
      let ofQueries = judged.map { weights[queries[$0]] }
      let all = Double(ofQueries.reduce(0, +))
      guard all > 0 else { return Array(repeating: .nan, count: ranks.count + 1) }
      let change = zip(influence, weights).reduce(0) { $0 + $1.0 * Double($1.1 - 1) }
      let mean = zip(precisions, ofQueries).reduce(0) { $0 + $1.0 * Double($1.1) } / all
      return [mean + change / Double(precisions.count)]
        + ranks.map { rank in
          let hits = zip(judged, ofQueries).reduce(0) {
            $0 + ($1.1 > 0 && isHit(heads[$1.0], rank, weights) ? $1.1 : 0)
          }
          return Double(hits) / all
        }
    }
    let units = resamples.unitCount(of: judged.map { queries[$0] })
    let firstRanks = scores.compactMap { $0?.firstRank }
    let asFound = resamples.samples(of: judged.map { queries[$0] }) { weights in
      let all = Double(weights.reduce(0, +))
      return ranks.map { rank in
        let hits = zip(firstRanks, weights).reduce(0) { $0 + ($1.0 <= rank ? $1.1 : 0) }
        return all > 0 ? Double(hits) / all : .nan
      }
    }
    return [found[0].with(units: units)]
      + zip(found.dropFirst(), asFound).map { $0.with(units: units).searching(asFound: $1) }
  }

  private func isHit(_ head: [UInt32], _ rank: Int, _ weights: [Int]) -> Bool {
    var passed = 0
    for entry in head where passed < rank {
      let weight = weights[Int(entry & ~Self.relevantBit)]
      if weight > 0, entry & Self.relevantBit != 0 { return true }
      passed += weight
    }
    return false
  }
}

/// For each query how well the items of its label are found.
///
/// Relevant are items of the same label and another unit; items of the query's unit and rows of zeros
/// are left out. Items of equal cosine share the last of their ranks, so that order says nothing; average
/// precision is then that of scikit-learn's `average_precision_score`. Cosines are products of floats,
/// which leaves them uncertain by some 10⁻⁷.
///
/// - Parameters:
///   - queries: places of rows, each once.
///   - labels: of each row, 0…
///   - units: the unit of each row; nil makes each row a unit.
///   - progress: is told of blocks of queries.
/// - Precondition: fewer than 2³¹ rows.
/// - Complexity: O(q·n·(d + log n)) time, O(n) memory a query of a block.
public func retrievalScores(
  of queries: [Int], in rows: UnitRows, labels: [Int], units: [Int]?,
  progress: WorkProgress = { _, _ in }
) -> RetrievalScores {
  let search = RetrievalSearch(rows: rows, labels: labels, units: units)
  let blocks = Tile.split(0..<queries.count, by: 128)
  let found = mapOnAllCores(blocks.count, progress: progress) { number in
    search.findings(of: Array(queries[blocks[number]]))
  }
  // In the order of blocks, so that sums do not depend on threads.
  var influence = [Double](repeating: 0, count: rows.count)
  for block in found {
    for (row, value) in block.influence.enumerated() { influence[row] += value }
  }
  return RetrievalScores(
    queries: queries, scores: found.flatMap(\.scores), influence: influence,
    heads: found.flatMap(\.heads))
}

/// Of some queries.
private struct RetrievalFindings: Sendable {
  var scores: [RetrievalScore?] = []
  var influence: [Double]
  var heads: [[UInt32]] = []
}

private struct RetrievalSearch: Sendable {
  let rows: UnitRows
  let labels: [Int]
  let units: [Int]?

  /// Rows whose products are made at once.
  private static let columns = 4_096

  func findings(of queries: [Int]) -> RetrievalFindings {
    let vectors = rows.unit(selecting: queries)
    var keys = queries.map { _ in [UInt64]() }
    for place in keys.indices { keys[place].reserveCapacity(rows.count) }
    var products = [Float](repeating: 0, count: queries.count * Self.columns)
    for range in Tile.split(0..<rows.count, by: Self.columns) {
      vectors.innerProducts(
        of: 0..<queries.count, with: rows.unit(range), of: 0..<range.count, into: &products)
      for (place, query) in queries.enumerated() {
        let start = place * range.count
        add(range, products[start..<(start + range.count)], of: query, to: &keys[place])
      }
    }
    var findings = RetrievalFindings(influence: Array(repeating: 0, count: rows.count))
    for place in queries.indices {
      if rows.isZero(queries[place]) { keys[place] = [] }
      keys[place].sort()
      findings.add(keys[place])
      keys[place] = []
    }
    return findings
  }

  /// Keys ascend with falling cosine, in their upper half; then whether the item is relevant, and its row.
  private func add(
    _ range: Range<Int>, _ products: ArraySlice<Float>, of query: Int, to keys: inout [UInt64]
  ) {
    let label = labels[query]
    for (row, product) in zip(range, products) where isOther(row, query) {
      let entry = UInt32(row) | (labels[row] == label ? RetrievalScores.relevantBit : 0)
      keys.append(UInt64(product.descendingKey) << 32 | UInt64(entry))
    }
  }

  private func isOther(_ row: Int, _ query: Int) -> Bool {
    guard row != query, !rows.isZero(row) else { return false }
    return units.map { $0[row] != $0[query] } ?? true
  }
}

extension RetrievalFindings {
  /// - Parameter keys: of one query, ascending.
  fileprivate mutating func add(_ keys: [UInt64]) {
    let entries = keys.map { UInt32(truncatingIfNeeded: $0) }
    let isRelevant = entries.map { $0 & RetrievalScores.relevantBit != 0 }
    heads.append(Array(entries.prefix(RetrievalScores.headLength)))
    let relevant = isRelevant.count { $0 }
    guard relevant > 0 else { return scores.append(nil) }
    let ties = tieEnds(keys)
    var (sum, hits, start) = (0.0, 0, 0)
    var first: Int?
    var precisions: [(hits: Int, tied: Int, precision: Double)] = []
    for end in ties {
      let tied = isRelevant[start..<end].count { $0 }
      hits += tied
      let precision = Double(hits) / Double(end)
      sum += Double(tied) * precision
      if tied > 0 { first = first ?? end }
      precisions.append((hits, tied, precision))
      start = end
    }
    let average = sum / Double(relevant)
    scores.append(first.map { RetrievalScore(averagePrecision: average, firstRank: $0) })
    // AP = Σ wᵣPᵣ / Σ wᵣ over relevant r, with P = hits / rank: an item moves the precision of all relevant
    // ones from its own rank on, and if relevant has a share itself.
    var (raises, lowers, end) = (0.0, 0.0, entries.count)
    for (number, tie) in precisions.enumerated().reversed() {
      raises += Double(tie.tied) / Double(end)
      lowers += Double(tie.tied) * tie.precision / Double(end)
      let start = number == 0 ? 0 : ties[number - 1]
      for place in start..<end {
        let own = isRelevant[place] ? tie.precision - average + raises : 0
        influence[Int(entries[place] & ~RetrievalScores.relevantBit)] +=
          (own - lowers) / Double(relevant)
      }
      end = start
    }
  }

  /// Where each group of equal cosines ends.
  private func tieEnds(_ keys: [UInt64]) -> [Int] {
    keys.indices.filter { $0 + 1 == keys.count || keys[$0 + 1] >> 32 != keys[$0] >> 32 }
      .map { $0 + 1 }
  }
}

extension Float {
  /// Whole numbers in the opposite order of the floats.
  fileprivate var descendingKey: UInt32 {
    // Both zeros are one number.
    let bits = (self == 0 ? 0 : self).bitPattern
    let ascending = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return ~ascending
  }
}

import LinearAlgebra

/// How well items of the same label are found among all items, best first by cosine.
public struct RetrievalScore: Sendable, Hashable {
  /// The mean, over relevant items, of the share of relevant ones among the items up to theirs.
  public let averagePrecision: Double
  /// Of the first relevant item, from 1.
  public let firstRank: Int
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
/// - Returns: one a query; nil for a query without a relevant item, and for a row of zeros.
/// - Complexity: O(q·n·(d + log n)) time, O(n) memory a core.
public func retrievalScores(
  of queries: [Int], in rows: UnitRows, labels: [Int], units: [Int]?,
  progress: WorkProgress = { _, _ in }
) -> [RetrievalScore?] {
  let search = RetrievalSearch(rows: rows, labels: labels, units: units)
  let blocks = Tile.split(0..<queries.count, by: 64)
  return mapOnAllCores(blocks.count, progress: progress) { number in
    search.scores(of: Array(queries[blocks[number]]))
  }.flatMap { $0 }
}

private struct RetrievalSearch: Sendable {
  let rows: UnitRows
  let labels: [Int]
  let units: [Int]?

  /// Rows whose products are made at once.
  private static let columns = 4_096

  func scores(of queries: [Int]) -> [RetrievalScore?] {
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
    return queries.indices.map { place in
      rows.isZero(queries[place]) ? nil : score(of: &keys[place])
    }
  }

  /// Keys ascend with falling cosine; the last bit says whether the item is relevant.
  private func add(
    _ range: Range<Int>, _ products: ArraySlice<Float>, of query: Int, to keys: inout [UInt64]
  ) {
    let label = labels[query]
    for (row, product) in zip(range, products) where isOther(row, query) {
      keys.append(product.descendingKey << 1 | (labels[row] == label ? 1 : 0))
    }
  }

  private func isOther(_ row: Int, _ query: Int) -> Bool {
    guard row != query, !rows.isZero(row) else { return false }
    return units.map { $0[row] != $0[query] } ?? true
  }

  private func score(of keys: inout [UInt64]) -> RetrievalScore? {
    keys.sort()
    var (sum, relevant, tied) = (0.0, 0, 0)
    var first: Int?
    for (place, key) in keys.enumerated() {
      tied += Int(key & 1)
      // The last of equal cosines.
      guard place + 1 == keys.count || keys[place + 1] >> 1 != key >> 1 else { continue }
      if tied > 0 {
        relevant += tied
        sum += Double(tied) * Double(relevant) / Double(place + 1)
        first = first ?? place + 1
        tied = 0
      }
    }
    return first.map { RetrievalScore(averagePrecision: sum / Double(relevant), firstRank: $0) }
  }
}

extension Float {
  /// Whole numbers in the opposite order of the floats.
  fileprivate var descendingKey: UInt64 {
    // Both zeros are one number.
    let bits = (self == 0 ? 0 : self).bitPattern
    let ascending = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(~ascending)
  }
}

import LinearAlgebra

/// How many pairs have which cosine, in steps of 2⁻²⁰, and how many of them are positives.
///
/// Cosines are computed in float and rounded to the nearest step, which is coarser than float's
/// rounding: equal rows tie at 1. Pairs with a row of zeros have none.
public struct CosineCounts: Sendable {
  /// From a cosine of 1 downwards; positives are among them.
  private var counts = [Int](repeating: 0, count: 2 * Self.steps + 1)
  private var positives: [Int: Int] = [:]
  private var unranked = PairRanking.Tie(positives: 0, negatives: 0)

  /// Which blocks of `counts` hold any pair, so that few pairs cost little.
  private var isUsed = [Bool](repeating: false, count: ((2 * Self.steps) >> Self.blockBits) + 1)

  private static let steps = 1 << 20
  private static let blockBits = 10

  /// All pairs of two rows of one set, none of them a positive.
  ///
  /// - Complexity: O(n²·d) time, O(1) memory beside a tile.
  public init(within rows: UnitRows) {
    for tile in Tile.within(0..<rows.count, side: .standard) {
      add(tile, rows, rows, positives: []) { tile.firstColumn(after: $0) }
    }
  }

  /// All pairs of a row of one set and a row of another, of equal length.
  ///
  /// - Parameter positives: which of them are, each once.
  public init(between x: UnitRows, and y: UnitRows, positives: [(x: Int, y: Int)]) {
    for tile in Tile.between(0..<x.count, 0..<y.count, side: .standard) {
      let here = positives.filter { tile.rows.contains($0.x) && tile.columns.contains($0.y) }
      add(tile, x, y, positives: here) { _ in tile.columns.lowerBound }
    }
  }

  private mutating func add(
    _ tile: Tile, _ x: UnitRows, _ y: UnitRows, positives: [(x: Int, y: Int)],
    firstColumn: (_ row: Int) -> Int
  ) {
    var products = [Float](repeating: 0, count: tile.count)
    x.innerProducts(tile, with: y, into: &products)
    let start = tile.columns.lowerBound
    for row in tile.rows {
      let offset = (row - tile.rows.lowerBound) * tile.columns.count
      for column in min(firstColumn(row), tile.columns.upperBound)..<tile.columns.upperBound {
        if x.isZero(row) || y.isZero(column) {
          unranked.negatives += 1
        } else {
          count(Self.place(of: products[offset + column - start]), 1)
        }
      }
    }
    for (row, column) in positives {
      let offset = (row - tile.rows.lowerBound) * tile.columns.count
      markPositive(products[offset + column - start], x.isZero(row) || y.isZero(column))
    }
  }

  private mutating func count(_ place: Int, _ pairs: Int) {
    counts[place] += pairs
    isUsed[place >> Self.blockBits] = true
  }

  /// By descending cosine, those that any pair has.
  private func forEachPlace(_ body: (_ place: Int, _ pairs: Int) -> Void) {
    for block in isUsed.indices where isUsed[block] {
      let start = block << Self.blockBits
      for place in start..<min(start + (1 << Self.blockBits), counts.count) where counts[place] > 0
      {
        body(place, counts[place])
      }
    }
  }

  /// One of the pairs that were counted already.
  private mutating func markPositive(_ product: Float, _ hasNoCosine: Bool) {
    if hasNoCosine {
      unranked.negatives -= 1
      unranked.positives += 1
    } else {
      positives[Self.place(of: product), default: 0] += 1
    }
  }

  private static func place(of cosine: Float) -> Int {
    steps - Int((max(-1, min(1, cosine)) * Float(steps)).rounded())
  }

  /// With the pairs of another set of pairs.
  public func adding(_ other: CosineCounts) -> CosineCounts {
    var sum = self
    other.forEachPlace { sum.count($0, $1) }
    sum.positives.merge(other.positives, uniquingKeysWith: +)
    sum.unranked.positives += other.unranked.positives
    sum.unranked.negatives += other.unranked.negatives
    return sum
  }

  /// All pairs by descending cosine.
  public var ranking: PairRanking {
    var groups: [PairRanking.Tie] = []
    var between = 0
    func endNegatives() {
      if between > 0 { groups.append(PairRanking.Tie(positives: 0, negatives: between)) }
      between = 0
    }
    forEachPlace { place, pairs in
      guard let found = positives[place] else {
        between += pairs
        return
      }
      endNegatives()
      groups.append(PairRanking.Tie(positives: found, negatives: pairs - found))
    }
    endNegatives()
    return PairRanking(groups: groups, unranked: unranked)
  }
}

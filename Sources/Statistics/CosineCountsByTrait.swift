import LinearAlgebra

/// Traits of rows, by which pairs of rows are told apart.
public struct RowTraits: Sendable {
  private let first: [Int]
  private let second: [Int]

  /// - Parameters:
  ///   - first: one number a row; pairs that agree in it are of kind 0.
  ///   - second: one number a row; of the other pairs those that agree in it are of kind 1, and the
  ///     rest of kind 2.
  /// - Precondition: both have as many numbers as there are rows.
  public init(first: [Int], second: [Int]) {
    precondition(first.count == second.count, "\(first.count) and \(second.count) traits")
    (self.first, self.second) = (first, second)
  }

  static let kinds = 3

  var count: Int { first.count }

  func kind(_ i: Int, _ j: Int) -> Int {
    first[i] == first[j] ? 0 : second[i] == second[j] ? 1 : 2
  }
}

/// Pairs of different rows of one set in each bin of cosine, for each kind of pair.
///
/// - Parameters:
///   - rows: shape (n, d).
///   - bins: ≥ 1, of equal width from -1 to 1, as of `CosineHistogram`.
/// - Returns: shape (3, bins); every pair is counted once.
/// - Precondition: traits of each row; no row of zeros.
/// - Complexity: O(n²·d) time, O(tile) memory a core.
public func cosineCounts(within rows: UnitRows, traits: RowTraits, bins: Int) -> [[Int]] {
  precondition(bins >= 1, "\(bins) bins")
  precondition(rows.zeroRows.isEmpty && traits.count == rows.count, "a direction and traits each")
  let tiles = Tile.within(0..<rows.count, side: .standard)
  let start = TraitCensus(rows: rows, traits: traits, bins: bins)
  return onAllCores(tiles.count, each: start) { $0.count(tiles[$1]) }
    .reduce(start) { $0.adding($1) }.countsByKind
}

/// What one worker has counted.
private struct TraitCensus: Sendable {
  let rows: UnitRows
  let traits: RowTraits
  let bins: Int
  /// Kind by kind.
  var counts: [Int]

  init(rows: UnitRows, traits: RowTraits, bins: Int) {
    (self.rows, self.traits, self.bins) = (rows, traits, bins)
    counts = Array(repeating: 0, count: RowTraits.kinds * bins)
  }

  mutating func count(_ tile: Tile) {
    var products = [Float](repeating: 0, count: tile.count)
    rows.innerProducts(tile, with: rows, into: &products)
    let scale = Float(bins) / 2
    for i in tile.rows {
      let first = tile.firstColumn(after: i)
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      for j in min(first, tile.columns.upperBound)..<tile.columns.upperBound {
        let bin = min(max(Int((products[offset + j] + 1) * scale), 0), bins - 1)
        counts[traits.kind(i, j) * bins + bin] += 1
      }
    }
  }

  func adding(_ other: TraitCensus) -> TraitCensus {
    var sum = self
    for place in counts.indices { sum.counts[place] += other.counts[place] }
    return sum
  }

  var countsByKind: [[Int]] {
    (0..<RowTraits.kinds).map { Array(counts[$0 * bins..<($0 + 1) * bins]) }
  }
}

import LinearAlgebra

/// How the cosines of many pairs of rows are spread.
public struct CosineHistogram: Sendable, Codable, Equatable {
  /// Ascending from -1 to 1, one more than bins of equal width. A bin holds its lower edge; the
  /// last one also 1.
  public let edges: [Double]
  /// Pairs in each bin. Cosines within float rounding of an edge may count on either side of it.
  public let counts: [Int]
  /// Of all pairs, in double precision; 0 when there is none.
  public let mean: Double
  /// Of all pairs; 0 when there is none.
  public let minimum: Double
  /// Of all pairs; 0 when there is none.
  public let maximum: Double

  /// How many pairs.
  public var pairCount: Int { counts.reduce(0, +) }
}

/// The cosines of all pairs of different rows of one set, every pair once.
///
/// - Parameters:
///   - rows: shape (n, d); rows of zeros are left out.
///   - bins: ≥ 1.
/// - Complexity: O(n²·d) time.
public func cosineHistogram(within rows: UnitRows, bins: Int = 100) -> CosineHistogram {
  let rows = rows.withoutZeroRows
  var census = CosineCensus(x: rows, y: rows, isWithin: true, bins: bins)
  census.count(Tile.within(0..<rows.count, side: .standard))
  let sum = rows.sumOfDirections
  let n = Double(rows.count)
  return census.histogram(mean: (dot(sum, sum) - n) / (n * (n - 1)))
}

/// The cosines of every row of x with every row of y.
///
/// As `cosineHistogram(within:bins:)`.
///
/// - Precondition: rows of x and y have the same length.
public func cosineHistogram(
  between x: UnitRows, and y: UnitRows, bins: Int = 100
) -> CosineHistogram {
  let (x, y) = (x.withoutZeroRows, y.withoutZeroRows)
  var census = CosineCensus(x: x, y: y, isWithin: false, bins: bins)
  census.count(Tile.between(0..<x.count, 0..<y.count, side: .standard))
  let mean = dot(x.sumOfDirections, y.sumOfDirections) / Double(x.count) / Double(y.count)
  return census.histogram(mean: mean)
}

/// Counts float products; the extremes are computed again in double precision at the end.
private struct CosineCensus {
  let x: UnitRows
  let y: UnitRows
  let isWithin: Bool
  var counts: [Int]
  var lowest = (product: Float.infinity, i: 0, j: 0)
  var highest = (product: -Float.infinity, i: 0, j: 0)

  init(x: UnitRows, y: UnitRows, isWithin: Bool, bins: Int) {
    precondition(bins >= 1, "\(bins) bins")
    (self.x, self.y, self.isWithin) = (x, y, isWithin)
    counts = Array(repeating: 0, count: bins)
  }

  mutating func count(_ tiles: [Tile]) {
    var products = [Float](repeating: 0, count: tiles.map(\.count).max() ?? 0)
    for tile in tiles {
      x.innerProducts(tile, with: y, into: &products)
      for i in tile.rows {
        let first = isWithin ? tile.firstColumn(after: i) : tile.columns.lowerBound
        let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
        guard first < tile.columns.upperBound else { continue }
        countRow(i, first..<tile.columns.upperBound, products, offset)
      }
    }
  }

  private mutating func countRow(
    _ i: Int, _ columns: Range<Int>, _ products: [Float], _ offset: Int
  ) {
    let last = counts.count - 1
    let scale = Float(counts.count) / 2
    for j in columns {
      let product = products[offset + j]
      counts[min(max(Int((product + 1) * scale), 0), last)] += 1
      if product < lowest.product { lowest = (product, i, j) }
      if product > highest.product { highest = (product, i, j) }
    }
  }

  func histogram(mean: Double) -> CosineHistogram {
    let bins = counts.count
    let isEmpty = highest.product < lowest.product
    let minimum = isEmpty ? nil : x.cosine(lowest.i, y, lowest.j)
    let maximum = isEmpty ? nil : x.cosine(highest.i, y, highest.j)
    return CosineHistogram(
      edges: (0...bins).map { Double(2 * $0 - bins) / Double(bins) }, counts: counts,
      mean: isEmpty ? 0 : min(1, max(-1, mean)), minimum: minimum ?? 0, maximum: maximum ?? 0)
  }
}

extension UnitRows {
  /// The mean of all cosines needs only this: Σᵢ Σⱼ uᵢ·uⱼ = ‖Σᵢ uᵢ‖².
  fileprivate var sumOfDirections: [Double] {
    var sum = [Double](repeating: 0, count: dimension)
    for i in 0..<count {
      let direction = direction(i)
      for k in direction.indices { sum[k] += direction[k] }
    }
    return sum
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}

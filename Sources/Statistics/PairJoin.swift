import LinearAlgebra

/// The exact join behind `similarPairs`.
struct PairJoin {
  private let x: UnitRows
  private let y: UnitRows
  private let isWithin: Bool
  private let threshold: Double
  private let slack: Double
  private var strongest: StrongestPairs

  init(within rows: UnitRows, threshold: Double, limit: Int) {
    self.init(rows, rows, isWithin: true, threshold: threshold, limit: limit)
  }

  init(between x: UnitRows, and y: UnitRows, threshold: Double, limit: Int) {
    self.init(x, y, isWithin: false, threshold: threshold, limit: limit)
  }

  private init(_ x: UnitRows, _ y: UnitRows, isWithin: Bool, threshold: Double, limit: Int) {
    precondition((-1...1).contains(threshold), "a cosine of \(threshold)")
    (self.x, self.y, self.isWithin) = (x, y, isWithin)
    self.threshold = min(threshold, equalityThreshold)
    slack = UnitRows.roundingSlack(dimension: x.unit.columns)
    strongest = StrongestPairs(limit: limit)
  }

  func result(side: TileSide) -> SimilarPairs {
    var join = self
    var products = [Float](repeating: 0, count: side.rows * side.columns)
    for tile in isWithin
      ? Tile.within(0..<x.count, side: side)
      : Tile.between(0..<x.count, 0..<y.count, side: side)
    {
      x.unit.innerProducts(of: tile.rows, with: y.unit, of: tile.columns, into: &products)
      join.scan(tile, products)
    }
    return join.strongest.result
  }

  private mutating func scan(_ tile: Tile, _ products: [Float]) {
    let floor = Float(threshold - slack).nextDown
    for i in tile.rows {
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      let first = isWithin ? tile.firstColumn(after: i) : tile.columns.lowerBound
      guard first < tile.columns.upperBound else { continue }
      for j in first..<tile.columns.upperBound where products[offset + j] >= floor {
        consider(i, j, approximately: Double(products[offset + j]))
      }
    }
  }

  /// Decides a candidate, without computing its cosine where that cannot matter.
  private mutating func consider(_ i: Int, _ j: Int, approximately product: Double) {
    guard !x.isZero(i), !y.isZero(j) else { return }
    if product - slack >= threshold, product + slack < strongest.bar {
      strongest.countUnlisted()
    } else if let cosine = x.cosine(i, y, j), cosine >= threshold {
      strongest.add(SimilarPair(a: i, b: j, cosine: cosine))
    }
  }
}

/// The first pairs in order, and the number of all.
struct StrongestPairs {
  private let limit: Int
  private var pairs: [SimilarPair] = []
  private var count = 0
  /// A pair below this cosine will not be listed.
  private(set) var bar: Double

  init(limit: Int) {
    precondition(limit >= 0, "a list of \(limit)")
    self.limit = min(limit, .max / 4)
    bar = limit == 0 ? .infinity : -.infinity
  }

  mutating func countUnlisted() { count += 1 }

  mutating func add(_ pair: SimilarPair) {
    count += 1
    guard pair.cosine >= bar else { return }
    pairs.append(pair)
    if pairs.count >= 2 * limit + 64 { cut() }
  }

  var result: SimilarPairs {
    var last = self
    last.cut()
    return SimilarPairs(pairs: last.pairs, count: count)
  }

  private mutating func cut() {
    pairs.sort(by: SimilarPair.precedes)
    guard pairs.count > limit else { return }
    pairs.removeLast(pairs.count - limit)
    bar = pairs.last?.cosine ?? .infinity
  }
}

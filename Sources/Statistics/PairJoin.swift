import LinearAlgebra

/// The exact join behind `similarPairs`.
struct PairJoin: Sendable {
  private let x: UnitRows
  private let y: UnitRows
  private let isWithin: Bool
  private let threshold: Double
  private let slack: Double
  private let limit: Int

  init(within rows: UnitRows, threshold: Double, limit: Int) {
    self.init(rows, rows, isWithin: true, threshold: threshold, limit: limit)
  }

  init(between x: UnitRows, and y: UnitRows, threshold: Double, limit: Int) {
    self.init(x, y, isWithin: false, threshold: threshold, limit: limit)
  }

  private init(_ x: UnitRows, _ y: UnitRows, isWithin: Bool, threshold: Double, limit: Int) {
    precondition((-1...1).contains(threshold), "a cosine of \(threshold)")
    precondition(x.count == 0 || y.count == 0 || x.dimension == y.dimension)
    (self.x, self.y, self.isWithin) = (x, y, isWithin)
    self.threshold = min(threshold, equalityThreshold)
    self.limit = limit
    slack = UnitRows.roundingSlack(dimension: x.dimension)
  }

  /// The distance of two directions whose cosine is the threshold, with room for the rounding of a
  /// cosine in double precision.
  var radius: Double { max(0, 2 - 2 * threshold + 1e-11).squareRoot() }

  /// By the method that suits the rows.
  func result() -> SimilarPairs {
    switch JoinMethod.cheapest(x, y, radius: radius) {
    case .products: products(side: .standard)
    case .folded(let method): folded(method)
    }
  }

  /// All inner products in float; those within rounding of the threshold are candidates.
  func products(side: TileSide) -> SimilarPairs {
    let tiles = tiles(side)
    let workers = onAllCores(tiles.count, each: ProductScan(self)) { scan, number in
      scan.scan(tiles[number])
    }
    return StrongestPairs.result(of: workers.map(\.strongest))
  }

  /// Pairs whose folds are close are candidates.
  func folded(_ method: FoldMethod) -> SimilarPairs {
    let rows = FoldedRows(x, method)
    let columns = isWithin ? rows : FoldedRows(y, method)
    let tiles = tiles(FoldedRows.side)
    let workers = onAllCores(
      tiles.count, each: FoldWorker(limit: limit)
    ) { worker, number in
      for stripe in FoldedRows.stripes(of: tiles[number].rows) {
        verify(stripe, tiles[number], rows, columns, &worker)
      }
    }
    return StrongestPairs.result(of: workers.map(\.strongest))
  }

  /// Decides the candidates of a part of a tile in double precision.
  private func verify(
    _ stripe: Range<Int>, _ tile: Tile, _ rows: FoldedRows, _ columns: FoldedRows,
    _ worker: inout FoldWorker
  ) {
    let radii = Array(repeating: radius, count: stripe.count)
    let first = isWithin ? tile.firstColumn(after: stripe.lowerBound) : 0
    var strongest = StrongestPairs(limit: 0)
    swap(&strongest, &worker.strongest)
    rows.forEachCandidate(
      stripe, within: radii, of: columns, tile.columns, from: first, &worker.places
    ) { i, j in
      guard !isWithin || i < j, let cosine = x.cosine(i, y, j), cosine >= threshold else { return }
      strongest.add(SimilarPair(a: i, b: j, cosine: cosine))
    }
    worker.strongest = strongest
  }

  /// One worker's share of the folds.
  private struct FoldWorker: Sendable {
    var places = PlaceList()
    var strongest: StrongestPairs

    init(limit: Int) {
      strongest = StrongestPairs(limit: limit)
    }
  }

  private func tiles(_ side: TileSide) -> [Tile] {
    isWithin
      ? Tile.within(0..<x.count, side: side)
      : Tile.between(0..<x.count, 0..<y.count, side: side)
  }

  /// One worker's share of the products.
  private struct ProductScan: Sendable {
    let join: PairJoin
    var products: [Float] = []
    var found = PositionList()
    var strongest: StrongestPairs

    init(_ join: PairJoin) {
      self.join = join
      strongest = StrongestPairs(limit: join.limit)
    }

    mutating func scan(_ tile: Tile) {
      if products.count < tile.count { products = Array(repeating: 0, count: tile.count) }
      join.x.innerProducts(tile, with: join.y, into: &products)
      let floor = Float(join.threshold - join.slack).nextDown
      for i in tile.rows {
        let first = join.isWithin ? tile.firstColumn(after: i) : tile.columns.lowerBound
        guard first < tile.columns.upperBound else { continue }
        let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
        found.find(
          in: products[(offset + first)..<(offset + tile.columns.upperBound)], atLeast: floor)
        for index in 0..<found.count {
          let j = first + found[index]
          consider(i, j, approximately: Double(products[offset + j]))
        }
      }
    }

    /// Decides a candidate, without computing its cosine where that cannot matter: it surely reaches
    /// the threshold, and even at its greatest possible cosine it would not be listed.
    private mutating func consider(_ i: Int, _ j: Int, approximately product: Double) {
      guard !join.x.isZero(i), !join.y.isZero(j) else { return }
      let greatest = SimilarPair(a: i, b: j, cosine: min(1, product + join.slack))
      if product - join.slack >= join.threshold, !strongest.hasRoom(for: greatest) {
        strongest.countUnlisted()
      } else if let cosine = join.x.cosine(i, join.y, j), cosine >= join.threshold {
        strongest.add(SimilarPair(a: i, b: j, cosine: cosine))
      }
    }
  }
}

/// The first pairs in order, and the number of all.
struct StrongestPairs: Sendable {
  private let limit: Int
  private var pairs: [SimilarPair] = []
  private var count = 0
  /// The last pair of a full list: none behind it will be listed.
  private var last: SimilarPair?

  init(limit: Int) {
    precondition(limit >= 0, "a list of \(limit)")
    self.limit = min(limit, .max / 4)
  }

  func hasRoom(for pair: SimilarPair) -> Bool {
    guard limit > 0 else { return false }
    return last.map { SimilarPair.precedes(pair, $0) } ?? true
  }

  mutating func countUnlisted() { count += 1 }

  mutating func add(_ pair: SimilarPair) {
    count += 1
    guard hasRoom(for: pair) else { return }
    pairs.append(pair)
    if pairs.count >= 2 * limit + 64 { cut() }
  }

  /// The first of all, and how many there are: the same however pairs were shared out.
  static func result(of parts: [StrongestPairs]) -> SimilarPairs {
    guard var all = parts.first else { return SimilarPairs(pairs: [], count: 0) }
    for part in parts.dropFirst() {
      all.pairs += part.pairs
      all.count += part.count
    }
    all.cut()
    return SimilarPairs(pairs: all.pairs, count: all.count)
  }

  private mutating func cut() {
    pairs.sort(by: SimilarPair.precedes)
    guard pairs.count > limit else { return }
    pairs.removeLast(pairs.count - limit)
    last = pairs.last
  }
}

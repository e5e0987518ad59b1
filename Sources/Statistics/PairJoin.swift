import LinearAlgebra

/// The exact join behind `similarPairs`.
struct PairJoin: Sendable {
  let x: UnitRows
  let y: UnitRows
  let isWithin: Bool
  let threshold: Double
  let limit: Int

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
  }

  /// The distance of two directions whose cosine is the threshold, with room for the rounding of a
  /// cosine in double precision.
  var radius: Double { max(0, 2 - 2 * threshold + 1e-11).squareRoot() }

  /// The method that suits the rows.
  var method: JoinMethod { .cheapest(x, y, radius: radius) }

  /// - Parameter progress: is told of tiles.
  func result(progress: WorkProgress = { _, _ in }) -> SimilarPairs {
    switch method {
    case .products: products(side: .standard, progress: progress)
    case .folded(let method): folded(method, progress: progress)
    }
  }

  /// What is known of all pairs, none of which is listed.
  func tally(_ empty: PairTally, progress: WorkProgress) -> PairTally {
    let (start, side) =
      switch method {
      case .products: (PairScan(self), TileSide.standard)
      case .folded(let method): (PairScan(self, method), FoldedRows.side)
      }
    var tallying = start
    tallying.tally = empty
    let tiles = tiles(side)
    let workers = onAllCores(tiles.count, each: tallying, progress: progress) { scan, number in
      scan.scan(tiles[number])
    }
    return workers.compactMap(\.tally).reduce(into: empty) { $0.add($1) }
  }

  func products(side: TileSide, progress: WorkProgress = { _, _ in }) -> SimilarPairs {
    result(PairScan(self), side: side, progress: progress)
  }

  func folded(_ method: FoldMethod, progress: WorkProgress = { _, _ in }) -> SimilarPairs {
    result(PairScan(self, method), side: FoldedRows.side, progress: progress)
  }

  private func result(_ scan: PairScan, side: TileSide, progress: WorkProgress) -> SimilarPairs {
    let tiles = tiles(side)
    let workers = onAllCores(tiles.count, each: scan, progress: progress) { scan, number in
      scan.scan(tiles[number])
    }
    var all = StrongestPairs(listing: limit)
    for worker in workers { all.add(worker.strongest.result) }
    return all.result
  }

  func tiles(_ side: TileSide) -> [Tile] {
    isWithin
      ? Tile.within(0..<x.count, side: side)
      : Tile.between(0..<x.count, 0..<y.count, side: side)
  }
}

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

  /// - Parameter progress: is told of parts.
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
    let parts = parts(side)
    let found = foldInParts(
      "tally-\(side.name)", parts.count, each: start, into: empty.counted, progress: progress
    ) { scan, number in
      scan.tally = empty
      for tile in parts[number] { scan.scan(tile) }
      return scan.tally?.counted ?? empty.counted
    } combine: {
      $0.add($1)
    }
    return empty.adding(found)
  }

  func products(
    side: TileSide, progress: WorkProgress = { _, _ in }
  ) -> SimilarPairs {
    result(PairScan(self), side: side, progress: progress)
  }

  func folded(
    _ method: FoldMethod, progress: WorkProgress = { _, _ in }
  ) -> SimilarPairs {
    result(PairScan(self, method), side: FoldedRows.side, progress: progress)
  }

  private func result(
    _ scan: PairScan, side: TileSide, progress: WorkProgress
  ) -> SimilarPairs {
    let parts = parts(side)
    let none = StrongestPairs(listing: limit)
    return foldInParts(
      "pairs-\(side.name)", parts.count, each: (scan: scan, all: none), into: none,
      progress: progress
    ) { worker, number in
      // What is behind the last of a full list will not be listed in the end, either.
      worker.scan.strongest = StrongestPairs(listing: limit, before: worker.all.last)
      for tile in parts[number] { worker.scan.scan(tile) }
      let found = worker.scan.strongest.result
      worker.all.add(found)
      return found
    } combine: {
      $0.add($1)
    }.result
  }

  /// Parts that are worth keeping, at most.
  private static let mostParts = 512

  /// Tiles that belong together; equal work but for those at the edge.
  private func parts(_ side: TileSide) -> [[Tile]] {
    let tiles =
      isWithin
      ? Tile.within(0..<x.count, side: side)
      : Tile.between(0..<x.count, 0..<y.count, side: side)
    let length = (tiles.count + Self.mostParts - 1) / Self.mostParts
    return Tile.split(0..<tiles.count, by: max(1, length)).map { Array(tiles[$0]) }
  }
}

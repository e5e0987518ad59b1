import Synchronization

/// `similarPairs` in parts that can be kept, for joins that take long: whoever has some of the parts
/// needs the others only.
///
/// Part p holds the pairs whose row of the first set is in block p of 2,048 rows.
public struct JoinInParts: Sendable {
  private let join: PairJoin
  private let scan: PairScan
  private let tiles: [[Tile]]

  public init(within rows: UnitRows, threshold: Double, listing limit: Int) {
    self.init(PairJoin(within: rows, threshold: threshold, limit: limit))
  }

  public init(between x: UnitRows, and y: UnitRows, threshold: Double, listing limit: Int) {
    self.init(PairJoin(between: x, and: y, threshold: threshold, limit: limit))
  }

  private init(_ join: PairJoin) {
    self.join = join
    scan =
      switch join.method {
      case .products: PairScan(join)
      case .folded(let method): PairScan(join, method)
      }
    let all = Dictionary(grouping: join.tiles(FoldedRows.side), by: \.rows)
    tiles = all.sorted { $0.key.lowerBound < $1.key.lowerBound }.map(\.value)
  }

  /// How many tiles each part has; equal work but for those at the edge.
  public var tileCounts: [Int] { tiles.map(\.count) }

  /// Carries out some parts, on all cores.
  ///
  /// - Parameters:
  ///   - advanced: called after each tile, from any thread.
  ///   - keep: is given each part as soon as it is done, from any thread; false ends the work. Of
  ///     all parts together, the pairs listed hold those that `similarPairs` lists.
  public func run(
    _ parts: [Int], advanced: @Sendable () -> Void,
    keep: @Sendable (_ part: Int, SimilarPairs) -> Bool
  ) {
    let isStopped = Atomic(false)
    let start = (scan: scan, all: StrongestPairs(listing: join.limit))
    _ = onAllCores(parts.count, each: start) { worker, number in
      // What is behind the last of a full list will not be listed in the end, either.
      worker.scan.strongest = StrongestPairs(listing: join.limit, before: worker.all.last)
      for tile in tiles[parts[number]] {
        guard !isStopped.load(ordering: .relaxed) else { return }
        worker.scan.scan(tile)
        advanced()
      }
      let found = worker.scan.strongest.result
      worker.all.add(found)
      if !keep(parts[number], found) { isStopped.store(true, ordering: .relaxed) }
    }
  }
}

import LinearAlgebra

/// Rows under the mutual reachability distance: the largest of their Euclidean distance and of both
/// core distances. All squared.
///
/// Source: Campello, Moulavi and Sander (2013), definition 3.
struct MutualReachability: Sendable {
  private let rows: DistanceRows
  private let cores: [Double]
  /// Rows of a block.
  private let side: Int

  /// - Parameters:
  ///   - minSamples: 1...n, the row itself among them.
  ///   - side: two blocks' distances should fit a core's cache; results do not depend on it.
  init(
    _ rows: StoredRows, minSamples: Int, side: Int = 512, progress: WorkProgress = { _, _ in }
  ) {
    self.side = side
    self.rows = DistanceRows(centring: rows)
    cores = self.rows.squaredCoreDistances(minSamples, progress: progress)
  }

  /// A minimum spanning tree of all rows, by ascending weight.
  ///
  /// Blocks of rows have trees of their own; that of every two blocks is one of both trees and the
  /// edges across. No matrix of all pairs exists, and distances come from matrix products.
  /// - Complexity: O(n²·d) time, O(n) memory beside tiles.
  func spanningTree(progress: WorkProgress = { _, _ in }) -> [SpanningEdge] {
    let blocks = Tile.split(0..<rows.count, by: side)
    let own = mapOnAllCores(blocks.count) { tree(of: blocks[$0]) }
    guard blocks.count > 1 else { return SpanningForest(nodes: rows.count, own).reduced }
    let pairs = blocks.indices.flatMap { i in ((i + 1)..<blocks.count).map { (i, $0) } }
    let room = [Double](repeating: 0, count: 4 * side * side)
    return foldOnAllCores(
      pairs.count, each: room, into: SpanningForest(nodes: rows.count), progress: progress
    ) { room, number in
      let (i, j) = pairs[number]
      return tree(across: blocks[i], blocks[j], own[i] + own[j], &room)
    } combine: {
      $0.add($1)
    }.reduced
  }

  private func tree(of block: Range<Int>) -> [SpanningEdge] {
    var weights = [Double](repeating: 0, count: block.count * block.count)
    fill(&weights, Tile(rows: block, columns: block))
    return Statistics.spanningTree(of: weights, nodes: block.map(Int32.init))
  }

  /// Within the blocks only edges of their trees take part.
  private func tree(
    across first: Range<Int>, _ second: Range<Int>, _ own: [SpanningEdge], _ room: inout [Double]
  ) -> [SpanningEdge] {
    let (m, n) = (first.count, second.count)
    var across = [Double](repeating: 0, count: m * n)
    fill(&across, Tile(rows: first, columns: second))
    let side = m + n
    for place in 0..<(side * side) { room[place] = .infinity }
    for i in 0..<m {
      for j in 0..<n {
        room[i * side + m + j] = across[i * n + j]
        room[(m + j) * side + i] = across[i * n + j]
      }
    }
    let place = { (row: Int) in
      first.contains(row) ? row - first.lowerBound : m + row - second.lowerBound
    }
    for edge in own {
      let (a, b) = (place(Int(edge.a)), place(Int(edge.b)))
      room[a * side + b] = edge.weight
      room[b * side + a] = edge.weight
    }
    return Statistics.spanningTree(of: room, nodes: (Array(first) + second).map(Int32.init))
  }

  /// Distances that are a core distance but for their rounding are that core distance, so that ties,
  /// which are many, are seen to be ties.
  private func fill(_ weights: inout [Double], _ tile: Tile) {
    rows.squaredDistances(tile, into: &weights)
    let width = tile.columns.count
    for i in tile.rows {
      let start = (i - tile.rows.lowerBound) * width - tile.columns.lowerBound
      let core = cores[i]
      for j in tile.columns {
        let least = max(core, cores[j])
        let square = weights[start + j]
        weights[start + j] = square > least * (1 + 1e-9) ? square : least
      }
    }
  }
}

extension SpanningForest {
  fileprivate init(nodes: Int, _ parts: [[SpanningEdge]]) {
    self.init(nodes: nodes)
    for part in parts { add(part) }
  }
}

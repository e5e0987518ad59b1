import LinearAlgebra
import Statistics

/// How many of the nearest rows an approximate search finds, measured on a sample.
///
/// In JSON `at` (k), `value` within [0, 1], `queries` (how many) and `width` (rows in sight of the walk).
public struct MeasuredRecall: Sendable, Codable, Equatable {
  /// Of the k nearest.
  public let at: Int
  public let value: Double
  public let queries: Int
  public let width: Int
}

/// Rows that are asked for their neighbours, with the scores of those that an exact search finds.
struct RecallSample: Sendable, Codable, Equatable {
  let rows: [Int32]
  /// Of each, without itself, nearest first.
  let scores: [[Double]]

  private static let size = 200
  static let depth = 100

  init(rows: [Int32], scores: [[Double]]) {
    (self.rows, self.scores) = (rows, scores)
  }

  /// Whether it asks for rows below a number only, and knows of each.
  func isSound(below count: Int) -> Bool {
    rows.count == scores.count && rows.allSatisfy { $0 >= 0 && $0 < count }
  }

  /// Different rows by a fixed seed, ascending.
  static func choice(of candidates: [Int32]) -> [Int32] {
    var random = SeededGenerator(seed: 0, stream: "graph.recall")
    return candidates.shuffled(using: &random).prefix(size).sorted()
  }

  /// Different rows, chosen by a fixed seed.
  init(of rows: VectorRows, count: Int, _ space: CosineRows) {
    let candidates = (0..<count).filter { space.inverseLengths[$0] > 0 }
    self.rows = Self.choice(of: candidates.map { Int32($0) })
    let chosen = self.rows.map { Int($0) }
    guard !chosen.isEmpty else {
      scores = []
      return
    }
    var within = RowSet(below: rows.count)
    for row in candidates { within.insert(row) }
    let search = ExactSearch(rows: rows, metric: .cosine, allowed: within)
    scores = search.nearest(
      to: Matrix(chosen.map { rows.row($0) }), count: Self.depth + 1
    ).enumerated().map { place, found in
      found.filter { $0.row != chosen[place] }.prefix(Self.depth).map(\.score)
    }
  }

  /// Of the k nearest no more than the sample knows are counted.
  func depth(of k: Int) -> Int { min(k, scores.map(\.count).max() ?? 0) }

  /// The part of the k nearest that a walk of some width finds; of equally near rows any counts.
  ///
  /// - Parameter k: ≥ 1.
  func recall(
    of graph: NeighborGraph, at k: Int, width: Int, rows stored: VectorRows, _ space: CosineRows
  ) -> MeasuredRecall {
    let search = ExactSearch(rows: stored, metric: .cosine, allowed: nil)
    let depth = depth(of: k)
    let parts = mapOnAllCores(rows.count, each: GraphWalker(count: graph.count)) {
      walker, place -> Double in
      let row = rows[place]
      let known = scores[place].prefix(depth)
      guard let last = known.last else { return 1 }
      let beam = graph.nearest(
        to: .vector(space.unit(row), space), width: max(width, k + 1), &walker)
      let found = search.ranked(
        beam.rows.filter { $0 != row }.map { Int($0) }, stored.row(Int(row)), count: known.count)
      return Double(min(known.count, found.count { $0.score >= last })) / Double(known.count)
    }
    return MeasuredRecall(
      at: depth, value: parts.isEmpty ? 1 : parts.reduce(0, +) / Double(parts.count),
      queries: parts.count, width: max(width, k + 1))
  }
}

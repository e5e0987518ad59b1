/// Rows that are joined by chains of pairs.
public struct PairComponent: Sendable, Equatable {
  /// Ascending; at least two.
  public let members: [Int]
  public let weakestLink: Double
  public let strongestLink: Double
}

/// The connected components of a graph of pairs; rows without a pair are left out.
///
/// - Returns: largest first, ties by first member; does not depend on the order of the pairs.
/// - Complexity: near linear in pairs (union–find with path halving).
public func connectedComponents(_ pairs: [SimilarPair], of count: Int) -> [PairComponent] {
  var forest = DisjointSets(count: count)
  for pair in pairs { forest.join(pair.a, pair.b) }
  var members: [Int: [Int]] = [:]
  for row in Set(pairs.flatMap { [$0.a, $0.b] }).sorted() {
    members[forest.root(of: row), default: []].append(row)
  }
  var links: [Int: ClosedRange<Double>] = [:]
  for pair in pairs {
    let root = forest.root(of: pair.a)
    let known = links[root] ?? pair.cosine...pair.cosine
    links[root] = min(known.lowerBound, pair.cosine)...max(known.upperBound, pair.cosine)
  }
  return members.map { root, rows in
    PairComponent(
      members: rows, weakestLink: links[root]?.lowerBound ?? 1,
      strongestLink: links[root]?.upperBound ?? 1)
  }.sorted {
    ($1.members.count, $0.members[0]) < ($0.members.count, $1.members[0])
  }
}

private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) {
    parents = Array(0..<count)
  }

  mutating func root(of row: Int) -> Int {
    var row = row
    while parents[row] != row {
      parents[row] = parents[parents[row]]
      row = parents[row]
    }
    return row
  }

  /// The smaller root stays, so that the result does not depend on the order of joins.
  mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (root(of: a), root(of: b))
    parents[max(x, y)] = min(x, y)
  }
}

/// Rows that are joined by a chain of pairs.
public struct PairComponent: Sendable, Codable, Hashable {
  /// Ascending; at least two.
  public let members: [Int]
  /// The smallest cosine among its pairs.
  public let weakestLink: Double
  /// The greatest cosine among its pairs.
  public let strongestLink: Double
}

/// The groups into which pairs join rows.
///
/// - Parameters:
///   - pairs: within one set of rows.
///   - count: of the rows; every row of a pair is below it.
/// - Returns: components of two rows or more, by descending size, then by first member. The order
///   of the pairs does not matter.
/// - Complexity: nearly O(pairs + count).
public func connectedComponents(_ pairs: [SimilarPair], of count: Int) -> [PairComponent] {
  var forest = DisjointSets(count: count)
  for pair in pairs { forest.join(pair.a, pair.b) }
  var links: [Int: (low: Double, high: Double)] = [:]
  for pair in pairs {
    let known = links[forest.root(of: pair.a)] ?? (pair.cosine, pair.cosine)
    links[forest.root(of: pair.a)] = (min(known.low, pair.cosine), max(known.high, pair.cosine))
  }
  return forest.sets.compactMap { members in
    guard members.count > 1, let link = links[forest.root(of: members[0])] else { return nil }
    return PairComponent(members: members, weakestLink: link.low, strongestLink: link.high)
  }
  .sorted { ($1.members.count, $0.members[0]) < ($0.members.count, $1.members[0]) }
}

/// Sets of numbers that can be joined; the smallest member stands for a set.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func join(_ a: Int, _ b: Int) {
    let (p, q) = (root(of: a), root(of: b))
    parents[max(p, q)] = min(p, q)
  }

  /// Halves the path on its way, so that later look-ups are short.
  mutating func root(of member: Int) -> Int {
    var node = member
    while parents[node] != node {
      parents[node] = parents[parents[node]]
      node = parents[node]
    }
    return node
  }

  /// Members ascending, by first member.
  var sets: [[Int]] {
    var forest = self
    let groups = Dictionary(grouping: parents.indices) { forest.root(of: $0) }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }
}

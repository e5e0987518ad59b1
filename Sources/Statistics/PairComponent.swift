/// Rows that are joined by a chain of pairs.
public struct PairComponent: Sendable, Codable, Hashable {
  /// Ascending; at least two.
  public let members: [Int]
  /// The smallest cosine among its pairs.
  public let weakestLink: Double
  /// Of the cosines of its pairs; the mean of the middle two of an even number.
  public let medianLink: Double
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
/// - Complexity: O(pairs·log pairs + count).
public func connectedComponents(_ pairs: [SimilarPair], of count: Int) -> [PairComponent] {
  var forest = DisjointSets(count: count)
  for pair in pairs { forest.join(pair.a, pair.b) }
  var links: [Int: [Double]] = [:]
  for pair in pairs { links[forest.root(of: pair.a), default: []].append(pair.cosine) }
  return forest.sets.compactMap { members in
    guard members.count > 1, let link = links[forest.root(of: members[0])]?.sorted() else {
      return nil
    }
    return PairComponent(
      members: members, weakestLink: link[0], medianLink: quantile(0.5, ofSorted: link),
      strongestLink: link[link.count - 1])
  }
  .sorted { ($1.members.count, $0.members[0]) < ($0.members.count, $1.members[0]) }
}

/// Leaves joined two by two, as agglomerative clustering joins them.
public struct Tree: Sendable, Equatable {
  /// One fewer than there are leaves.
  public let merges: [Merge]

  /// Two branches that become one.
  public struct Merge: Sendable, Equatable {
    /// Leaves are 0..<count; the branch of merge k is count + k.
    public let a: Int
    public let b: Int
    /// Finite, ≥ 0, not below that of its branches.
    public let height: Double

    public init(_ a: Int, _ b: Int, height: Double) {
      (self.a, self.b, self.height) = (a, b, height)
    }
  }

  /// - Precondition: every leaf, and every merge but the last, is joined once and after it was made.
  public init(_ merges: [Merge]) {
    let joined = merges.flatMap { [$0.a, $0.b] }.sorted()
    precondition(joined == Array(0..<(2 * merges.count)), "a tree of branches \(joined)")
    precondition(
      merges.enumerated().allSatisfy { max($1.a, $1.b) < merges.count + 1 + $0 },
      "a branch is joined before it is made")
    self.merges = merges
  }

  public var leafCount: Int { merges.count + 1 }
  var height: Double { merges.map(\.height).max() ?? 0 }

  /// The leaves so that no two branches cross: the lower number of two first.
  public var order: [Int] { leaves(of: 2 * merges.count) }

  private func leaves(of branch: Int) -> [Int] {
    guard branch >= leafCount else { return [branch] }
    let merge = merges[branch - leafCount]
    return leaves(of: min(merge.a, merge.b)) + leaves(of: max(merge.a, merge.b))
  }

  /// The lines of each merge: up from one branch, across, and down to the other. `along` counts leaves
  /// in order: 0.5 is the middle of the first.
  var lines: [[(along: Double, height: Double)]] {
    var tops = order.enumerated().reduce(into: [Int: (along: Double, height: Double)]()) {
      $0[$1.element] = (Double($1.offset) + 0.5, 0)
    }
    return merges.enumerated().compactMap { index, merge in
      guard let a = tops[merge.a], let b = tops[merge.b] else { return nil }
      tops[leafCount + index] = ((a.along + b.along) / 2, merge.height)
      return [a, (a.along, merge.height), (b.along, merge.height), b]
    }
  }
}

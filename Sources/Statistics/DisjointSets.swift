/// Sets of numbers that can be joined; the smallest member stands for a set.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// - Returns: whether they were in different sets before.
  @discardableResult
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (p, q) = (root(of: a), root(of: b))
    parents[max(p, q)] = min(p, q)
    return p != q
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

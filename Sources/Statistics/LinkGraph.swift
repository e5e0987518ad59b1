/// Rows as nodes and pairs as links.
struct LinkGraph {
  struct Link {
    let node: Int
    /// Position among the pairs.
    let pair: Int
  }

  /// The links of node n are those from starts[n] up to starts[n + 1].
  private let starts: [Int]
  private let links: [Link]

  init(_ pairs: [SimilarPair], of count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for pair in pairs {
      starts[pair.a + 1] += 1
      starts[pair.b + 1] += 1
    }
    for node in 0..<count { starts[node + 1] += starts[node] }
    var links = [Link](repeating: Link(node: 0, pair: 0), count: 2 * pairs.count)
    var next = starts
    for pair in pairs.indices {
      for (from, to) in [(pairs[pair].a, pairs[pair].b), (pairs[pair].b, pairs[pair].a)] {
        links[next[from]] = Link(node: to, pair: pair)
        next[from] += 1
      }
    }
    (self.starts, self.links) = (starts, links)
  }

  private func links(of node: Int) -> ArraySlice<Link> { links[starts[node]..<starts[node + 1]] }

  /// Positions of the pairs without which a component falls apart. Source: Tarjan, "A note on
  /// finding the bridges of a graph" (1974), with a stack of its own instead of recursion.
  var bridges: [Int] {
    var search = BridgeSearch(count: starts.count - 1)
    for root in 0..<(starts.count - 1) where !search.hasSeen(root) {
      search.visit(from: root, along: links(of:))
    }
    return search.bridges
  }
}

/// A depth-first walk that knows how far back each node leads.
private struct BridgeSearch {
  private struct Visit {
    let node: Int
    /// The pair by which the walk came; −1 at the root.
    let pair: Int
    var rest: ArraySlice<LinkGraph.Link>
  }

  /// When the walk came to a node, from 1; 0 before.
  private var entered: [Int]
  /// The earliest node that a node and those behind it lead back to.
  private var earliest: [Int]
  private var clock = 0
  private(set) var bridges: [Int] = []

  init(count: Int) {
    entered = Array(repeating: 0, count: count)
    earliest = entered
  }

  func hasSeen(_ node: Int) -> Bool { entered[node] != 0 }

  mutating func visit(from root: Int, along links: (Int) -> ArraySlice<LinkGraph.Link>) {
    var path = [enter(root, by: -1, links(root))]
    while let last = path.last {
      if let link = path[path.count - 1].rest.popFirst() {
        guard link.pair != last.pair else { continue }
        if hasSeen(link.node) {
          earliest[last.node] = min(earliest[last.node], entered[link.node])
        } else {
          path.append(enter(link.node, by: link.pair, links(link.node)))
        }
      } else {
        path.removeLast()
        if let parent = path.last { leave(last.node, by: last.pair, to: parent.node) }
      }
    }
  }

  private mutating func enter(
    _ node: Int, by pair: Int, _ links: ArraySlice<LinkGraph.Link>
  ) -> Visit {
    clock += 1
    (entered[node], earliest[node]) = (clock, clock)
    return Visit(node: node, pair: pair, rest: links)
  }

  private mutating func leave(_ node: Int, by pair: Int, to parent: Int) {
    earliest[parent] = min(earliest[parent], earliest[node])
    if earliest[node] > entered[parent] { bridges.append(pair) }
  }
}

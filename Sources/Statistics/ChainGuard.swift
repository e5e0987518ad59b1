/// Groups of rows after the links have been cut that merely chain unlike rows together.
public struct GuardedComponents: Sendable {
  /// As of `connectedComponents`, without the links that were cut.
  public let components: [PairComponent]
  /// Ascending cosine, ties by (a, b).
  public let cut: [SimilarPair]
}

/// The groups into which pairs join rows, split where two members are joined only by a chain and
/// are not similar themselves.
///
/// A link is a bridge when its component falls apart without it. Bridges are looked at from the
/// weakest on; one is cut when some row on one side and some row on the other have a cosine below
/// `lowest`. Bridges of equal cosine are decided together, so that the result depends neither on
/// the order of the pairs nor on that of the rows.
///
/// - Parameters:
///   - pairs: each once, within one set of rows.
///   - count: of the rows.
///   - lowest: least cosine of two members that nothing but a chain joins, τ − δ.
///   - cosine: of any two rows; nil when there is none, which cuts nothing.
/// - Complexity: O(pairs) to find the bridges, and for each bridge the product of its sides in
///   cosines at worst, one where the sides are unlike.
public func guardedComponents(
  _ pairs: [SimilarPair], of count: Int, chainedAtLeast lowest: Double,
  cosine: (Int, Int) -> Double?
) -> GuardedComponents {
  let bridges = LinkGraph(pairs, of: count).bridges.sorted { pairs[$0].cosine < pairs[$1].cosine }
  guard !bridges.isEmpty else {
    return GuardedComponents(components: connectedComponents(pairs, of: count), cut: [])
  }
  // Every spanning forest holds all bridges, and falls apart as the whole does without them.
  var forest = SpanningForest(pairs, of: count)
  for tied in bridges.runs(by: { pairs[$0].cosine }) {
    let chains = tied.filter { bridge in
      let (a, b) = forest.sides(of: bridge)
      return a.contains { x in b.contains { y in (cosine(x, y) ?? lowest) < lowest } }
    }
    for chain in chains { forest.cut(chain) }
  }
  let kept = pairs.indices.filter { !forest.isCut[$0] }.map { pairs[$0] }
  let cut = pairs.indices.filter { forest.isCut[$0] }.map { pairs[$0] }
  return GuardedComponents(
    components: connectedComponents(kept, of: count),
    cut: cut.sorted { ($0.cosine, $0.a, $0.b) < ($1.cosine, $1.a, $1.b) })
}

/// Rows as nodes and some of the pairs as links.
private struct LinkGraph {
  struct Link {
    let node: Int
    /// Position among the pairs.
    let pair: Int
  }

  /// The links of node n are those from starts[n] up to starts[n + 1].
  private let starts: [Int]
  private let links: [Link]

  init(_ pairs: [SimilarPair], choosing chosen: [Int]? = nil, of count: Int) {
    let chosen = chosen ?? Array(pairs.indices)
    var starts = [Int](repeating: 0, count: count + 1)
    for pair in chosen {
      starts[pairs[pair].a + 1] += 1
      starts[pairs[pair].b + 1] += 1
    }
    for node in 0..<count { starts[node + 1] += starts[node] }
    var links = [Link](repeating: Link(node: 0, pair: 0), count: 2 * chosen.count)
    var next = starts
    for pair in chosen {
      for (from, to) in [(pairs[pair].a, pairs[pair].b), (pairs[pair].b, pairs[pair].a)] {
        links[next[from]] = Link(node: to, pair: pair)
        next[from] += 1
      }
    }
    (self.starts, self.links) = (starts, links)
  }

  func links(of node: Int) -> ArraySlice<Link> { links[starts[node]..<starts[node + 1]] }

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

/// As few of the pairs as join all that is joined.
private struct SpanningForest {
  private let pairs: [SimilarPair]
  private let graph: LinkGraph
  /// One a pair.
  private(set) var isCut: [Bool]

  init(_ pairs: [SimilarPair], of count: Int) {
    var sets = DisjointSets(count: count)
    let chosen = pairs.indices.filter { sets.join(pairs[$0].a, pairs[$0].b) }
    self.pairs = pairs
    graph = LinkGraph(pairs, choosing: chosen, of: count)
    isCut = Array(repeating: false, count: pairs.count)
  }

  mutating func cut(_ pair: Int) { isCut[pair] = true }

  /// The rows on either side of a pair.
  func sides(of pair: Int) -> (a: [Int], b: [Int]) {
    (reached(from: pairs[pair].a, without: pair), reached(from: pairs[pair].b, without: pair))
  }

  private func reached(from start: Int, without excluded: Int) -> [Int] {
    var found = [(node: start, from: excluded)]
    var position = 0
    while position < found.count {
      let (node, from) = found[position]
      for link in graph.links(of: node) where link.pair != from && !isCut[link.pair] {
        found.append((link.node, link.pair))
      }
      position += 1
    }
    return found.map(\.node)
  }
}

extension [Int] {
  /// Consecutive elements with equal values.
  fileprivate func runs(by value: (Int) -> Double) -> [ArraySlice<Int>] {
    var runs: [ArraySlice<Int>] = []
    var start = startIndex
    for position in indices
    where position + 1 == endIndex
      || value(self[position]) != value(self[position + 1])
    {
      runs.append(self[start...position])
      start = position + 1
    }
    return runs
  }
}

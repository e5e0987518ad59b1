/// An edge of a graph whose nodes are rows.
struct SpanningEdge: Sendable, Equatable {
  let a: Int32
  let b: Int32
  let weight: Double
}

/// A minimum spanning forest of the edges that it was given so far.
///
/// A minimum spanning tree of a graph is one of its parts' forests together, so that parts can be
/// given one after the other, and what is no tree edge of its part is never kept.
struct SpanningForest: Sendable {
  private var edges: [SpanningEdge] = []
  private let nodes: Int

  init(nodes: Int) { self.nodes = nodes }

  mutating func add(_ more: [SpanningEdge]) {
    edges += more
    if edges.count > max(1 << 20, 8 * nodes) { edges = reduced }
  }

  /// By ascending weight (Kruskal).
  var reduced: [SpanningEdge] {
    var sets = DisjointSets(count: nodes)
    let ascending = edges.sorted { ($0.weight, $0.a, $0.b) < ($1.weight, $1.a, $1.b) }
    return ascending.filter { sets.join(Int($0.a), Int($0.b)) }
  }
}

/// A minimum spanning tree of a complete graph by its weights (Prim).
///
/// - Parameters:
///   - weights: row-major, shape (count, count), symmetric; infinite where there is no edge. May be
///     longer.
///   - nodes: what to call them.
/// - Returns: count − 1 edges of a connected graph.
/// - Complexity: O(count²) time.
func spanningTree(of weights: [Double], nodes: [Int32]) -> [SpanningEdge] {
  let count = nodes.count
  // Of each node outside the tree the least weight to one inside, and which that is.
  var outside = Array(1..<max(1, count))
  var nearest = [Double](repeating: .infinity, count: outside.count)
  var source = [Int](repeating: 0, count: outside.count)
  var edges: [SpanningEdge] = []
  edges.reserveCapacity(count)
  var node = 0
  while !outside.isEmpty {
    let start = node * count
    var best = 0
    for place in outside.indices {
      let weight = weights[start + outside[place]]
      if weight < nearest[place] {
        nearest[place] = weight
        source[place] = node
      }
      if nearest[place] < nearest[best] { best = place }
    }
    node = outside[best]
    edges.append(
      SpanningEdge(a: nodes[source[best]], b: nodes[node], weight: nearest[best]))
    remove(best, from: &outside)
    remove(best, from: &nearest)
    remove(best, from: &source)
  }
  return edges
}

/// The last takes its place.
private func remove<Element>(_ place: Int, from elements: inout [Element]) {
  elements.swapAt(place, elements.count - 1)
  elements.removeLast()
}

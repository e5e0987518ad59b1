/// How rows grow together as a distance grows: all that are joined at one distance become one node.
///
/// Edges of equal weight are removed at once, as Campello, Moulavi and Sander (2013, algorithm 1)
/// say, so that the tree depends neither on the order of rows nor on which of several minimum
/// spanning trees there is.
struct LevelTree: Sendable {
  /// Nodes 0..<rows are rows, the others joins, each after its children; the last is the root.
  let rows: Int
  /// Distance of each join.
  private var levels: [Double] = []
  private var childLists: [[Int]] = []
  private var joinSizes: [Int] = []

  /// Weights that differ by less are equal but for their rounding.
  private static let tie = 1e-9

  /// - Parameter edges: rows − 1 that connect all rows, by ascending weight, which is a squared
  ///   distance.
  init(rows: Int, edges: [SpanningEdge]) {
    self.rows = rows
    var sets = DisjointSets(count: rows)
    // Of the row that stands for a set the node that it has become.
    var nodes = Array(0..<rows)
    var next = 0
    while next < edges.count {
      let weight = edges[next].weight
      let end = edges[next...].firstIndex { $0.weight > weight * (1 + Self.tie) } ?? edges.count
      let tied = edges[next..<end]
      let before = tied.flatMap { edge in
        [sets.root(of: Int(edge.a)), sets.root(of: Int(edge.b))]
      }
      for edge in tied { sets.join(Int(edge.a), Int(edge.b)) }
      let groups = Dictionary(grouping: Set(before)) { sets.root(of: $0) }
      for (root, members) in groups.sorted(by: { $0.key < $1.key }) {
        let children = members.map { nodes[$0] }.sorted()
        nodes[root] = append(children, level: weight.squareRoot())
      }
      next = end
    }
  }

  private mutating func append(_ children: [Int], level: Double) -> Int {
    levels.append(level)
    joinSizes.append(children.reduce(0) { $0 + size(of: $1) })
    childLists.append(children)
    return rows + levels.count - 1
  }

  /// Nil where there is one row or none, and so no join.
  var root: Int? { levels.isEmpty ? nil : rows + levels.count - 1 }

  /// Rows below a node.
  func size(of node: Int) -> Int { node < rows ? 1 : joinSizes[node - rows] }

  /// None of a row.
  func children(of node: Int) -> [Int] { node < rows ? [] : childLists[node - rows] }

  /// - Precondition: the node is a join.
  func level(of join: Int) -> Double { levels[join - rows] }

  func rows(below node: Int) -> [Int] {
    var found: [Int] = []
    var left = [node]
    while let next = left.popLast() {
      if next < rows { found.append(next) } else { left += children(of: next) }
    }
    return found
  }
}

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
/// Of the bridges between two such rows the weakest is looked at first and cut, and no other on
/// their account. So the parts are joined the other way round, by the strongest bridge first, and
/// each pair of rows is met once: where its weakest bridge joins the two.
///
/// - Parameters:
///   - pairs: each once, within one set of rows.
///   - count: of the rows.
///   - lowest: least cosine of two members that nothing but a chain joins, τ − δ.
///   - cosine: of any two rows; nil when there is none, which cuts nothing.
/// - Complexity: O(pairs·log pairs), and the cosine of each two members of a component that are
///   joined by bridges at most once: few where unlike rows are chained, all where all are alike.
public func guardedComponents(
  _ pairs: [SimilarPair], of count: Int, chainedAtLeast lowest: Double,
  cosine: (Int, Int) -> Double?
) -> GuardedComponents {
  let bridges = LinkGraph(pairs, of: count).bridges.sorted { pairs[$0].cosine > pairs[$1].cosine }
  var isCut = [Bool](repeating: false, count: pairs.count)
  for bridge in bridges { isCut[bridge] = true }
  var parts = ComponentParts(of: count, joined: pairs.indices.filter { !isCut[$0] }, in: pairs)
  for tied in bridges.runs(by: { pairs[$0].cosine }) {
    let chains = parts.join(by: tied) { (cosine($0, $1) ?? lowest) < lowest }
    for bridge in tied { isCut[bridge] = false }
    for chain in chains { isCut[chain] = true }
  }
  let kept = pairs.indices.filter { !isCut[$0] }.map { pairs[$0] }
  let cut = pairs.indices.filter { isCut[$0] }.map { pairs[$0] }
  return GuardedComponents(
    components: connectedComponents(kept, of: count),
    cut: cut.sorted { ($0.cosine, $0.a, $0.b) < ($1.cosine, $1.a, $1.b) })
}

/// What is left of components without their bridges, and is joined again by one after another.
private struct ComponentParts {
  private let pairs: [SimilarPair]
  private var sets: DisjointSets
  /// By the row that stands for the part.
  private var members: [[Int]]

  init(of count: Int, joined: [Int], in pairs: [SimilarPair]) {
    self.pairs = pairs
    sets = DisjointSets(count: count)
    for pair in joined { sets.join(pairs[pair].a, pairs[pair].b) }
    members = Array(repeating: [], count: count)
    for row in 0..<count { members[sets.root(of: row)].append(row) }
  }

  /// Joins parts by bridges and returns those that are between two unlike rows.
  ///
  /// - Parameter bridges: of equal cosine; all stronger ones have been here.
  mutating func join(
    by bridges: ArraySlice<Int>, _ areUnlike: (Int, Int) -> Bool
  ) -> [Int] {
    var links: [Int: [PartTree.Link]] = [:]
    for bridge in bridges {
      let (a, b) = (sets.root(of: pairs[bridge].a), sets.root(of: pairs[bridge].b))
      links[a, default: []].append(PartTree.Link(part: b, bridge: bridge))
      links[b, default: []].append(PartTree.Link(part: a, bridge: bridge))
    }
    var found: [Int] = []
    for start in links.keys.sorted() where links[start] != nil {
      let tree = PartTree(from: start, along: &links)
      found += tree.bridges { part, other in
        members[part].contains { x in members[other].contains { y in areUnlike(x, y) } }
      }
      join(tree.parts)
    }
    return found
  }

  private mutating func join(_ parts: [Int]) {
    guard let largest = parts.max(by: { members[$0].count < members[$1].count }) else { return }
    var all: [Int] = []
    swap(&all, &members[largest])
    for part in parts where part != largest {
      all += members[part]
      members[part] = []
      sets.join(part, largest)
    }
    members[sets.root(of: largest)] = all
  }
}

/// Parts that some bridges join into one.
private struct PartTree {
  struct Link {
    let part: Int
    let bridge: Int
  }

  /// Each behind its parent.
  private(set) var parts: [Int]
  /// Places among the parts; the first is its own.
  private var parents = [0]
  /// To the parent; none at the first.
  private var bridges = [-1]

  /// - Parameter links: of each part; those of the tree are taken out.
  init(from start: Int, along links: inout [Int: [Link]]) {
    parts = [start]
    var place = 0
    while place < parts.count {
      for link in links.removeValue(forKey: parts[place]) ?? [] where link.bridge != bridges[place]
      {
        parts.append(link.part)
        parents.append(place)
        bridges.append(link.bridge)
      }
      place += 1
    }
  }

  /// The bridges on the ways between two unlike parts.
  func bridges(between areUnlike: (_ part: Int, _ other: Int) -> Bool) -> [Int] {
    var found: [Int] = []
    // Parts between which every bridge has been found; the one nearest to the first stands for them.
    var sets = DisjointSets(count: parts.count)
    for a in parts.indices {
      for b in parts.indices[(a + 1)...]
      where sets.root(of: a) != sets.root(of: b) && areUnlike(parts[a], parts[b]) {
        var (low, high) = (sets.root(of: a), sets.root(of: b))
        while low != high {
          if low > high { swap(&low, &high) }
          // What is behind is above nothing before it.
          found.append(bridges[high])
          sets.join(high, parents[high])
          high = sets.root(of: high)
        }
      }
    }
    return found
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

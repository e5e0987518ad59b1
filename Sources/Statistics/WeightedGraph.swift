/// Weighted links between rows, each from both of its ends.
public struct WeightedGraph: Sendable, Equatable {
  /// Links of row i are those of `starts[i]..<starts[i + 1]`; count + 1 numbers.
  let starts: [Int]
  /// Other ends, ascending within a row.
  let neighbors: [Int32]
  /// ≥ 0; the same seen from both ends.
  let weights: [Double]

  /// Rows.
  public var count: Int { starts.count - 1 }

  /// Links of a row, by the other end ascending.
  public func links(of row: Int) -> [(row: Int, weight: Double)] {
    (starts[row]..<starts[row + 1]).map { (Int(neighbors[$0]), weights[$0]) }
  }

  /// Joins what each row says of its neighbours with what they say of it.
  ///
  /// - Parameters:
  ///   - weights: of each neighbour in the table, n·k.
  ///   - join: symmetric, of the weights in both directions, one of which may be 0.
  init(
    joining table: NeighborTable, weights: [Double], _ join: (Double, Double) -> Double
  ) {
    let out = DirectedLinks(table, weights)
    let back = out.reversed
    var starts = [0]
    var neighbors: [Int32] = []
    var joined: [Double] = []
    for row in 0..<table.count {
      var (i, j) = (out.starts[row], back.starts[row])
      while i < out.starts[row + 1] || j < back.starts[row + 1] {
        let a = i < out.starts[row + 1] ? out.ends[i] : .max
        let b = j < back.starts[row + 1] ? back.ends[j] : .max
        neighbors.append(min(a, b))
        joined.append(join(a <= b ? out.weights[i] : 0, b <= a ? back.weights[j] : 0))
        if a <= b { i += 1 }
        if b <= a { j += 1 }
      }
      starts.append(neighbors.count)
    }
    (self.starts, self.neighbors, self.weights) = (starts, neighbors, joined)
  }
}

/// Links from one end, by that end and then the other.
private struct DirectedLinks {
  var starts: [Int]
  var ends: [Int32]
  var weights: [Double]

  init(_ table: NeighborTable, _ given: [Double]) {
    starts = (0...table.count).map { $0 * table.k }
    ends = []
    weights = []
    for row in 0..<table.count {
      let order = (starts[row]..<starts[row + 1]).sorted { table.rows[$0] < table.rows[$1] }
      ends += order.map { table.rows[$0] }
      weights += order.map { given[$0] }
    }
  }

  private init(starts: [Int], ends: [Int32], weights: [Double]) {
    (self.starts, self.ends, self.weights) = (starts, ends, weights)
  }

  /// The same links from their other ends.
  var reversed: DirectedLinks {
    var starts = [Int](repeating: 0, count: starts.count)
    for end in ends { starts[Int(end) + 1] += 1 }
    for row in starts.indices.dropFirst() { starts[row] += starts[row - 1] }
    var next = starts
    var ends = [Int32](repeating: 0, count: self.ends.count)
    var weights = [Double](repeating: 0, count: ends.count)
    for row in 0..<(starts.count - 1) {
      for link in self.starts[row]..<self.starts[row + 1] {
        let end = Int(self.ends[link])
        (ends[next[end]], weights[next[end]]) = (Int32(row), self.weights[link])
        next[end] += 1
      }
    }
    return DirectedLinks(starts: starts, ends: ends, weights: weights)
  }
}

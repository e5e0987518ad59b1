import Foundation

/// The fuzzy simplicial set of UMAP: how surely each row is a neighbour of another, in (0, 1].
///
/// Distances of each row count from its nearest neighbour at a distance above 0, in units of a width
/// for which the memberships sum to log₂ k; both directions are joined as a + b − ab.
///
/// - Parameter table: of k − 1 neighbours, as the row itself counts as one.
/// - Returns: as umap-learn's `fuzzy_simplicial_set` of the same neighbours, to the float in which that
///   computes. Source: McInnes, Healy and Melville, arXiv:1802.03426, algorithms 2 and 3.
public func fuzzySimplicialSet(_ table: NeighborTable) -> WeightedGraph {
  let meanOfAll =
    table.distances.reduce(0, +) / Double(table.count * (table.k + 1))
  let weights = (0..<table.count).flatMap { row in
    memberships(
      table.distances[(row * table.k)..<((row + 1) * table.k)], meanOfAll: meanOfAll)
  }
  return WeightedGraph(joining: table, weights: weights) { $0 + $1 - $0 * $1 }
}

/// The least width, beside the mean distance.
private let leastWidth = 1e-3

private func memberships(_ distances: ArraySlice<Double>, meanOfAll: Double) -> [Double] {
  let nearest = distances.filter { $0 > 0 }.min() ?? 0
  let beyond = distances.map { max(0, $0 - nearest) }
  let mean = distances.reduce(0, +) / Double(distances.count + 1)
  let width = max(
    smoothWidth(beyond, total: log2(Double(distances.count + 1))),
    leastWidth * (nearest > 0 ? mean : meanOfAll))
  return beyond.map { $0 <= 0 || width == 0 ? 1 : exp(-$0 / width) }
}

/// The width at which the memberships have a sum, by bisection; where no width has it, one at the end
/// of the bisection.
private func smoothWidth(_ beyond: [Double], total: Double) -> Double {
  var (low, high, width) = (0.0, Double.infinity, 1.0)
  for _ in 0..<64 {
    let sum = beyond.reduce(0) { $0 + ($1 > 0 ? exp(-$1 / width) : 1) }
    guard abs(sum - total) >= 1e-5 else { break }
    if sum > total { high = width } else { low = width }
    width = high.isFinite ? (low + high) / 2 : 2 * width
  }
  return width
}

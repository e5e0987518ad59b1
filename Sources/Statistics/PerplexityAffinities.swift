import Foundation

/// The symmetric affinities of t-SNE: p of two rows is the mean of the probabilities that either picks
/// the other as its neighbour under Gaussians of one perplexity; all sum to 1.
///
/// - Parameters:
///   - table: of three neighbours for each unit of perplexity, as is usual; rows beyond have none.
///   - perplexity: > 0, below the number of neighbours; 2 to the power of the entropy in bits.
/// - Returns: where so many of a row's neighbours are equally near that no Gaussian has the perplexity,
///   they share alike. Source: van der Maaten and Hinton, JMLR 9 (2008), sections 2 and 3.1; sparse as
///   in van der Maaten, JMLR 15 (2014), section 4.1.
public func perplexityAffinities(_ table: NeighborTable, perplexity: Double) -> WeightedGraph {
  precondition(perplexity > 0, "a perplexity of \(perplexity)")
  let rows = mapOnAllCores((table.count + 1_023) / 1_024) { block in
    (block * 1_024..<min((block + 1) * 1_024, table.count)).flatMap { row in
      conditionalProbabilities(
        table.squaredDistances[(row * table.k)..<((row + 1) * table.k)], entropy: log(perplexity))
    }
  }
  let total = 2 * Double(table.count)
  return WeightedGraph(joining: table, weights: rows.flatMap { $0 }) { ($0 + $1) / total }
}

/// Of a Gaussian around a row, whose precision is found by bisection to an entropy within 10⁻⁵ nats, the
/// tolerance of scikit-learn.
private func conditionalProbabilities(
  _ squaredDistances: ArraySlice<Double>, entropy wanted: Double
) -> [Double] {
  // Distances beyond the nearest, so that not all vanish; in units of their mean, so that the first
  // precision is about right.
  let nearest = squaredDistances.min() ?? 0
  let beyond = squaredDistances.map { $0 - nearest }
  let mean = beyond.reduce(0, +) / Double(beyond.count)
  guard mean > 0 else { return beyond.map { _ in 1 / Double(beyond.count) } }
  var (low, high, precision) = (0.0, Double.infinity, 1 / mean)
  var probabilities: [Double] = []
  for _ in 0..<100 {
    var (sum, weighted) = (0.0, 0.0)
    probabilities = beyond.map { distance in
      let weight = exp(-precision * distance)
      sum += weight
      weighted += weight * distance
      return weight
    }
    let difference = log(sum) + precision * weighted / sum - wanted
    probabilities = probabilities.map { $0 / sum }
    guard abs(difference) > 1e-5 else { break }
    if difference > 0 { low = precision } else { high = precision }
    precision = high.isFinite ? (low + high) / 2 : 2 * precision
    guard precision * mean < 1e200 else { break }
  }
  return probabilities
}

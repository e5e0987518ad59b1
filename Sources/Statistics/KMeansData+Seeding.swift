import Foundation
import LinearAlgebra

extension KMeansData {
  /// Greedy k-means++: of some candidates, drawn by squared distance to the nearest center so far,
  /// the one that lowers the sum of these most becomes the next center.
  ///
  /// - Returns: shape (k, d).
  func seeds(seed: UInt64, restart: Int) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed, stream: "k-means", index: restart)
    var chosen = [generator.uniform(below: rows.rows)]
    var nearest = squaredDistances(to: rows.selecting(rows: chosen))
    while chosen.count < settings.clusters {
      let candidates = (0..<candidateCount).map { _ in draw(by: nearest, &generator) }
      let best = bestCandidate(candidates, nearest)
      chosen.append(best.row)
      nearest = best.nearest
    }
    return rows.selecting(rows: chosen)
  }

  /// Arthur and Vassilvitskii's choice, which scikit-learn also makes.
  private var candidateCount: Int { 2 + Int(log(Double(settings.clusters))) }

  private func bestCandidate(
    _ candidates: [Int], _ nearest: [Double]
  ) -> (row: Int, nearest: [Double]) {
    let distances = squaredDistances(to: rows.selecting(rows: candidates))
    let outcomes = candidates.indices.map { c in
      nearest.indices.map { min(nearest[$0], distances[$0 * candidates.count + c]) }
    }
    let potentials = outcomes.map { $0.reduce(0, +) }
    let best = potentials.indices.reduce(0) { potentials[$1] < potentials[$0] ? $1 : $0 }
    return (candidates[best], outcomes[best])
  }

  /// A row with probability in proportion to its weight; any row when all weights vanish.
  private func draw(by weights: [Double], _ generator: inout SeededGenerator) -> Int {
    let target = generator.uniformFraction() * weights.reduce(0, +)
    var sum = 0.0
    for i in weights.indices {
      sum += weights[i]
      if sum > target { return i }
    }
    return generator.uniform(below: weights.count)
  }
}

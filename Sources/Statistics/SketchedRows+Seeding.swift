import Foundation
import LinearAlgebra

extension SketchedRows {
  /// Greedy k-means++: of some candidates, drawn by squared distance to the nearest center so far,
  /// the one that lowers the sum of these most becomes the next center. There are 2 + ln k, Arthur and
  /// Vassilvitskii's choice, which scikit-learn also makes.
  ///
  /// - Parameter count: k.
  /// - Returns: shape (k, d), less the mean of all rows.
  func seeds(_ clusters: Int, seed: UInt64, restart: Int) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed, stream: "k-means", index: restart)
    var chosen = [generator.uniform(below: count)]
    var nearest = squaredDistances(
      to: Array(repeating: 0, count: count), of: selecting(places: chosen))
    while chosen.count < clusters {
      let candidates = draws(2 + Int(log(Double(clusters))), by: nearest, &generator)
      let gains = gains(of: candidates, over: nearest)
      let sums = gains.map { $0.reduce(0) { $0 + (nearest[$1.place] - $1.squaredDistance) } }
      let best = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
      chosen.append(candidates[best])
      for gain in gains[best] { nearest[gain.place] = gain.squaredDistance }
    }
    return selecting(places: chosen)
  }

  /// A row that a candidate is nearer to than any center so far.
  private struct Gain {
    let place: Int
    let squaredDistance: Double
  }

  /// Of each candidate.
  private func gains(of candidates: [Int], over nearest: [Double]) -> [[Gain]] {
    let centers = selecting(places: candidates)
    let folded = sketch.centers(centers)
    let ranges = ranges(of: count)
    let none = [[Gain]](repeating: [], count: candidates.count)
    return foldOnAllCores(ranges.count, each: RowSketch.Products(), into: none) {
      products, number in
      sketch.multiply(ranges[number], folded, into: &products)
      var gains = none
      for place in ranges[number] where nearest[place] > 0 {
        sketch.find(rivalsOf: place, within: nearest[place].squareRoot(), folded, in: &products)
        for number in 0..<products.rivals.count {
          let center = products.rivals[number]
          let distance = squaredDistance(of: place, to: center, of: centers)
          guard distance < nearest[place] else { continue }
          gains[center].append(Gain(place: place, squaredDistance: distance))
        }
      }
      return gains
    } combine: { all, gains in
      for center in gains.indices { all[center] += gains[center] }
    }
  }

  /// Rows with probability in proportion to their weights; any rows when all weights vanish.
  private func draws(
    _ wanted: Int, by weights: [Double], _ generator: inout SeededGenerator
  ) -> [Int] {
    var sum = 0.0
    let sums = weights.map { weight in
      sum += weight
      return sum
    }
    return (0..<wanted).map { _ in
      let target = generator.uniformFraction() * sum
      let place = sums.firstPlace { $0 > target }
      return place < weights.count ? place : generator.uniform(below: weights.count)
    }
  }
}

extension [Double] {
  /// By halving: the first place from which on the condition holds.
  fileprivate func firstPlace(where holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

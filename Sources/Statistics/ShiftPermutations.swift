import Foundation
import LinearAlgebra

/// Random relabellings of the units of two samples.
struct ShiftPermutations {
  /// For each relabelling and unit whether it is called x: 0 or 1.
  let labels: [[Int]]

  init(_ sample: ShiftSample, count: Int, seed: UInt64) {
    let start =
      Array(repeating: 1, count: sample.unitsX) + Array(repeating: 0, count: sample.unitsY)
    labels = (0..<count).map { index in
      var generator = SeededGenerator(seed: seed, stream: "shift.permutation", index: index)
      var shuffled = start
      generator.shuffle(&shuffled)
      return shuffled
    }
  }

  /// Discrepancies that are equal in theory differ by rounding of the sums, at most about 10⁻¹²
  /// of their terms; within 10⁻¹⁰ of these they are a tie, which counts against a shift.
  func pValue(_ sample: ShiftSample, _ sums: KernelSums) -> Double {
    let observed = sums.observed(sample)
    let bar = observed.value - 1e-10 * observed.size
    let reached = labels.indices.count { sums.relabelled(sample, self, $0).value >= bar }
    return Double(1 + reached) / Double(labels.count + 1)
  }

  /// One over the number of different relabellings, if that is more than one over the number of
  /// draws; with as many units on both sides, exchanging the samples changes nothing.
  func smallestPValue(_ sample: ShiftSample) -> Double {
    let (a, b) = (Double(sample.unitsX), Double(sample.unitsY))
    let choices = exp(lgamma(a + b + 1) - lgamma(a + 1) - lgamma(b + 1))
    let same = sample.unitsX == sample.unitsY ? 2.0 : 1
    return max(1 / Double(labels.count + 1), min(1, same / choices))
  }
}

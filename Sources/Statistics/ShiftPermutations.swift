import Foundation

/// Random relabellings of the units of two samples.
struct ShiftPermutations: Sendable {
  /// For each relabelling and unit whether it is called x: 0 or 1.
  let labels: UnitWeights

  init(_ sample: ShiftSample, count: Int, seed: UInt64) {
    let start =
      Array(repeating: UInt8(1), count: sample.unitsX)
      + Array(repeating: 0, count: sample.unitsY)
    labels = UnitWeights(count, units: start.count) { index in
      var generator = SeededGenerator(seed: seed, stream: "shift.permutation", index: index)
      var shuffled = start
      generator.shuffle(&shuffled)
      return shuffled
    }
  }

  /// The discrepancy of each relabelling; their sums come first.
  func values(_ sample: ShiftSample, _ sums: KernelSums) -> [Double] {
    let unitSums = sums.unitSums(sample)
    return mapOnAllCores(labels.count) { index in
      sums.relabelled(sample, labels[index], index, unitSums).value
    }
  }

  /// Ties count against a shift.
  ///
  /// - Parameters:
  ///   - values: of the relabellings.
  ///   - isRounded: whether sums are of whole numbers.
  func pValue(
    _ observed: KernelSums.Discrepancy, _ values: [Double], isRounded: Bool
  ) -> Double {
    let bar = observed.value - observed.tolerance(isRounded: isRounded)
    return Double(1 + values.count { $0 >= bar }) / Double(labels.count + 1)
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

/// Relabellings of the units of two samples: random ones, or all others than the observed one where
/// they are no more than would be drawn.
struct ShiftPermutations: Sendable {
  /// For each relabelling and unit whether it is called x: 0 or 1.
  let labels: UnitWeights

  init(_ sample: ShiftSample, count: Int, seed: UInt64) {
    let all = Labellings.all(
      calling: sample.unitsX, of: sample.unitsX + sample.unitsY, atMost: count + 1)
    if let all {
      labels = UnitWeights(all.count - 1, units: sample.unitsX + sample.unitsY) { all[$0 + 1] }
      return
    }
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

  func smallestPValue(_ sample: ShiftSample) -> Double {
    Statistics.smallestPValue(
      unitsX: sample.unitsX, unitsY: sample.unitsY, labellings: labels.count + 1)
  }
}

/// How a batch compares with as many units drawn from a pool and the batch together.
///
/// Where the batch's units are exchangeable with the pool's, p is uniform exactly, on whatever pool:
/// the batch is one of the equally likely choices of so many units, and ties are broken at random.
struct BatchTest {
  /// In (0, 1).
  let pValue: Double
  /// As of `KernelUnits`, of the batch.
  let discrepancy: Double

  /// - Parameters:
  ///   - units: places of the pool's units and of the batch's, the batch's last.
  ///   - batch: how many units the batch has, at least two.
  init(
    _ kernel: KernelUnits, units: [Int], batch: Int, permutations: Int,
    using generator: inout SeededGenerator
  ) {
    let observed = kernel.discrepancy(of: units.suffix(batch))
    let tie = 1e-12 * observed.size
    var drawn = units
    var (above, equal) = (0, 1)
    for _ in 0..<permutations {
      for place in 0..<batch {
        drawn.swapAt(place, place + generator.uniform(below: drawn.count - place))
      }
      let value = kernel.discrepancy(of: drawn.prefix(batch)).value
      if value > observed.value + tie {
        above += 1
      } else if value >= observed.value - tie {
        equal += 1
      }
    }
    let share = Double(above) + generator.uniformFraction() * Double(equal)
    pValue = min(max(share / Double(permutations + 1), 1e-300), 1 - Double.ulpOfOne)
    discrepancy = observed.value
  }

  /// Standard normal without a shift; large where p is small.
  var score: Double { -normalQuantile(pValue) }
}

extension KernelSums {
  /// A squared maximum mean discrepancy and the size of the terms it is the difference of.
  struct Discrepancy {
    let value: Double
    let size: Double

    /// - Parameters: mean kernel of pairs in x, pairs in y and pairs across.
    init(xx: Double, yy: Double, xy: Double) {
      value = xx + yy - 2 * xy
      size = xx + yy + 2 * xy
    }
  }

  /// Unbiased, of the samples as they are.
  func observed(_ sample: ShiftSample) -> Discrepancy {
    let ones = Array(repeating: 1, count: sample.unitSizes.count)
    return discrepancy(sample, distinct, weights: ones, unitsX: sample.unitsX)
  }

  /// The V-statistic: all pairs, and K(x, x) = 1 for each row.
  func biased(_ sample: ShiftSample) -> Double {
    let (n, m) = (Double(sample.x.count), Double(sample.y.count))
    let mean = Discrepancy(
      xx: (2 * all.xx + n) / (n * n), yy: (2 * all.yy + m) / (m * m), xy: all.xy / (n * m))
    return max(0, mean.value)
  }

  /// Unbiased, of a bootstrap sample.
  func resampled(_ sample: ShiftSample, _ resamples: ShiftResamples, _ index: Int) -> Discrepancy {
    discrepancy(
      sample, resampled[index], weights: resamples.weights[index], unitsX: sample.unitsX)
  }

  /// Unbiased, with other units called x. yy = 1ᵀK₀1 − 2zᵀK₀1 + zᵀK₀z, in pairs i < j.
  func relabelled(
    _ sample: ShiftSample, _ permutations: ShiftPermutations, _ index: Int
  ) -> Discrepancy {
    let labels = permutations.labels[index]
    let total = distinct.xx + distinct.yy + distinct.xy
    let fromX = rowSums.indices.reduce(0.0) {
      labels[sample.units[$1]] == 1 ? $0 + rowSums[$1] : $0
    }
    let xx = relabelled[index]
    let xy = fromX - 2 * xx
    let sizes = labels.indices.reduce(into: PairWeights()) { weights, unit in
      weights.add(sample.unitSizes[unit], toX: labels[unit] == 1)
    }
    return sizes.discrepancy(Blocks(xx: xx, yy: total - xx - xy, xy: xy))
  }

  private func discrepancy(
    _ sample: ShiftSample, _ blocks: Blocks, weights: [Int], unitsX: Int
  ) -> Discrepancy {
    let sizes = weights.indices.reduce(into: PairWeights()) { total, unit in
      total.add(weights[unit] * sample.unitSizes[unit], toX: unit < unitsX)
    }
    return sizes.discrepancy(blocks)
  }
}

/// The weight of all pairs of rows of different units, each in both orders.
private struct PairWeights {
  private var x = (sum: 0.0, squares: 0.0)
  private var y = (sum: 0.0, squares: 0.0)

  /// Adds a unit by its rows times their weight.
  mutating func add(_ weight: Int, toX isX: Bool) {
    let weight = Double(weight)
    if isX {
      x = (x.sum + weight, x.squares + weight * weight)
    } else {
      y = (y.sum + weight, y.squares + weight * weight)
    }
  }

  /// Means from sums over pairs i < j in a sample, and over all pairs across.
  func discrepancy(_ sums: KernelSums.Blocks) -> KernelSums.Discrepancy {
    KernelSums.Discrepancy(
      xx: 2 * sums.xx / (x.sum * x.sum - x.squares),
      yy: 2 * sums.yy / (y.sum * y.sum - y.squares), xy: sums.xy / (x.sum * y.sum))
  }
}

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

    /// Discrepancies that are equal in theory differ by rounding of the sums, at most about 10⁻¹²
    /// of their terms, or by 4·10⁻⁹ where sums are of whole numbers; within 10⁻¹⁰ of the terms, or
    /// 10⁻⁸, they are a tie.
    func tolerance(isRounded: Bool) -> Double { isRounded ? 1e-8 : 1e-10 * size }
  }

  /// Unbiased, of the samples as they are.
  func observed(_ sample: ShiftSample) -> Discrepancy {
    let ones = Array(repeating: UInt8(1), count: sample.unitSizes.count)
    return discrepancy(sample, distinct, weights: ones[...])
  }

  /// The V-statistic: all pairs, and each row with itself.
  ///
  /// - Parameter ownValues: K(x, x) of every row, those of x first.
  func biased(_ n: Int, _ ownValues: [Double]) -> Double {
    let m = Double(ownValues.count - n)
    let own = (x: ownValues[..<n].reduce(0, +), y: ownValues[n...].reduce(0, +))
    let n = Double(n)
    return Discrepancy(
      xx: (2 * all.xx + own.x) / (n * n), yy: (2 * all.yy + own.y) / (m * m),
      xy: all.xy / (n * m)
    ).value
  }

  /// Unbiased, of a bootstrap sample.
  ///
  /// - Parameter index: of its weights among all weightings.
  func resampled(
    _ sample: ShiftSample, _ weights: ArraySlice<UInt8>, _ index: Int
  ) -> Discrepancy {
    discrepancy(sample, weighted[index], weights: weights)
  }

  /// Unbiased, with other units called x. yy = 1ᵀK₀1 − 2zᵀK₀1 + zᵀK₀z, in pairs i < j.
  ///
  /// - Parameter unitSums: of the units' rows.
  func relabelled(
    _ sample: ShiftSample, _ labels: ArraySlice<UInt8>, _ index: Int, _ unitSums: [Double]
  ) -> Discrepancy {
    var fromX = 0.0
    for (sum, label) in zip(unitSums, labels) { fromX += Double(label) * sum }
    var sizes = PairWeights()
    if sample.hasUnits {
      for (size, label) in zip(sample.unitSizes, labels) { sizes.add(size, toX: label == 1) }
    } else {
      sizes = PairWeights(ofRows: sample.x.count, sample.y.count)
    }
    let xx = weighted[index].sum
    let xy = fromX - 2 * xx
    return sizes.discrepancy(Blocks(xx: xx, yy: distinct.sum - xx - xy, xy: xy))
  }

  /// Σ K₀ᵢⱼ over the rows i of each unit and all rows j.
  func unitSums(_ sample: ShiftSample) -> [Double] {
    sample.units.indices.reduce(into: Array(repeating: 0, count: sample.unitSizes.count)) {
      $0[sample.units[$1]] += ownSums[$1] + otherSums[$1]
    }
  }

  private func discrepancy(
    _ sample: ShiftSample, _ blocks: Blocks, weights: ArraySlice<UInt8>
  ) -> Discrepancy {
    var sizes = PairWeights()
    for (unit, weight) in weights.enumerated() {
      sizes.add(Int(weight) * sample.unitSizes[unit], toX: unit < sample.unitsX)
    }
    return sizes.discrepancy(blocks)
  }
}

/// The weight of all pairs of rows of different units, each in both orders.
private struct PairWeights {
  private var x = (sum: 0.0, squares: 0.0)
  private var y = (sum: 0.0, squares: 0.0)

  init() {}

  /// Every row a unit of weight 1.
  init(ofRows n: Int, _ m: Int) {
    (x, y) = ((Double(n), Double(n)), (Double(m), Double(m)))
  }

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

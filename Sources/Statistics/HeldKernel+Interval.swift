import LinearAlgebra

extension HeldKernel {
  /// Percentiles of the squared discrepancy over samples of units drawn with replacement, as many as
  /// there are; pairs of one and the same unit do not count (distinct-unit bootstrap).
  ///
  /// - Parameters:
  ///   - level: e.g. 0.9, whose upper end is a one-sided 95 % bound.
  ///   - resamples: ≥ 1.
  public func interval(level: Double, resamples: Int, seed: UInt64) -> Interval {
    let parts = Tile.split(0..<resamples, by: 64)
    let values = mapOnAllCores(parts.count) { number in
      var generator = SeededGenerator(seed: seed, stream: "shift.held-bootstrap", index: number)
      return resampled(parts[number].count, &generator)
    }.flatMap { $0 }.sorted()
    return Interval(
      low: quantile((1 - level) / 2, ofSorted: values),
      high: quantile((1 + level) / 2, ofSorted: values), level: level,
      method: "distinct-\(rows == nil ? "row" : "unit") bootstrap, percentile")
  }

  private func resampled(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    let x = weights(count, of: .x, &generator)
    let y = weights(count, of: .y, &generator)
    let (fromX, fromY) = (x.times(units.sums), y.times(units.sums))
    return (0..<count).map { index in
      let xx = Double.innerProduct(x.row(index), fromX.row(index)) / pairs(x.row(index))
      let yy = Double.innerProduct(y.row(index), fromY.row(index)) / pairs(y.row(index))
      let across = Double.innerProduct(y.row(index), fromX.row(index))
      return xx + yy - 2 * across / (rowSum(x.row(index)) * rowSum(y.row(index)))
    }
  }

  /// How often each unit was drawn, shape (count, units); 0 for units of the other sample.
  private func weights(
    _ count: Int, of side: SampleSide, _ generator: inout SeededGenerator
  ) -> Matrix<Double> {
    let range = range(side)
    var weights = Matrix<Double>(rows: count, columns: units.count)
    for index in 0..<count {
      var drawn = [Int](repeating: 0, count: range.count)
      // Draws of one and the same unit hold no pair and are made again.
      while drawn.count(where: { $0 > 0 }) < 2 {
        drawn = Array(repeating: 0, count: range.count)
        for _ in range { drawn[generator.uniform(below: range.count)] += 1 }
      }
      for (place, unit) in range.enumerated() { weights[index, unit] = Double(drawn[place]) }
    }
    return weights
  }

  private func rowSum(_ weights: ArraySlice<Double>) -> Double {
    Double.innerProduct(weights, units.sizes[...])
  }

  /// The weight of all pairs of rows of different units, in both orders.
  private func pairs(_ weights: ArraySlice<Double>) -> Double {
    let rows = zip(weights, units.sizes).map { $0 * $1 }
    let sum = rows.reduce(0, +)
    return sum * sum - rows.reduce(0) { $0 + $1 * $1 }
  }
}

/// Bootstrap draws of whole units, as many as there are, with replacement.
///
/// One set serves everything that is compared, so that every difference is paired.
public struct UnitResamples: Sendable {
  /// How many resamples.
  public let count: Int
  /// Units that are drawn.
  public let units: Int
  private let unitOfItem: [Int]
  private let weights: UnitWeights

  /// - Parameters:
  ///   - names: the unit of each item; nil makes each item a unit.
  ///   - items: how many.
  ///   - count: resamples, ≥ 1.
  ///   - stream: of the random numbers.
  /// - Complexity: units · count bytes.
  public init(of names: [String]?, items: Int, count: Int, seed: UInt64, stream: String) {
    precondition(count >= 1 && (names?.count ?? items) == items)
    let numbers = names.map(numbered) ?? Array(0..<items)
    let units = (numbers.max() ?? -1) + 1
    (unitOfItem, self.units, self.count) = (numbers, units, count)
    weights = UnitWeights(count, units: units) { index in
      var generator = SeededGenerator(seed: seed, stream: stream, index: index)
      return drawnUnits(units, &generator)
    }
  }

  /// How often each item is there when its unit is drawn as often as in a resample.
  private func itemWeights(_ index: Int) -> [Int] {
    let drawn = Array(weights[index])
    return unitOfItem.map { Int(drawn[$0]) }
  }

  /// Units that some items are of.
  func unitCount(of places: [Int]) -> Int { Set(places.map { unitOfItem[$0] }).count }

  /// Metrics of the items as they are, and of every resample.
  ///
  /// - Parameters:
  ///   - places: those of the items that the metrics are of, in their order; nil for all.
  ///   - metrics: values by how often each of those items is there; always as many, NaN for one that
  ///     such items do not have.
  public func samples(
    of places: [Int]? = nil, progress: WorkProgress = { _, _ in },
    _ metrics: @Sendable (_ weights: [Int]) -> [Double]
  ) -> [MetricSample] {
    let estimates = metrics(Array(repeating: 1, count: places?.count ?? unitOfItem.count))
    let values = mapOnAllCores(count, progress: progress) { index in
      let weights = itemWeights(index)
      return metrics(places.map { places in places.map { weights[$0] } } ?? weights)
    }
    let drawn = places.map(unitCount) ?? units
    return estimates.indices.map { metric in
      MetricSample(
        estimate: estimates[metric], resamples: values.map { $0[metric] }, units: drawn)
    }
  }
}

/// How often each of the units comes in as many draws. More often than a byte holds is drawn again:
/// among more than 255 units nobody will see it.
private func drawnUnits(_ units: Int, _ generator: inout SeededGenerator) -> [UInt8] {
  while true {
    var weights = [Int](repeating: 0, count: units)
    for _ in 0..<units { weights[generator.uniform(below: units)] += 1 }
    if weights.allSatisfy({ $0 <= 255 }) { return weights.map { UInt8($0) } }
  }
}

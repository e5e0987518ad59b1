import LinearAlgebra

/// How rows of two samples fall into groups, with their units.
public struct GroupedSamples: Sendable {
  /// Rows of each unit in each group, shape (units, groups); units of x come first.
  private let counts: Matrix<Double>
  private let sizes: [Double]
  private let unitsX: Int
  private let groups: Int

  /// - Parameters:
  ///   - x: the group of each row of x, 0..<groups; not empty.
  ///   - y: the same of y.
  ///   - unitsX: of each row of x; nil where every row is a unit.
  public init(_ x: [Int], _ y: [Int], groups: Int, unitsX: [String]?, unitsY: [String]?) {
    precondition(!x.isEmpty && !y.isEmpty, "an empty sample")
    let first = unitsX.map(numbered) ?? Array(x.indices)
    let second = unitsY.map(numbered) ?? Array(y.indices)
    let countX = Set(first).count
    var counts = Matrix<Double>(rows: countX + Set(second).count, columns: groups)
    for (unit, group) in zip(first, x) { counts[unit, group] += 1 }
    for (unit, group) in zip(second, y) { counts[countX + unit, group] += 1 }
    self.counts = counts
    self.groups = groups
    self.unitsX = countX
    sizes = (0..<counts.rows).map { counts.row($0).reduce(0, +) }
  }

  /// How much larger the share of each group is in y than in x.
  ///
  /// p-values come from permuting whole units, two-sided: groups must have been formed without
  /// looking at which sample a row is of. Intervals draw the units of each sample with replacement;
  /// where a group is empty in a sample, its share there is 0 in every draw.
  /// - Returns: one for each group.
  ///   Source: Davison and Hinkley (1997), sections 3.8 and 4.3; Phipson and Smyth (2010) for p.
  public func excesses(_ settings: ShareExcessSettings) -> [ShareExcess] {
    let observed = difference(labels)
    let permuted = permutations(settings)
    let resampled = resamples(settings)
    let pValues = (0..<groups).map { group in
      let bar = abs(observed[group].excess) - 1e-12
      let extremes = permuted.count { abs($0[group].excess) >= bar }
      return Double(1 + extremes) / Double(permuted.count + 1)
    }
    let adjusted = holmAdjusted(pValues)
    return (0..<groups).map { group in
      let values = resampled.map { $0[group].excess }.sorted()
      return ShareExcess(
        shareX: observed[group].x, shareY: observed[group].y,
        interval: Interval(
          low: quantile((1 - settings.level) / 2, ofSorted: values),
          high: quantile((1 + settings.level) / 2, ofSorted: values), level: settings.level,
          method: "bootstrap of units, percentile"),
        pValue: pValues[group], adjustedPValue: adjusted[group])
    }
  }

  private var labels: [Double] { sizes.indices.map { $0 < unitsX ? 1 : 0 } }

  private struct Shares: Sendable {
    let x: Double
    let y: Double
    var excess: Double { y - x }
  }

  private func permutations(_ settings: ShareExcessSettings) -> [[Shares]] {
    mapOnAllCores(settings.permutations) { index in
      var generator = SeededGenerator(
        seed: settings.seed, stream: "share.permutation", index: index)
      var shuffled = labels
      generator.shuffle(&shuffled)
      return difference(shuffled)
    }
  }

  private func resamples(_ settings: ShareExcessSettings) -> [[Shares]] {
    mapOnAllCores(settings.resamples) { index in
      var generator = SeededGenerator(seed: settings.seed, stream: "share.bootstrap", index: index)
      var x = [Double](repeating: 0, count: sizes.count)
      var y = x
      for _ in 0..<unitsX { x[generator.uniform(below: unitsX)] += 1 }
      let unitsY = sizes.count - unitsX
      for _ in 0..<unitsY { y[unitsX + generator.uniform(below: unitsY)] += 1 }
      return zip(shares(x), shares(y)).map { Shares(x: $0, y: $1) }
    }
  }

  private func difference(_ labels: [Double]) -> [Shares] {
    zip(shares(labels), shares(labels.map { 1 - $0 })).map { Shares(x: $0, y: $1) }
  }

  /// Of each group among units by their weights.
  private func shares(_ weights: [Double]) -> [Double] {
    let sums = Matrix(rows: 1, columns: weights.count, elements: weights).times(counts)
    let rows = Double.innerProduct(weights[...], sizes[...])
    return sums.elements.map { $0 / rows }
  }
}

/// How to compare shares.
public struct ShareExcessSettings: Sendable, Codable, Hashable {
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind each interval, ≥ 1.
  public var resamples: Int
  /// Of the intervals, in (0, 1).
  public var level: Double
  public var seed: UInt64

  public init(permutations: Int = 999, resamples: Int = 999, level: Double = 0.95, seed: UInt64) {
    self.permutations = permutations
    self.resamples = resamples
    self.level = level
    self.seed = seed
  }
}

/// The share of a group in two samples.
public struct ShareExcess: Sendable, Codable, Hashable {
  public let shareX: Double
  public let shareY: Double
  /// Of `excess`.
  public let interval: Interval
  /// Two-sided.
  public let pValue: Double
  /// Holm's, over all groups.
  public let adjustedPValue: Double

  /// The share in y less that in x.
  public var excess: Double { shareY - shareX }
}

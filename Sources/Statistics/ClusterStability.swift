public import LinearAlgebra

/// Adjusted Rand indices of several clusterings of the same rows.
public struct AgreementSpread: Sendable, Codable, Hashable {
  public let mean: Double
  public let low: Double
  public let high: Double
  /// How many indices these are of.
  public let comparisons: Int

  /// Nil of none.
  init?(_ values: [Double]) {
    guard let low = values.min(), let high = values.max() else { return nil }
    (self.low, self.high, comparisons) = (low, high, values.count)
    mean = values.reduce(0, +) / Double(values.count)
  }
}

/// Whether a clustering comes out the same again.
public struct ClusterStability: Sendable, Codable, Hashable {
  /// Between searches of one start each, every two of them; nil for one cluster.
  public let restarts: AgreementSpread?
  /// Between what two disjoint halves of the rows, of whole units, make of all rows: each row goes
  /// to the nearest center of either. Nil for one cluster, one unit, and halves with fewer distinct
  /// rows than clusters. Source: Ben-Hur, Elisseeff and Guyon (2002); Lange et al. (2004).
  public let halves: AgreementSpread?
}

/// How to look for stability.
public struct StabilitySettings: Sendable, Hashable {
  /// Searches of one start, ≥ 2.
  public var starts = 10
  /// Ways to cut the rows into halves, ≥ 1.
  public var splits = 10
  public var seed: UInt64

  public init(seed: UInt64) { self.seed = seed }
}

extension ClusterStability {
  /// - Parameters:
  ///   - rows: shape (n, d), finite; at least as many distinct ones as clusters.
  ///   - units: of each row; nil where every row is one.
  ///   - search: how clusters are sought; halves take its restarts.
  /// - Throws: as `kMeans(_:settings:seed:)`.
  public init(
    of rows: Matrix<Double>, units: [Int]? = nil, search: KMeansSettings,
    settings: StabilitySettings
  ) throws(StatisticsError) {
    guard search.clusters > 1 else {
      (restarts, halves) = (nil, nil)
      return
    }
    var single = search
    single.restarts = 1
    var found: [[Int]] = []
    for start in 0..<max(2, settings.starts) {
      found.append(
        try kMeans(rows, settings: single, seed: settings.seed(of: "start", start)).assignments)
    }
    restarts = AgreementSpread(
      found.indices.flatMap { i in
        found[(i + 1)...].map { adjustedRandIndex(found[i], $0) }
      })
    halves = AgreementSpread(
      (0..<settings.splits).compactMap { split in
        Self.agreementOfHalves(rows, units, search, settings, split: split)
      })
  }

  /// Nil where a half cannot be clustered.
  private static func agreementOfHalves(
    _ rows: Matrix<Double>, _ units: [Int]?, _ search: KMeansSettings,
    _ settings: StabilitySettings, split: Int
  ) -> Double? {
    var generator = SeededGenerator(seed: settings.seed, stream: "cluster halves", index: split)
    let isFirst = halves(of: units ?? Array(0..<rows.rows), &generator)
    let clusterings = [true, false].compactMap { side -> [Int]? in
      let half = isFirst.indices.filter { isFirst[$0] == side }
      // A half with too few distinct rows has no such clustering.
      guard
        let found = try? kMeans(
          rows.selecting(rows: half), settings: search,
          seed: settings.seed(of: "half", 2 * split + (side ? 0 : 1)))
      else { return nil }
      return StoredRows.doubles(rows).nearestCenters(found.centers)
    }
    guard clusterings.count == 2 else { return nil }
    return adjustedRandIndex(clusterings[0], clusterings[1])
  }

  /// Whole units, in a random order, until half of the rows are taken.
  private static func halves(of units: [Int], _ generator: inout SeededGenerator) -> [Bool] {
    let unitOfRow = numbered(units)
    let sizes = counts(of: unitOfRow, below: (unitOfRow.max() ?? -1) + 1)
    var order = Array(sizes.indices)
    generator.shuffle(&order)
    var isFirst = [Bool](repeating: false, count: sizes.count)
    var taken = 0
    for unit in order where 2 * taken < units.count {
      isFirst[unit] = true
      taken += sizes[unit]
    }
    return unitOfRow.map { isFirst[$0] }
  }
}

extension StabilitySettings {
  /// Each search has a seed of its own.
  fileprivate func seed(of kind: String, _ index: Int) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: "cluster stability \(kind)", index: index)
    return generator.next()
  }
}

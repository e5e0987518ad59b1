import Foundation
public import LinearAlgebra

/// How much more compact clusters are than those of data without any, at one number of clusters.
public struct GapEstimate: Sendable, Codable, Hashable {
  public let clusters: Int
  /// Mean logarithm of the inertia of reference data, less that of the data.
  public let gap: Double
  /// s_k: the standard deviation over reference data times √(1 + 1/B).
  public let standardError: Double
}

/// The gap statistic over numbers of clusters.
///
/// Reference data are uniform within the ranges of the data along their principal axes: give rows in
/// those axes. Source: Tibshirani, Walther and Hastie (2001), sections 3 and 4, method (b).
public struct GapStatistic: Sendable, Codable, Hashable {
  /// Ascending in the number of clusters.
  public let estimates: [GapEstimate]
  /// B, sets of reference data.
  public let references: Int

  /// The smallest k with gap(k) ≥ gap(k + 1) − s(k + 1); nil where there is none up to the last but
  /// one.
  public var choice: Int? {
    zip(estimates, estimates.dropFirst()).first { this, next in
      next.clusters == this.clusters + 1 && this.gap >= next.gap - next.standardError
    }?.0.clusters
  }
}

extension GapStatistic {
  /// - Parameters:
  ///   - rows: shape (n, d) along principal axes, finite, with more distinct rows than the largest
  ///     number of clusters.
  ///   - inertias: of the data, by number of clusters, above 0.
  ///   - search: how clusters are sought, in data and references alike; its number of clusters says
  ///     nothing.
  ///   - references: B ≥ 2.
  ///   - progress: is told of searches.
  public init(
    of rows: Matrix<Double>, inertias: [Int: Double], search: KMeansSettings, references: Int = 20,
    seed: UInt64, progress: WorkProgress = { _, _ in }
  ) {
    let numbers = inertias.keys.sorted()
    let box = Box(rows)
    let found = mapOnAllCores(references * numbers.count, progress: progress) { task in
      let (reference, place) = task.quotientAndRemainder(dividingBy: numbers.count)
      var settings = search
      settings.clusters = numbers[place]
      // Uniform rows are distinct, so that only a box without extent has too few of them.
      let clustering = try? kMeans(
        box.reference(reference, rows: rows.rows, seed: seed), settings: settings, seed: seed)
      return log(clustering?.inertia ?? .nan)
    }
    estimates = numbers.enumerated().compactMap { place, k in
      let values = (0..<references).map { found[$0 * numbers.count + place] }
      return inertias[k].flatMap { GapEstimate(clusters: k, of: log($0), among: values) }
    }
    self.references = references
  }
}

extension GapEstimate {
  /// Nil where anything is not finite.
  fileprivate init?(clusters: Int, of value: Double, among references: [Double]) {
    let count = Double(references.count)
    let mean = references.reduce(0, +) / count
    let variance = references.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let error = variance.squareRoot() * (1 + 1 / count).squareRoot()
    guard value.isFinite, error.isFinite else { return nil }
    self.init(clusters: clusters, gap: mean - value, standardError: error)
  }
}

/// The ranges of columns.
private struct Box {
  private let low: [Double]
  private let extent: [Double]

  init(_ rows: Matrix<Double>) {
    let columns = 0..<rows.columns
    let low = columns.map { j in (0..<rows.rows).reduce(.infinity) { min($0, rows[$1, j]) } }
    let high = columns.map { j in (0..<rows.rows).reduce(-.infinity) { max($0, rows[$1, j]) } }
    self.low = low
    extent = zip(low, high).map { $1 - $0 }
  }

  /// Uniform rows; the same for one number whatever the clusters that are sought.
  func reference(_ number: Int, rows: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed, stream: "gap reference", index: number)
    let columns = low.count
    let elements = (0..<(rows * columns)).map { place in
      low[place % columns] + extent[place % columns] * generator.uniformFraction()
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}

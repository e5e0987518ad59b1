import Foundation
import LinearAlgebra

/// Which shift to call detectable.
public struct DetectableShiftSettings: Sendable, Codable, Hashable {
  /// Random relabellings behind the critical value, ≥ 1.
  public var permutations: Int
  /// Of the test, in (0, 1).
  public var level: Double
  /// The chance with which the test is to reject, in (level, 1).
  public var power: Double
  public var seed: UInt64

  public init(
    permutations: Int = 999, level: Double = 0.05, power: Double = 0.8, seed: UInt64
  ) {
    self.permutations = permutations
    self.level = level
    self.power = power
    self.seed = seed
  }
}

/// How large a squared discrepancy must be for the test to find it with a stated chance.
public struct DetectableShift: Sendable, Codable, Hashable {
  /// Above which an estimate is rejected.
  public let criticalValue: Double
  /// The squared discrepancy that is found with the stated chance at least, wherever the samples
  /// differ: along the direction in which samples like these vary most by themselves.
  public let leastFavourable: Double
  /// The same for a shift in the direction of the observed one; nil where the estimate is not above 0.
  /// It means little unless the test rejects.
  public let alongObserved: Double?
  public let level: Double
  public let power: Double
}

extension HeldKernel {
  /// The smallest squared discrepancy δ that a permutation test of so many units rejects with the
  /// stated chance.
  ///
  /// Under a shift the estimate is about δ + T + √V·Z: T, its null distribution, from relabellings,
  /// and a normal part of the Hoeffding projection, whose variance grows with δ: V = 4δ·⟨g, Γg⟩, with
  /// g the direction of the shift and Γ the covariance of the difference of mean embeddings. The
  /// greatest eigenvalue of Γ gives the least favourable direction. Along the observed witness f,
  /// δ⟨g, Γg⟩ is ⟨f, Γf⟩·δ/‖f‖², of which the estimate's own noise is taken off: tr Γ², half the null
  /// variance.
  ///
  /// - Parameters:
  ///   - unitsX: of the whole first sample, of which these rows may be some: the null distribution and
  ///     Γ shrink with 1/unitsX + 1/unitsY.
  ///   - unitsY: of the whole second sample.
  /// - Returns: nil where so few units can give no p at or below the level, and where all rows are
  ///   equal. Source: Hoeffding's decomposition of the U-statistic, Gretton et al., JMLR 13 (2012),
  ///   theorem 12 and corollary 16 for the two limits that are added here.
  public func detectableShift(
    unitsX: Int? = nil, unitsY: Int? = nil, settings: DetectableShiftSettings,
    progress: @escaping WorkProgress = { _, _ in }
  ) -> DetectableShift? {
    let (x, y) = (range(.x).count, range(.y).count)
    guard
      smallestPermutationPValue(x, y, permutations: settings.permutations) <= settings.level
    else { return nil }
    let scale =
      (1 / Double(unitsX ?? x) + 1 / Double(unitsY ?? y)) / (1 / Double(x) + 1 / Double(y))
    let null = relabelled(settings, progress)
    guard null.contains(where: { $0 != null[0] }) else { return nil }
    let search = PowerSearch(null: null.map { $0 * scale }, settings)
    let worst = largestVariance
    let along = varianceAlongObserved(nullVariance: null.meanSquare).map { min($0, worst) }
    return DetectableShift(
      criticalValue: search.critical, leastFavourable: search.shift(variance: 4 * worst * scale),
      alongObserved: along.map { search.shift(variance: 4 * $0 * scale) },
      level: settings.level, power: settings.power)
  }

  /// Unbiased discrepancies of random relabellings.
  private func relabelled(
    _ settings: DetectableShiftSettings, _ progress: @escaping WorkProgress
  ) -> [Double] {
    let length = 64
    let parts = Tile.split(0..<settings.permutations, by: length)
    return mapOnAllCores(parts.count, progress: progress) { number in
      var generator = SeededGenerator(
        seed: settings.seed, stream: "shift.detectable", index: number)
      let count = parts[number].count
      let labels = Matrix.labels(units.labels, permutations: count, &generator)
      return units.discrepancies(labels.selecting(rows: 1...count)).map(\.value)
    }.flatMap { $0 }
  }

  /// ⟨f, Γf⟩/‖f‖² of the observed witness f, its noise taken off; nil where ‖f‖² is not above 0.
  private func varianceAlongObserved(nullVariance: Double) -> Double? {
    let discrepancy = units.observed
    guard discrepancy > 0 else { return nil }
    let projection = SampleSide.allCases.reduce(0) { $0 + projectionVariance($1) }
    return max(0, projection - nullVariance / 2) / discrepancy
  }

  /// The variance of the mean over one sample of h, its units' mean witness, own unit left out: the
  /// Hoeffding projection, var(h)/n for single rows.
  func projectionVariance(_ side: SampleSide) -> Double {
    let (own, other) = (range(side), range(side == .x ? .y : .x))
    let rows = units.sizes[own].reduce(0, +)
    let rowsOfOther = units.sizes[other].reduce(0, +)
    let witness = own.map { unit in
      let size = units.sizes[unit]
      return units.sum(unit, over: own) / (size * (rows - size))
        - units.sum(unit, over: other) / (size * rowsOfOther)
    }
    let shares = own.map { units.sizes[$0] / rows }
    let mean = zip(shares, witness).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = zip(shares, witness).reduce(0) {
      $0 + $1.0 * $1.0 * ($1.1 - mean) * ($1.1 - mean)
    }
    return squares * Double(own.count) / Double(own.count - 1)
  }
}

/// Finds the shift of a wanted power.
struct PowerSearch {
  /// Null discrepancies, descending.
  let null: [Double]
  let critical: Double
  let power: Double

  init(null: [Double], _ settings: DetectableShiftSettings) {
    self.null = null.sorted(by: >)
    power = settings.power
    // p ≤ level needs fewer than level·(B + 1) relabellings at or above the estimate.
    let rank = Int(settings.level * Double(null.count + 1) + 1e-9)
    critical = self.null[min(max(rank, 1), null.count) - 1]
  }

  /// The least δ of the wanted power.
  ///
  /// - Parameter variance: of the normal part, in multiples of δ.
  func shift(variance: Double) -> Double {
    var high = max(critical, (null.first ?? 0) - critical, 1e-300)
    while power(high, variance) < power { high *= 2 }
    var low = 0.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(middle, variance) < power { low = middle } else { high = middle }
    }
    return high
  }

  /// The mean over null values T of the chance that δ + T + √(variance·δ)·Z is above the critical value.
  private func power(_ shift: Double, _ variance: Double) -> Double {
    let deviation = (variance * shift).squareRoot()
    let chances = null.reduce(0) { sum, value in
      let room = shift + value - critical
      guard deviation > 0 else { return sum + (room > 0 ? 1 : 0) }
      return sum + erfc(-room / deviation / 2.0.squareRoot()) / 2
    }
    return chances / Double(null.count)
  }
}

extension [Double] {
  fileprivate var meanSquare: Double { reduce(0) { $0 + $1 * $1 } / Double(count) }
}

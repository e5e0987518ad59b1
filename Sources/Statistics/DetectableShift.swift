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
  /// Below which the squared discrepancy lies with a confidence of 1 − level, wherever the samples
  /// differ: at it, an estimate as small as the observed one has that level as its chance. Of an estimate
  /// below 0 it is that of 0.
  public let upperBound: Double
  public let level: Double
  public let power: Double
}

/// Two samples of which a kernel holds some units.
public struct WholeSamples: Sendable {
  let unitsX: Int
  let unitsY: Int
  let discrepancy: Double

  /// - Parameter discrepancy: the unbiased squared one.
  public init(unitsX: Int, unitsY: Int, discrepancy: Double) {
    (self.unitsX, self.unitsY, self.discrepancy) = (unitsX, unitsY, discrepancy)
  }

  /// What the variance of the difference of mean embeddings is proportional to.
  fileprivate var variation: Double { 1 / Double(unitsX) + 1 / Double(unitsY) }
}

extension HeldKernel {
  /// The smallest squared discrepancy δ that a permutation test of so many units rejects with the
  /// stated chance.
  ///
  /// Under a shift of direction g the estimate is about (√δ + √a·Z)² − a + R: a = ⟨g, Γg⟩, with Γ the
  /// covariance of the difference of mean embeddings, Z standard normal, and R the rest of the null
  /// distribution, that of relabellings less the part a(Z² − 1) along g. The mixed term 2√(aδ)·Z is
  /// Hoeffding's projection, of variance 4aδ = 4·var(h_x)/n + 4·var(h_y)/m. The greatest eigenvalue of Γ
  /// gives the least favourable direction. Along the observed witness f, a is ⟨f, Γf⟩/‖f‖², of which
  /// the estimate's own noise is taken off: tr Γ², half the null variance.
  ///
  /// - Parameter whole: of which these samples are some units; nil where they are all. The null
  ///   distribution and Γ shrink with 1/unitsX + 1/unitsY.
  /// - Returns: nil where so few units can give no p at or below the level, and where all rows are
  ///   equal. Source: Hoeffding's decomposition of the U-statistic, Gretton et al., JMLR 13 (2012),
  ///   theorem 12 and corollary 16 for the two limits that are added here.
  public func detectableShift(
    of whole: WholeSamples? = nil, settings: DetectableShiftSettings,
    progress: @escaping WorkProgress = { _, _ in }
  ) -> DetectableShift? {
    let (x, y) = (range(.x).count, range(.y).count)
    guard
      smallestPermutationPValue(x, y, permutations: settings.permutations) <= settings.level
    else { return nil }
    let null = relabelled(settings, progress)
    guard null.contains(where: { $0 != null[0] }) else { return nil }
    let here = WholeSamples(unitsX: x, unitsY: y, discrepancy: units.observed)
    let whole = whole ?? here
    let scale = whole.variation / here.variation
    let search = PowerSearch(null: null.map { $0 * scale }, settings)
    let bound = PowerSearch(
      null: search.null, critical: max(0, whole.discrepancy), power: 1 - settings.level)
    let worst = largestVariance
    let along = varianceAlongObserved(nullVariance: null.meanSquare).map { min($0, worst) }
    return DetectableShift(
      criticalValue: search.critical, leastFavourable: search.shift(variance: worst * scale),
      alongObserved: along.map { search.shift(variance: $0 * scale) },
      upperBound: bound.shift(variance: worst * scale), level: settings.level,
      power: settings.power)
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
  let null: [Double]
  let critical: Double
  let power: Double

  init(null: [Double], critical: Double, power: Double) {
    (self.null, self.critical, self.power) = (null, critical, power)
  }

  init(null: [Double], _ settings: DetectableShiftSettings) {
    let descending = null.sorted(by: >)
    // p ≤ level needs fewer than level·(B + 1) relabellings at or above the estimate.
    let rank = Int(settings.level * Double(null.count + 1) + 1e-9)
    self.init(
      null: descending, critical: descending[min(max(rank, 1), null.count) - 1],
      power: settings.power)
  }

  /// The least δ of the wanted power.
  ///
  /// - Parameter variance: of the samples along the direction of the shift, a.
  func shift(variance: Double) -> Double {
    let rest = rest(besides: variance)
    var high = null.reduce(max(critical, 1e-300)) { max($0, abs($1)) }
    while power(high, variance, rest) < power { high *= 2 }
    var low = 0.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(middle, variance, rest) < power { low = middle } else { high = middle }
    }
    return high
  }

  /// Null values without the part a(Z² − 1), whose variance is 2a².
  private func rest(besides variance: Double) -> [Double] {
    let share = 1 - 2 * variance * variance / null.meanSquare
    return null.map { $0 * max(0, share).squareRoot() }
  }

  /// The mean over R of the chance that (√δ + √a·Z)² − a + R is above the critical value.
  private func power(_ shift: Double, _ variance: Double, _ rest: [Double]) -> Double {
    let chances = rest.reduce(0) { sum, value in
      let needed = critical + variance - value
      guard needed > 0, variance > 0 else { return sum + (shift > needed ? 1 : 0) }
      let (reach, far) = ((needed / variance).squareRoot(), (shift / variance).squareRoot())
      return sum + normalProbability(far - reach) + normalProbability(-far - reach)
    }
    return chances / Double(rest.count)
  }
}

/// Of the standard normal distribution below a point.
private func normalProbability(_ point: Double) -> Double { erfc(-point / 2.0.squareRoot()) / 2 }

extension [Double] {
  fileprivate var meanSquare: Double { reduce(0) { $0 + $1 * $1 } / Double(count) }
}

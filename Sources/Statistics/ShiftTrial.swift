import Foundation
import LinearAlgebra

/// Two samples with the relabellings and resamples that all kernels share.
struct ShiftTrial: Sendable {
  let sample: ShiftSample
  let settings: ShiftSettings
  let permutations: ShiftPermutations
  private let resamples: ShiftResamples
  private let distances: DistanceRows
  private let strips: PairStrips
  /// Of few rows, which several kernels and the median need.
  private let kept: KeptDistances?

  init(_ sample: ShiftSample, _ settings: ShiftSettings, side: TileSide) {
    self.sample = sample
    self.settings = settings
    permutations = ShiftPermutations(sample, count: settings.permutations, seed: settings.seed)
    resamples = ShiftResamples(sample, count: settings.resamples, seed: settings.seed)
    distances = DistanceRows(asGiven: sample.pooled.rows)
    strips = PairStrips(sample.x, sample.y, side: side)
    kept = distances.count <= KeptDistances.limit ? KeptDistances(distances, strips) : nil
  }

  func test(
    by kernel: ShiftKernel, progress: @escaping WorkProgress = { _, _ in }
  ) throws(StatisticsError) -> ShiftTest {
    let bandwidth = kernel.hasBandwidth ? try self.bandwidth() : nil
    try require(kernel)
    let pairKernel = pairKernel(kernel, bandwidth)
    let scale = pairKernel.factor * scalbn(1, kernel.degree * sample.pooled.exponent)
    let pass = pass(
      by: pairKernel, weights: permutations.labels.followed(by: resamples.weights))
    let sums = KernelSums(pass, progress: progress)
    let observed = sums.observed(sample)
    let null = permutations.values(sample, sums)
    let normal = sums.normalInterval(sample, level: settings.level)
    return ShiftTest(
      mmd2Unbiased: scale * observed.value,
      mmd2Biased: scale * max(0, sums.biased(sample.x.count, pairKernel.ownValues)),
      kernel: kernel, bandwidth: bandwidth.map(sample.pooled.grown),
      pValue: permutations.pValue(observed, null, isRounded: pass.sumsWholeNumbers),
      smallestPValue: permutations.smallestPValue(sample), permutations: null.count,
      null: PermutationNull(null).scaled(by: scale),
      interval: resamples.interval(
        sample, sums, from: null.count, level: settings.level
      ).scaled(by: scale), normalInterval: normal.scaled(by: scale), n: sample.x.count,
      m: sample.y.count, unitsX: sample.unitsX, unitsY: sample.unitsY,
      excludedUnits: sample.excluded)
  }

  func pass(by kernel: PairKernel, weights: UnitWeights) -> KernelPass {
    KernelPass(
      distances: distances, strips: strips, kept: kept, units: sample.units,
      hasUnits: sample.hasUnits, kernel: kernel, weights: weights,
      sumsWholeNumbers: kernel.allowsWholeNumbers && sample.allowsWholeNumbers
        && WeightedSums.areThere())
  }

  /// Some squared distances of pairs, ascending.
  var distanceSample: [Double] {
    if let kept { return kept.sample.sorted() }
    let rows = subsample(
      sample.pooled.rows, above: KeptDistances.limit, seed: settings.seed)
    let strips = PairStrips(0..<rows.rows, rows.rows..<rows.rows, side: .strips)
    return KeptDistances(DistanceRows(asGiven: rows), strips).sample.sorted()
  }

  /// In the units of the pooled rows.
  private func bandwidth() throws(StatisticsError) -> Double {
    let rows = sample.pooled.rows
    let bandwidth =
      settings.bandwidth.map(sample.pooled.shrunk) ?? kept?.median
      ?? medianPairwiseDistance(rows, seed: settings.seed)
    guard bandwidth > 0 || settings.bandwidth != nil else { throw .zeroBandwidth }
    let norms = [distances.squaredNorms.max(), sample.pooled.squaredNorms.max()]
    let largest = (norms.compactMap { $0 }.max() ?? 0).squareRoot()
    try sample.pooled.requireDigits(of: bandwidth, besides: largest)
    guard sample.pooled.grown(bandwidth).isFinite else {
      throw .outOfRange(
        setting: "the median distance", found: "beyond all doubles",
        expected: "a number; divide all rows by their largest")
    }
    return bandwidth
  }

  private func require(_ kernel: ShiftKernel) throws(StatisticsError) {
    guard kernel.hasBandwidth || distances.squaredNorms.contains(where: { $0 > 0 }) else {
      throw .noVariance(of: "both samples")
    }
    guard kernel != .polynomial || sample.pooled.exponent == 0 else {
      throw .outOfRange(
        setting: "a number of a row", found: "beyond 10⁷⁰ or all are below 10⁻⁷⁰",
        expected: "of a size whose third power a double holds; divide all rows by their largest")
    }
  }

  func pairKernel(_ kernel: ShiftKernel, _ bandwidth: Double?) -> PairKernel {
    PairKernel(
      kernel, of: distances, squaredNorms: sample.pooled.squaredNorms,
      dimension: sample.pooled.rows.columns, bandwidth: bandwidth ?? 1)
  }
}

extension ShiftKernel {
  /// The power of the rows' scale that a value grows with.
  var degree: Int {
    switch self {
    case .gaussian, .gaussians, .laplace, .polynomial: 0
    case .energy: 1
    case .linear: 2
    }
  }
}

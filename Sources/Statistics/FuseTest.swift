import Foundation

/// An adaptive two-sample test: the discrepancies by many kernels fused into one statistic, so that no
/// bandwidth has to be chosen, at the level of one test.
///
/// Each discrepancy is divided by the root of the mean squared kernel over pairs of all rows, which
/// relabelling leaves as it is, and the soft maximum is taken: log(mean over k of exp(λ·MMD²ₖ/√Nₖ))/λ with
/// λ = √(n(n − 1)), n the units of the smaller sample. Kernels are Gaussian and Laplace, with ten bandwidths
/// each, evenly from half the distance that 5 % of pairs stay below to twice that of 95 %; Laplace kernels
/// take Euclidean distances.
///
/// Source: Biggs, Schrab and Gretton, "MMD-FUSE: learning and combining kernels for two-sample testing
/// without data splitting", NeurIPS 2023, eqs 4 and 7.
public struct FuseTest: Sendable, Codable, Equatable {
  /// May be slightly negative when the samples agree.
  public let statistic: Double
  /// (1 + relabellings with at least this statistic) / (permutations + 1).
  public let pValue: Double
  public let smallestPValue: Double
  public let permutations: Int
  /// Of the kernels of either kind, ascending.
  public let bandwidths: [Double]
  public let n: Int
  public let m: Int
  public let unitsX: Int
  public let unitsY: Int
}

/// The adaptive test of two samples; parameters and errors as those of `shiftTest`.
///
/// - Complexity: that of twenty shift tests without an interval.
public func fuseTest(
  _ x: StoredRows, _ y: StoredRows, scaling: RowScaling = .asGiven, unitsX: [String]? = nil,
  unitsY: [String]? = nil, settings: ShiftSettings, progress: @escaping WorkProgress = { _, _ in }
) throws(StatisticsError) -> FuseTest {
  let sample = try ShiftSample(x, y, scaling: scaling, unitsX: unitsX, unitsY: unitsY)
  return try ShiftTrial(sample, settings, side: .strips).fuse(progress: progress)
}

extension ShiftTrial {
  private static let bandwidthCount = 10

  func fuse(progress: @escaping WorkProgress) throws(StatisticsError) -> FuseTest {
    let bandwidths = try fuseBandwidths()
    let kernels = [ShiftKernel.gaussian, .laplace].flatMap { kernel in
      bandwidths.map { (kernel, $0) }
    }
    progress(0, kernels.count)
    let parts = kernels.enumerated().compactMap { place, kernel in
      defer { progress(place + 1, kernels.count) }
      return normalized(kernel.0, kernel.1)
    }
    let smaller = Double(min(sample.unitsX, sample.unitsY))
    let sharpness = (smaller * (smaller - 1)).squareRoot()
    let observed = softMaximum(of: parts.map(\.observed), sharpness)
    let bar = observed - (parts.map(\.tolerance).max() ?? 0)
    let values = mapOnAllCores(permutations.labels.count) { index in
      softMaximum(of: parts.map { $0.relabelled[index] }, sharpness)
    }
    return FuseTest(
      statistic: observed,
      pValue: Double(1 + values.count { $0 >= bar }) / Double(values.count + 1),
      smallestPValue: permutations.smallestPValue(sample), permutations: values.count,
      bandwidths: bandwidths.map(sample.pooled.grown), n: sample.x.count, m: sample.y.count,
      unitsX: sample.unitsX, unitsY: sample.unitsY)
  }

  /// In the units of the pooled rows.
  private func fuseBandwidths() throws(StatisticsError) -> [Double] {
    let distances = distanceSample.filter { $0 > 0 }.map { $0.squareRoot() }
    guard !distances.isEmpty else { throw .noVariance(of: "both samples") }
    let low = quantile(0.05, ofSorted: distances) / 2
    let high = quantile(0.95, ofSorted: distances) * 2
    let step = (high - low) / Double(Self.bandwidthCount - 1)
    return (0..<Self.bandwidthCount).map { low + Double($0) * step }
  }

  /// Nil where the kernel vanishes on all pairs.
  private func normalized(
    _ kernel: ShiftKernel, _ bandwidth: Double
  ) -> NormalizedDiscrepancies? {
    // Squared, a Gaussian kernel has σ/√2 and a Laplace kernel σ/2.
    let squared = kernel == .gaussian ? bandwidth / 2.0.squareRoot() : bandwidth / 2
    let squares = KernelSums(
      pass(
        by: pairKernel(kernel, squared), weights: UnitWeights(units: permutations.labels.units)))
    let pairs = Double(sample.units.count * (sample.units.count - 1))
    let norm = (2 * squares.distinct.sum / pairs).squareRoot()
    guard norm > 1e-12 else { return nil }
    let pass = pass(by: pairKernel(kernel, bandwidth), weights: permutations.labels)
    let sums = KernelSums(pass)
    let observed = sums.observed(sample)
    return NormalizedDiscrepancies(
      observed: observed.value / norm,
      relabelled: permutations.values(sample, sums).map { $0 / norm },
      tolerance: observed.tolerance(isRounded: pass.sumsWholeNumbers) / norm)
  }
}

/// Of one kernel, over the root of its mean square.
private struct NormalizedDiscrepancies {
  let observed: Double
  let relabelled: [Double]
  /// Below which two of them are a tie.
  let tolerance: Double
}

private func softMaximum(of values: [Double], _ sharpness: Double) -> Double {
  guard let largest = values.max() else { return 0 }
  let sum = values.reduce(0) { $0 + exp(sharpness * ($1 - largest)) }
  return largest + log(sum / Double(values.count)) / sharpness
}

/// Precision, recall, density and coverage of two samples, with intervals over units.
///
/// An interval is of the rows judged while the other sample's balls stay (for coverage, while balls
/// stay that are drawn with their rows): it tells how exact the share is, not how another sample of
/// balls would turn out.
public struct ManifoldOverlapTest: Sendable, Codable, Equatable {
  /// The four values; balls reach to rows of other units only.
  public let overlap: ManifoldOverlap
  /// Drawing units of the candidate.
  public let precision: Interval
  /// Drawing units of the reference.
  public let recall: Interval
  /// Drawing units of the candidate.
  public let density: Interval
  /// Drawing units of the reference.
  public let coverage: Interval
  /// The coverage to expect when both samples come from one distribution, whatever it is; nil where
  /// units have several rows. Source: Naeem et al. (2020), section 3.
  public let coverageWithoutShift: Double?

  /// - Parameters:
  ///   - samples: x is the reference.
  ///   - k: neighbours to which a ball reaches, ≥ 1.
  ///   - settings: resamples, level and seed.
  ///   - progress: is told of stripes of rows, in three passes.
  /// - Throws: `StatisticsError.tooFewRows` where some row has fewer than k of other units beside it.
  /// - Complexity: O((n + m)²·d).
  public init(
    _ samples: TwoSamples, neighbors k: Int = 5, settings: ShiftSettings,
    progress: @escaping WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    let hits = try ManifoldHits(samples, neighbors: k, progress: progress)
    let bootstrap = OverlapBootstrap(samples: samples, settings: settings)
    overlap = ManifoldOverlap(hits)
    precision = bootstrap.interval(of: hits.precision, samples.y, "precision", isShare: true)
    recall = bootstrap.interval(of: hits.recall, samples.x, "recall", isShare: true)
    density = bootstrap.interval(of: hits.density, samples.y, "density", isShare: false)
    coverage = bootstrap.interval(of: hits.coverage, samples.x, "coverage", isShare: true)
    coverageWithoutShift = samples.hasUnits ? nil : Self.expectedCoverage(samples.n, samples.m, k)
  }

  /// A ball stays empty when the k nearest of all other rows are its own sample's:
  /// (n−1)…(n−k) / (n+m−1)…(n+m−k).
  private static func expectedCoverage(_ n: Int, _ m: Int, _ k: Int) -> Double {
    1 - (1...k).reduce(1.0) { $0 * Double(n - $1) / Double(n + m - $1) }
  }
}

private struct OverlapBootstrap {
  let samples: TwoSamples
  let settings: ShiftSettings

  /// No resample of a share of 0 or 1 varies; then the rule of three holds, of units.
  func interval(
    of values: [Double], _ rows: Range<Int>, _ name: String, isShare: Bool
  ) -> Interval {
    var (sums, sizes) = ([Int: Double](), [Int: Double]())
    for (row, value) in zip(rows, values) {
      sums[samples.units[row], default: 0] += value
      sizes[samples.units[row], default: 0] += 1
    }
    let units = sizes.keys.sorted()
    let bound = zeroEventsUpperBound(trials: units.count)
    if values.allSatisfy({ $0 == 0 }) {
      return interval(0, isShare ? bound : 0, isShare ? "rule of three" : "no ball was hit")
    }
    if isShare, values.allSatisfy({ $0 == 1 }) { return interval(1 - bound, 1, "rule of three") }
    let drawn = groupBootstrapInterval(
      of: units.map { sums[$0] ?? 0 }, over: units.map { sizes[$0] ?? 1 }, level: settings.level,
      resamples: settings.resamples, seed: settings.seed, stream: "overlap.\(name)",
      unit: samples.hasUnits ? "unit" : "row")
    return drawn ?? interval(0, 1, "no second unit")
  }

  private func interval(_ low: Double, _ high: Double, _ method: String) -> Interval {
    Interval(low: low, high: high, level: settings.level, method: method)
  }
}

public import Statistics

/// How to ask whether two sets come from one distribution.
public struct ShiftPlan: Sendable, Hashable, Codable {
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind each interval, ≥ 1.
  public var resamples: Int
  /// Whether rows are scaled to length 1 first.
  public var normalize = true
  public var kernel: ShiftKernel
  /// σ of the kernel, > 0; nil takes the median distance between rows of both sets.
  public var bandwidth: Double?
  /// Whether there are measures beside the discrepancy (`ShiftMeasure`).
  public var measures = true
  /// Whether the test is put into context: self-check, detectable shift, power curve, equivalence.
  public var context = true
  /// Of MMD², > 0, below which two sets are called equivalent; nil claims nothing. Part of the context.
  public var margin: Double?
  /// Whether the items and groups of items in which the sets differ most are sought.
  public var drivers = true
  /// Items of each set that are shown as least like the other's, ≥ 1.
  public var top = 12

  /// Columns within whose values the test is repeated.
  public var strata: [String] = []
  /// A column by which items are matched, e.g. `label`.
  public var match: String?

  public init(
    permutations: Int = 999, resamples: Int = 999, kernel: ShiftKernel = .gaussian,
    bandwidth: Double? = nil
  ) {
    self.permutations = permutations
    self.resamples = resamples
    self.kernel = kernel
    self.bandwidth = bandwidth
  }
}

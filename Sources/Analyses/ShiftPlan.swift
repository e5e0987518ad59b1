/// How to ask whether two sets come from one distribution.
public struct ShiftPlan: Sendable, Hashable, Codable {
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind each interval, ≥ 1.
  public var resamples: Int
  /// σ of the kernel, > 0; nil takes the median distance between rows of both sets.
  public var bandwidth: Double?

  public init(permutations: Int = 999, resamples: Int = 999, bandwidth: Double? = nil) {
    self.permutations = permutations
    self.resamples = resamples
    self.bandwidth = bandwidth
  }
}

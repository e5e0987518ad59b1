public import Statistics

/// How to ask which of several sites differ from which.
public struct SitesPlan: Sendable, Hashable, Codable {
  /// The column that tells sites apart.
  public var by: String
  /// A column within whose values the comparisons are repeated, e.g. `label`.
  public var within: String?
  /// Whether each site is also compared with all others together.
  public var rest: Bool
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// Bootstrap samples behind each interval, ≥ 1.
  public var resamples: Int
  /// Whether rows are scaled to length 1 first.
  public var normalize = true
  public var kernel: ShiftKernel
  /// σ of the kernel, > 0; nil takes the median distance between items of all sites.
  public var bandwidth: Double?
  /// Items of a side that a comparison takes at most, ≥ 2; nil takes as many as the number of
  /// comparisons leaves time for, 200 to 5,000.
  public var items: Int?

  public init(
    by: String, within: String? = nil, rest: Bool = false, permutations: Int = 999,
    resamples: Int = 999, kernel: ShiftKernel = .gaussian, bandwidth: Double? = nil,
    items: Int? = nil
  ) {
    (self.by, self.within, self.rest) = (by, within, rest)
    (self.permutations, self.resamples) = (permutations, resamples)
    (self.kernel, self.bandwidth, self.items) = (kernel, bandwidth, items)
  }
}

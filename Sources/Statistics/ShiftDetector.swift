/// A two-sample test whose rate of detection is measured.
public enum ShiftDetector: String, Sendable, Codable, CaseIterable {
  /// Unbiased squared maximum mean discrepancy, Gaussian kernel, σ the median distance of both samples;
  /// permutation p-value.
  case mmd
  /// The same with the kernel −d: the energy distance (Székely and Rizzo 2004).
  case energy
  /// Kolmogorov–Smirnov along each principal component. Without units exact p-values, the smallest
  /// times their number (Bonferroni); with units the permutation p-value of the largest statistic.
  case ks
  /// A linear classifier (logistic regression along the principal components) learned on half of each
  /// sample; permutation p-value of its area under the ROC curve on the other halves (Lopez-Paz and
  /// Oquab 2017).
  case classifier
}

/// How each pair of samples is tested.
public struct DetectionSettings: Sendable {
  public let detectors: [ShiftDetector]
  /// Relabellings behind each p-value, ≥ 1.
  public let permutations: Int
  /// Of the relabellings, with their stream.
  public let seed: UInt64
  public let stream: String

  public init(
    detectors: [ShiftDetector], permutations: Int, seed: UInt64, stream: String
  ) {
    precondition(permutations >= 1, "\(permutations) permutations")
    (self.detectors, self.permutations) = (detectors, permutations)
    (self.seed, self.stream) = (seed, stream)
  }
}

/// Two samples out of a pool that share no item and no unit.
public struct DetectionDraw: Sendable, Equatable {
  /// Places in the pool.
  public let reference: [Int]
  /// Places of items as they are, and of altered versions.
  public let candidate: [Int]

  public init(reference: [Int], candidate: [Int]) {
    (self.reference, self.candidate) = (reference, candidate)
  }
}

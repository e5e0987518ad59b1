/// What two rows have in common, for the maximum mean discrepancy.
public enum ShiftKernel: String, Sendable, Codable, Hashable, CaseIterable {
  /// exp(−‖x − y‖²/2σ²): sees any difference of distributions. Gretton et al., JMLR 13 (2012).
  case gaussian
  /// The sum of five Gaussian kernels with σ times ¼, ½, 1, 2 and 4: one test for differences of several
  /// scales, as in Long et al., "Learning transferable features with deep adaptation networks" (2015).
  case gaussians
  /// exp(−‖x − y‖/σ): heavier tails than a Gaussian's.
  case laplace
  /// x·y: the squared distance of the means, and no other difference. On rows of length 1 the cosine.
  case linear
  /// (x·y/d + 1)³, behind the kernel inception distance: differences of the first three moments.
  /// Bińkowski et al., "Demystifying MMD GANs" (2018).
  case polynomial
  /// −‖x − y‖, with which the discrepancy is the energy distance 2E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖:
  /// sees any difference of distributions, without a bandwidth. Székely and Rizzo (2013); Sejdinovic
  /// et al. (2013) for the equality.
  case energy

  /// Whether it has a bandwidth σ.
  public var hasBandwidth: Bool {
    switch self {
    case .gaussian, .gaussians, .laplace: true
    case .linear, .polynomial, .energy: false
    }
  }
}

public import Statistics

/// One measure of how two sets differ, beside the test's own discrepancy: a row of one
/// uniform table.
public struct ShiftMeasure: Sendable, Codable {
  public let kind: ShiftMeasureKind
  /// Nil where it could not be measured; `warnings` say why.
  public let estimate: Double?
  /// What to expect when both sets come from one distribution; nil where that depends on it.
  public var valueWithoutShift: Double?
  /// Standard deviation over blocks of the same rows, which is no confidence interval.
  public var spread: Double?
  /// By relabelling whole units, or as `of` says.
  public var pValue: Double?
  /// The smallest p that these units and permutations can give.
  public var smallestPValue: Double?
  public var interval: Interval?
  /// Rows measured of each set; fewer than the set has where a sample was drawn.
  public let n: Int
  public let m: Int
  /// What was permuted and resampled: "image" or "group".
  public let unit: String
  public let unitsReference: Int
  public let unitsCandidate: Int
  /// What it is of, e.g. "5 folds of a sample of 4,000 rows".
  public let of: String
  /// Of the test of components: each of them.
  public var components: [ComponentDifference]?
  public var warnings: [AnalysisWarning]
}

/// Which measure a row has.
public enum ShiftMeasureKind: String, Sendable, Codable, CaseIterable {
  case mmd2Gaussian = "mmd2_gaussian"
  case mmd2Gaussians = "mmd2_gaussians"
  case mmd2Linear = "mmd2_linear"
  case energyDistance = "energy_distance"
  case mmdFuse = "mmd_fuse"
  case classifierAUC = "classifier_auc"
  case frechetDistance = "frechet_distance"
  case kernelInceptionDistance = "kernel_inception_distance"
  case componentKolmogorovSmirnov = "component_kolmogorov_smirnov"
  case precision, recall, density, coverage

  /// As a table has it.
  public var name: String {
    switch self {
    case .mmd2Gaussian: "MMD², Gaussian kernel"
    case .mmd2Gaussians: "MMD², five bandwidths"
    case .mmd2Linear: "MMD², linear kernel"
    case .energyDistance: "Energy distance"
    case .mmdFuse: "MMD-FUSE"
    case .classifierAUC: "Classifier AUC"
    case .frechetDistance: "Fréchet distance"
    case .kernelInceptionDistance: "KID"
    case .componentKolmogorovSmirnov: "Kolmogorov–Smirnov, strongest component"
    case .precision: "Precision"
    case .recall: "Recall"
    case .density: "Density"
    case .coverage: "Coverage"
    }
  }
}

extension ShiftMeasure {
  /// A row of a pair without p or interval yet.
  init(
    _ kind: ShiftMeasureKind, _ estimate: Double?, _ pair: ShiftPair, of: String,
    warnings: [AnalysisWarning] = []
  ) {
    self.init(
      kind: kind, estimate: estimate, n: pair.reference.count, m: pair.candidate.count,
      unit: pair.unit, unitsReference: pair.unitCountX, unitsCandidate: pair.unitCountY, of: of,
      warnings: warnings)
  }
}

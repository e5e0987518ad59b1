/// How far two clusterings put the same pairs of rows together, corrected for chance.
///
/// - Parameters:
///   - a: a cluster for each row, any numbers.
///   - b: as many.
/// - Returns: 1 for equal clusterings whatever the numbers, about 0 for unrelated ones, as low as
///   -0.5; 1 for fewer than two rows. Symmetric. Source: Hubert and Arabie (1985).
public func adjustedRandIndex(_ a: [Int], _ b: [Int]) -> Double {
  CrossTable(a, b).adjustedRandIndex
}

/// The information that two clusterings share, relative to the mean of their entropies.
///
/// - Returns: within [0, 1]; 1 for equal clusterings whatever the numbers, also when both have one
///   cluster or no rows; 0 when knowing one says nothing about the other. Symmetric.
///   Source: Vinh, Epps and Bailey, JMLR 11 (2010), arithmetic mean as in scikit-learn.
public func normalizedMutualInformation(_ a: [Int], _ b: [Int]) -> Double {
  CrossTable(a, b).normalizedMutualInformation
}

/// How a clustering goes with known classes.
public struct ClusterAgreement: Sendable, Codable, Hashable {
  public let adjustedRandIndex: Double
  public let normalizedMutualInformation: Double
  /// Within [0, 1]: 1 where no cluster has rows of two classes.
  /// Source: Rosenberg and Hirschberg (2007).
  public let homogeneity: Double
  /// Within [0, 1]: 1 where no class is spread over two clusters.
  public let completeness: Double

  /// - Parameters:
  ///   - clusters: one for each row, any numbers.
  ///   - classes: as many.
  public init(_ clusters: [Int], classes: [Int]) {
    self.init(CrossTable(clusters, classes))
  }

  init(_ table: CrossTable) {
    adjustedRandIndex = table.adjustedRandIndex
    normalizedMutualInformation = table.normalizedMutualInformation
    homogeneity = table.homogeneity
    completeness = table.completeness
  }
}

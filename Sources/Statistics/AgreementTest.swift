/// A measure of agreement with what it is by chance.
public struct TestedAgreement: Sendable, Codable, Hashable {
  public let value: Double
  /// Mean over relabellings: what unrelated classes of these sizes give.
  public let chance: Double
  /// One-sided, never 0.
  public let pValue: Double
}

/// Whether clusters go with classes more than chance has it.
public struct AgreementTest: Sendable, Codable, Hashable {
  public let adjustedRandIndex: TestedAgreement
  public let normalizedMutualInformation: TestedAgreement
  public let homogeneity: TestedAgreement
  public let completeness: TestedAgreement
  public let permutations: Int
  /// That units and permutations allow.
  public let smallestPValue: Double
  /// Units that were relabelled as wholes; rows where units are not known.
  public let wholeUnits: Int
  /// Units of several classes, whose rows were relabelled among themselves.
  public let mixedUnits: Int
}

extension AgreementTest {
  /// Relabels units at random, and counts how often the agreement is at least the observed one:
  /// p = (1 + such relabellings) / (1 + all).
  ///
  /// Units whose rows are all of one class exchange their classes as wholes; rows of a unit with
  /// several exchange theirs within the unit.
  /// - Parameters:
  ///   - clusters: one for each row, any numbers.
  ///   - classes: as many.
  ///   - units: of each row; nil where every row is one.
  ///   - permutations: ≥ 1.
  ///   - stream: of random numbers.
  /// - Complexity: O(permutations·(n + k·c)) time for k clusters and c classes.
  ///   Source: Phipson and Smyth (2010).
  public init(
    _ clusters: [Int], classes: [Int], units: [Int]? = nil, permutations: Int, seed: UInt64,
    stream: String
  ) {
    let (clusters, classes) = (numbered(clusters), numbered(classes))
    let (k, c) = ((clusters.max() ?? -1) + 1, (classes.max() ?? -1) + 1)
    let relabellings = ClassRelabellings(classes, units: units, seed: seed, stream: stream)
    let observed = ClusterAgreement(CrossTable(clusters, classes, countA: k, countB: c))
    let others = mapOnAllCores(permutations) { index in
      ClusterAgreement(
        CrossTable(clusters, relabellings.relabelling(index), countA: k, countB: c))
    }
    let tested = { (measure: KeyPath<ClusterAgreement, Double>) in
      let values = others.map { $0[keyPath: measure] }
      return TestedAgreement(observed[keyPath: measure], among: values)
    }
    adjustedRandIndex = tested(\.adjustedRandIndex)
    normalizedMutualInformation = tested(\.normalizedMutualInformation)
    homogeneity = tested(\.homogeneity)
    completeness = tested(\.completeness)
    self.permutations = permutations
    smallestPValue = max(1 / Double(permutations + 1), relabellings.smallestPValue)
    (wholeUnits, mixedUnits) = (relabellings.wholeUnits, relabellings.mixedUnits)
  }
}

extension TestedAgreement {
  /// Values that are equal in theory differ by rounding; a tie counts against agreement.
  fileprivate init(_ value: Double, among others: [Double]) {
    self.value = value
    chance = others.reduce(0, +) / Double(others.count)
    pValue = Double(1 + others.count { $0 >= value - 1e-12 }) / Double(others.count + 1)
  }
}

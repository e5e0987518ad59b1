import LinearAlgebra
public import Statistics

/// The items on which clusterings are tried again and again.
public struct ClusterStudy: Sendable, Codable, Hashable {
  /// All, or whole units drawn of large sets.
  public let items: Int
  /// Principal components that their rows are of.
  public let components: Int
  /// Of their variance, by those components.
  public let explainedVariance: Double
}

/// Why one number of clusters was chosen of a range.
public struct ClusterCountChoice: Sendable, Codable, Hashable {
  /// Ascending; 1 is there for the gap statistic where the range begins at 2.
  public let evidence: [ClusterCountEvidence]
  /// Different rows among the items; nil in runs of before they were counted. No more clusters are
  /// tried, and one fewer where every row is different.
  public let distinctRows: Int?
  /// Sets of reference data behind each gap.
  public let references: Int
  /// Of the largest silhouette; the smallest such.
  public let bySilhouette: Int
  /// The smallest k with gap(k) ≥ gap(k + 1) − s(k + 1); nil where there is none before the end of
  /// the range.
  public let byGap: Int?
  /// What clusters were made with.
  public let chosen: Int
  public let verdict: ClusterCountVerdict
}

extension ClusterCountChoice {
  /// Other numbers whose silhouette is within 0.01 of the largest.
  public var nearlyAsGood: [Int] {
    let best = evidence.compactMap(\.silhouette).max() ?? 0
    return evidence.filter { $0.clusters != bySilhouette && ($0.silhouette ?? -2) >= best - 0.01 }
      .map(\.clusters)
  }

  /// Of the largest gap, whatever the rule says; the smallest such.
  public var largestGap: Int? {
    evidence.filter { $0.gap != nil }.max {
      ($0.gap ?? 0, $1.clusters) < ($1.gap ?? 0, $0.clusters)
    }?.clusters
  }
}

/// What is known of one number of clusters.
public struct ClusterCountEvidence: Sendable, Codable, Hashable {
  public let clusters: Int
  public let inertia: Double
  /// Nil for one cluster.
  public let silhouette: Double?
  public let gap: Double?
  public let gapStandardError: Double?
  public let stability: ClusterStability?
}

/// How far silhouette and gap statistic agree.
public enum ClusterCountVerdict: String, Sendable, Codable {
  case agree
  /// They name different numbers.
  case disagree
  /// By the gap statistic the data are one cluster.
  case oneCluster = "one_cluster"
  /// The gap statistic finds none before the end of the range.
  case undecided
}

/// Items, and components, beyond which clusterings are tried on a part.
private let studyItems = 3_000
private let studyComponents = 64
/// Starts of each clustering that is tried.
private let studyRestarts = 3

/// Clusterings of a part of the items, along principal axes.
struct ClusterTrials {
  let study: ClusterStudy
  private let rows: Matrix<Double>
  private let units: [Int]?
  private let distinct: Int
  private let name: String
  private let seed: UInt64

  init(_ all: ClusterRows, seed: UInt64) throws(AnalysisError) {
    let drawn = all.drawn(atLeast: studyItems, seed: seed, stream: "cluster study")
    let sample = all.matrix(drawn)
    let count = min(studyComponents, sample.rows, sample.columns)
    let axes = try naming(all.items.name) { () throws(StatisticsError) in
      try PrincipalComponents(of: sample, count: count)
    }
    rows = axes.scores
    study = ClusterStudy(
      items: drawn.count, components: count,
      explainedVariance: min(1, axes.explainedVarianceRatio.reduce(0, +)))
    units = all.items.units.map { units in codes(drawn.map { units[$0] }) }
    distinct = Set((0..<sample.rows).map { Array(sample.row($0)) }).count
    (name, self.seed) = (all.items.name, seed)
  }

  func stability(_ clusters: Int) throws(AnalysisError) -> ClusterStability? {
    guard clusters <= distinct else { return nil }
    return try naming(name) { () throws(StatisticsError) in
      try ClusterStability(
        of: rows, units: units, search: search(clusters), settings: StabilitySettings(seed: seed))
    }
  }

  /// - Throws: `AnalysisError.undefined` for a range beyond the distinct rows.
  func choice(
    of range: ClosedRange<Int>, _ plan: ClustersPlan, _ progress: WorkProgress
  ) throws(AnalysisError) -> ClusterCountChoice {
    // Clusters of one row each have silhouette 0; those of equal rows may be all there is to find.
    let last = min(range.upperBound, distinct < rows.rows ? distinct : distinct - 1)
    guard range.lowerBound <= last else {
      throw .undefined(
        items: name,
        reason:
          "\(distinct) distinct row\(distinct == 1 ? "" : "s"), of which no number of clusters from "
          + "\(range.lowerBound) can be chosen; give k, or more images")
    }
    let numbers = Array((range.lowerBound == 2 ? 1 : range.lowerBound)...last)
    let found = try trials(of: numbers, plan, progress)
    let gaps = GapStatistic(
      of: rows, inertias: inertias(found),
      search: search(1), references: plan.references, seed: seed, progress: progress)
    return ClusterCountChoice(found, gaps, distinct: distinct)
  }

  /// Those with a logarithm: clusters of equal rows have none but by rounding.
  private func inertias(_ found: [ClusterCountEvidence]) -> [Int: Double] {
    Dictionary(
      uniqueKeysWithValues: found.filter { $0.clusters < distinct }.map {
        ($0.clusters, $0.inertia)
      })
  }

  private func trials(
    of numbers: [Int], _ plan: ClustersPlan, _ progress: WorkProgress
  ) throws(AnalysisError) -> [ClusterCountEvidence] {
    var found: [ClusterCountEvidence] = []
    progress(0, numbers.count)
    for clusters in numbers {
      let clustering = try naming(name) { () throws(StatisticsError) in
        try kMeans(rows, settings: search(clusters), seed: seed)
      }
      found.append(
        ClusterCountEvidence(
          clusters: clusters, inertia: clustering.inertia,
          silhouette: silhouette(rows, assignments: clustering.assignments), gap: nil,
          gapStandardError: nil,
          stability: plan.stability && clusters > 1 ? try stability(clusters) : nil))
      progress(found.count, numbers.count)
    }
    return found
  }

  private func search(_ clusters: Int) -> KMeansSettings {
    KMeansSettings(clusters: clusters, restarts: studyRestarts)
  }
}

extension ClusterCountChoice {
  /// The silhouette decides, since it is defined for every range; the gap statistic confirms or
  /// doubts.
  fileprivate init(_ found: [ClusterCountEvidence], _ gaps: GapStatistic, distinct: Int) {
    distinctRows = distinct
    let byNumber = Dictionary(uniqueKeysWithValues: gaps.estimates.map { ($0.clusters, $0) })
    evidence = found.map { $0.with(byNumber[$0.clusters]) }
    references = gaps.references
    let best = found.max {
      ($0.silhouette ?? -2, $1.clusters) < ($1.silhouette ?? -2, $0.clusters)
    }
    bySilhouette = best?.clusters ?? 2
    byGap = gaps.choice
    chosen = bySilhouette
    verdict =
      switch gaps.choice {
      case nil: .undecided
      case 1: .oneCluster
      case bySilhouette: .agree
      default: .disagree
      }
  }
}

extension ClusterCountEvidence {
  fileprivate func with(_ estimate: GapEstimate?) -> ClusterCountEvidence {
    ClusterCountEvidence(
      clusters: clusters, inertia: inertia, silhouette: silhouette, gap: estimate?.gap,
      gapStandardError: estimate?.standardError, stability: stability)
  }
}

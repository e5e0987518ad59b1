import Embeddings
import LinearAlgebra
import Statistics

/// Rows sorted into clusters by one of the methods.
struct Grouping {
  /// −1 for noise.
  let assignments: [Int]
  let sizes: [Int]
  var inertia: Double?
  var iterations: Int?
  var restarts: Int?
  var batch: Int?
  var choice: ClusterCountChoice?
  var stability: ClusterStability?
  var study: ClusterStudy?
  var density: DensitySearch?
  var probabilities: [Double]?
  var warnings: [AnalysisWarning] = []
}

extension Grouping {
  init(
    byKMeans rows: ClusterRows, _ plan: ClustersPlan, from start: Matrix<Double>?, seed: UInt64,
    _ progress: WorkProgress
  ) throws(AnalysisError) {
    var trials: ClusterTrials?
    var choice: ClusterCountChoice?
    let clusters: Int
    switch plan.count {
    case .fixed(let count): clusters = count
    case .best(let range):
      let found = try ClusterTrials(rows, seed: seed)
      choice = try found.choice(of: range, plan, progress)
      (trials, clusters) = (found, choice?.chosen ?? range.lowerBound)
    }
    let clustering = try rows.kMeans(clusters, plan, from: start, seed: seed, progress)
    if plan.stability, clusters > 1, trials == nil { trials = try ClusterTrials(rows, seed: seed) }
    self.init(assignments: clustering.assignments, sizes: clustering.sizes)
    (inertia, iterations) = (clustering.inertia, clustering.iterations)
    (restarts, batch) = (clustering.restarts, clustering.batch)
    if plan.stability, clusters > 1 {
      stability = choice?.stability
      if stability == nil { stability = try trials?.stability(clusters) }
    }
    (self.choice, study) = (choice, trials?.study)
    warnings = Self.warnings(clustering) + (choice?.warnings(plan.count) ?? []) + doubts(plan)
  }

  init(
    byDensity rows: ClusterRows, _ plan: ClustersPlan, _ progress: WorkProgress
  ) throws(AnalysisError) {
    let least = plan.minClusterSize ?? max(5, rows.count / 1_000)
    let settings = DensitySettings(
      minClusterSize: least, minSamples: plan.minSamples ?? min(least, rows.count),
      selection: plan.selection)
    let reduced = try rows.components(for: plan)
    let clustering = try naming(rows.items.name) { () throws(StatisticsError) in
      try densityClusters(
        of: reduced.map { .doubles($0.scores) } ?? rows.rows, settings: settings,
        progress: progress)
    }
    self.init(assignments: clustering.assignments, sizes: clustering.sizes)
    probabilities = clustering.probabilities
    density = DensitySearch(
      minClusterSize: least, minSamples: settings.minSamples ?? least, selection: plan.selection,
      components: reduced?.scores.columns, explainedVariance: reduced?.explained)
    warnings = Self.warnings(clustering, of: rows)
  }
}

/// Rows · rows · numbers above which density is that of principal components: some minutes.
private let densityWork = 1e12
private let densityComponents = 50
private let densityItems = 250_000

extension ClusterRows {
  /// Nil where the vectors themselves are taken.
  fileprivate func components(
    for plan: ClustersPlan
  ) throws(AnalysisError) -> (scores: Matrix<Double>, explained: Double)? {
    guard count <= densityItems else {
      throw .undefined(
        items: items.name,
        reason: "\(count) items are more than the \(densityItems) of which all pairs are compared "
          + "in an hour; take some of them (--limit), or k-means")
    }
    let dimension = items.vectors.dimension
    let isLong = Double(count) * Double(count) * Double(dimension) > densityWork
    guard let wanted = plan.components ?? (isLong ? densityComponents : nil),
      wanted < dimension
    else { return nil }
    return try components(min(wanted, count))
  }
}

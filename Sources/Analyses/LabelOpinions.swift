import Embeddings
import LinearAlgebra
import Statistics

/// What each method of an audit says of the labels.
struct LabelOpinions {
  private let labelled: LabelledItems
  /// Rows that can be judged.
  private let rows: [Int]
  private let probe: ProbeOpinion?
  /// By row.
  private let votes: [Int: WeightedVote]
  private let clusters: ClusterOpinion?
  let warnings: [AnalysisWarning]

  init(
    _ labelled: LabelledItems, _ votes: JudgedVotes, _ plan: LabelsPlan, seed: UInt64,
    _ progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    self.labelled = labelled
    let rows = labelled.confirmableRows
    guard !rows.isEmpty else {
      throw .undefined(
        items: labelled.items.name,
        reason:
          "every label is of a single \(labelled.unit), so none can be confirmed by others; add "
          + "items of these labels")
    }
    self.rows = rows
    self.votes = Dictionary(uniqueKeysWithValues: zip(votes.rows, votes.votes))
    let fit = ProbeFit(labelled, plan)
    probe =
      try fit.isPossible
      ? ProbeOpinion(labelled, rows, plan, fit, seed: seed, progress) : nil
    clusters = try ClusterOpinion(labelled, plan, seed: seed, progress)
    warnings = fit.warnings + (probe?.warnings ?? [])
  }

  func audit(_ plan: LabelsPlan, seed: UInt64) -> LabelAudit {
    let suspects = rows.compactMap(suspect).sorted { ($1.score, $0.id) < ($0.score, $1.id) }
    return LabelAudit(
      judged: rows.count,
      confidentLearning: probe?.result(labelled, plan, seed: seed), neighbors: plan.neighbors,
      clusters: clusters?.count,
      methods: AuditMethod.allCases.map { method in
        AuditMethodCount(
          method: method, suspects: suspects.count { $0.methods.contains(method) })
      }, suspectsOfSeveral: suspects.count { $0.methods.count > 1 },
      suspectCount: suspects.count, suspects: suspects)
  }

  /// Nil for an item that no method suspects.
  private func suspect(_ row: Int) -> LabelSuspect? {
    let given = labelled.codes[row]
    let cluster = clusters?.shares(of: row)
    let methods = AuditMethod.allCases.filter { method in
      switch method {
      case .confidentLearning: probe?.suspects.contains(row) ?? false
      case .neighbors:
        votes[row].map { $0.first.label != given && $0.first.share >= 0.5 } ?? false
      case .clusters: cluster.map { $0.hasMajority(otherThan: given) } ?? false
      }
    }
    guard !methods.isEmpty else { return nil }
    let opinion = joint(row, cluster)
    let other = opinion.greatest(otherThan: given)
    return LabelSuspect(
      id: labelled.items.ids[row], given: labelled.names[given],
      suggested: labelled.names[other.label], methods: methods,
      score: other.share - opinion.share(of: given), selfConfidence: probe?.selfConfidence(of: row),
      normalizedMargin: probe?.normalizedMargin(of: row),
      neighborShare: votes[row]?.share(of: given), clusterShare: cluster?.share(of: given))
  }

  /// The mean of what the methods that know the item hold for each label.
  private func joint(_ row: Int, _ cluster: LabelShares?) -> LabelShares {
    let opinions = [
      probe?.shares(of: row),
      votes[row].map { vote in
        LabelShares(Dictionary(uniqueKeysWithValues: vote.shares.map { ($0.label, $0.share) }))
      }, cluster,
    ].compactMap(\.self)
    var sums: [Int: Double] = [:]
    for opinion in opinions {
      for (label, share) in opinion.shares { sums[label, default: 0] += share }
    }
    return LabelShares(sums.mapValues { $0 / Double(opinions.count) })
  }
}

/// What is held for each label; labels that are not there have nothing.
struct LabelShares {
  let shares: [Int: Double]

  init(_ shares: [Int: Double]) { self.shares = shares }

  func share(of label: Int) -> Double { shares[label] ?? 0 }

  func hasMajority(otherThan label: Int) -> Bool { greatest(otherThan: label).share >= 0.5 }

  /// Of equal ones the smaller label; the label after, or the one before the last, with nothing where no
  /// other is there.
  func greatest(otherThan label: Int) -> (label: Int, share: Double) {
    shares.filter { $0.key != label }.max { ($0.value, $1.key) < ($1.value, $0.key) }
      .map { ($0.key, $0.value) } ?? (label == 0 ? 1 : 0, 0)
  }
}

/// Whether a linear probe can be cross-fitted, and to how many items.
struct ProbeFit {
  let isPossible: Bool
  /// Nil for all.
  let limit: Int?
  let warnings: [AnalysisWarning]

  /// Items times numbers times labels at most, unless that leaves fewer than ten items a label.
  private static let productLimit = 2_000_000_000
  /// Numbers times labels at most, so that the search stays in memory, and items times labels.
  private static let weightLimit = 4_000_000
  private static let probabilityLimit = 50_000_000

  init(_ labelled: LabelledItems, _ plan: LabelsPlan) {
    let weights = labelled.names.count * labelled.items.vectors.dimension
    isPossible =
      weights <= Self.weightLimit
      && labelled.names.count * labelled.count <= Self.probabilityLimit
    let room = max(Self.productLimit / max(1, weights), 10 * labelled.names.count)
    let fitted = labelled.count - labelled.count / plan.folds
    limit = room < fitted ? room : nil
    warnings =
      isPossible
      ? []
      : [
        AnalysisWarning(
          "\(labelled.names.count) labels of \(labelled.count) items are too many for a linear probe: "
            + "wrong labels are looked for by neighbours and clusters only",
          remedy: "join rare labels, or leave them out")
      ]
  }
}

/// What cross-fitted linear probes say.
struct ProbeOpinion {
  private let learning: ConfidentLearning
  private let probabilities: Matrix<Double>
  /// Place among the probabilities by row.
  private let places: [Int: Int]
  private let rows: [Int]
  private let folds: Int
  private let fitLimit: Int?
  let suspects: Set<Int>
  private let accuracy: Double
  let warnings: [AnalysisWarning]

  /// Nil where the items of some fold alone have all but one label.
  init?(
    _ labelled: LabelledItems, _ judged: [Int], _ plan: LabelsPlan, _ fit: ProbeFit, seed: UInt64,
    _ progress: WorkProgress
  ) throws(AnalysisError) {
    let found = try naming(labelled.items.name) { () throws(StatisticsError) in
      let folds = try GroupedFolds(
        labels: labelled.codes, units: labelled.units, count: plan.folds, seed: seed,
        stream: "labels.folds")
      let probabilities = try labelled.probabilities(folds, plan, fit, seed: seed, progress)
      return (folds, probabilities)
    }
    guard let probabilities = found.1 else { return nil }
    let known = found.0.rowsWithKnownLabel(labelled.codes)
    rows = judged.filter { known.contains($0) }
    guard !rows.isEmpty else { return nil }
    self.probabilities = probabilities
    places = Dictionary(uniqueKeysWithValues: zip(rows, 0...))
    learning = ConfidentLearning(
      labels: rows.map { labelled.codes[$0] }, probabilities: probabilities.selecting(rows: rows))
    (folds, fitLimit) = (found.0.count, fit.limit)
    suspects = Set(learning.suspects.map { [rows] in rows[$0] })
    let isRight = rows.indices.map { [rows, learning] in
      learning.predictions[$0] == labelled.codes[rows[$0]]
    }
    accuracy = Double(isRight.count { $0 }) / Double(rows.count)
    let rates = UnitRates(
      units: labelled.units.map { [rows] units in rows.map { units[$0] } }, seed: seed,
      stream: "labels.probe accuracy", resamples: plan.resamples)
    let atRandom = labelled.atRandom(
      "the probabilities of the linear probe", Array(zip(rows, learning.predictions)),
      accuracy: rates.interval(among: Array(rows.indices)) { isRight[$0] })
    let fewFolds =
      folds < plan.folds
      ? [
        AnalysisWarning(
          "\(labelled.unitCount) \(labelled.unit)s make \(folds) folds of the linear probe, where "
            + "\(plan.folds) were asked for", remedy: "add items of other groups")
      ] : []
    warnings = fewFolds + atRandom
  }

  func shares(of row: Int) -> LabelShares? {
    guard places[row] != nil else { return nil }
    return LabelShares(
      Dictionary(uniqueKeysWithValues: probabilities.row(row).enumerated().map { ($0, $1) }))
  }

  func selfConfidence(of row: Int) -> Double? { places[row].map { learning.selfConfidences[$0] } }

  func normalizedMargin(of row: Int) -> Double? {
    places[row].map { learning.normalizedMargins[$0] }
  }

  func result(
    _ labelled: LabelledItems, _ plan: LabelsPlan, seed: UInt64
  ) -> ConfidentLearningResult {
    ConfidentLearningResult(
      items: rows.count, folds: folds, inversePenalty: plan.inversePenalty, fitLimit: fitLimit,
      accuracy: accuracy, noiseRate: learning.noiseRate,
      noiseInterval: learning.noiseRateInterval(
        units: labelled.units.map { units in rows.map { units[$0] } }, resamples: plan.resamples,
        seed: seed, stream: "labels.noise"), confusions: confusions(labelled))
  }

  private func confusions(_ labelled: LabelledItems) -> [LabelConfusion] {
    let joint = learning.confidentJoint
    return joint.indices.flatMap { given in
      joint.indices.filter { $0 != given && joint[given][$0] > 0 }.map { likely in
        LabelConfusion(
          given: labelled.names[given], likely: labelled.names[likely],
          items: joint[given][likely])
      }
    }.sorted { ($1.items, $0.given, $0.likely) < ($0.items, $1.given, $1.likely) }
  }
}

extension LabelledItems {
  fileprivate func probabilities(
    _ folds: GroupedFolds, _ plan: LabelsPlan, _ fit: ProbeFit, seed: UInt64,
    _ progress: WorkProgress
  ) throws(StatisticsError) -> Matrix<Double>? {
    let settings = LogisticRegressionSettings(inversePenalty: plan.inversePenalty)
    let limit = fit.limit ?? .max
    return try items.withMatrix(
      { (rows: Matrix<Float>) throws(StatisticsError) in
        try crossFittedProbabilities(
          of: rows, labels: codes, classes: names.count, folds: folds, settings: settings,
          fitLimit: limit, seed: seed, stream: "labels.probe", progress: progress)
      },
      { (rows: Matrix<Double>) throws(StatisticsError) in
        try crossFittedProbabilities(
          of: rows, labels: codes, classes: names.count, folds: folds, settings: settings,
          fitLimit: limit, seed: seed, stream: "labels.probe", progress: progress)
      })
  }
}

extension GroupedFolds {
  /// Rows whose label some row of another fold has.
  fileprivate func rowsWithKnownLabel(_ labels: [Int]) -> Set<Int> {
    var folds: [Int: Set<Int>] = [:]
    for (label, fold) in zip(labels, foldOfRow) { folds[label, default: []].insert(fold) }
    return Set(labels.indices.filter { (folds[labels[$0]]?.count ?? 0) > 1 })
  }
}

/// What groups of items alike say.
struct ClusterOpinion {
  let count: Int
  private let assignments: [Int]
  private let codes: [Int]
  private let units: [Int]
  /// Items of each cluster by label.
  private var labels: [[Int: Int]]
  /// The same of each unit within each cluster.
  private var ofUnits: [UnitInCluster: [Int: Int]] = [:]

  private struct UnitInCluster: Hashable {
    let unit: Int
    let cluster: Int
  }

  /// Nil where all items are alike.
  init?(
    _ labelled: LabelledItems, _ plan: LabelsPlan, seed: UInt64, _ progress: WorkProgress
  ) throws(AnalysisError) {
    let rows = labelled.items.unitRows.unit(0..<labelled.count)
    let wanted =
      plan.clusters ?? max(2, min(5 * labelled.names.count, labelled.count / 20))
    let count = rows.distinctRowCount(atMost: wanted)
    guard count >= 2 else { return nil }
    let clustering = try naming(labelled.items.name) { () throws(StatisticsError) in
      try kMeans(
        rows, settings: KMeansSettings(clusters: count, restarts: 3, iterationLimit: 100),
        seed: seed, progress: progress)
    }
    self.count = count
    assignments = clustering.assignments
    codes = labelled.codes
    units = labelled.units ?? Array(codes.indices)
    labels = Array(repeating: [:], count: count)
    for row in codes.indices {
      labels[assignments[row]][codes[row], default: 0] += 1
      let place = UnitInCluster(unit: units[row], cluster: assignments[row])
      ofUnits[place, default: [:]][codes[row], default: 0] += 1
    }
  }

  /// Of labels in the rest of an item's cluster, without its unit; nil where there is no other.
  func shares(of row: Int) -> LabelShares? {
    let own = ofUnits[UnitInCluster(unit: units[row], cluster: assignments[row])] ?? [:]
    let others = labels[assignments[row]].merging(own) { $0 - $1 }.filter { $0.value > 0 }
    let total = others.values.reduce(0, +)
    guard total > 0 else { return nil }
    return LabelShares(others.mapValues { Double($0) / Double(total) })
  }
}

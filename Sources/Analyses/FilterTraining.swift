public import Embeddings
import Foundation
import LinearAlgebra
public import Statistics

/// A filter with the result that reports it.
public struct TrainedFilter: Sendable {
  public let filter: LabelFilter
  public let result: LabelsResult
}

/// Trains a filter on items with a label.
///
/// Scores by which the threshold is chosen are of items that the regression was not fitted to: folds of
/// whole units. The filter itself is fitted to all items.
/// - Parameters:
///   - wanted: labels; at least one of them.
///   - unwanted: labels; nil for all others. Items with neither are left out.
///   - encoder: who made the vectors.
///   - program: version of it.
/// - Throws: `AnalysisError` for labels that no item has, where nothing is wanted or nothing else, where
///   wanted or other items are of one unit, and where the recall cannot be guaranteed.
public func trainFilter(
  on items: EmbeddedItems, wanted: [String], unwanted: [String]? = nil,
  plan: FilterPlan = .init(), seed: UInt64, encoder: EncoderID?, program: String,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> TrainedFilter {
  let examples = try FilterExamples(items, wanted: wanted, unwanted: unwanted)
  let (scores, folds) = try examples.crossFittedScores(plan, seed: seed, progress)
  let point = try examples.point(scores, plan, seed: seed)
  let curve = BinaryScores(scores, isWanted: examples.isWanted)
  let labelled = examples.labelled
  let training = FilterTraining(
    wantedItems: curve.wanted, unwantedItems: curve.count - curve.wanted, unit: labelled.unit,
    units: labelled.unitCount, folds: folds, inversePenalty: plan.inversePenalty,
    requiredRecall: plan.recall, isGuaranteed: plan.isGuaranteed, point: point,
    rocArea: curve.areaUnderROC, averagePrecision: curve.averagePrecision, seed: seed)
  let filter = LabelFilter(
    format: LabelFilter.currentFormat, program: program, encoder: encoder,
    dimension: labelled.items.vectors.dimension, wanted: examples.wanted,
    unwanted: examples.unwanted, scorer: try examples.scorer(plan), threshold: point.threshold,
    training: training)
  var result = LabelsResult(
    labelled, unlabelled: labelled.unlabelledRows.count, top: plan.top, seed: seed,
    encoder: encoder?.name,
    warnings: labelled.warnings + labelled.fewUnits + examples.warnings + training.warnings)
  result.filter = examples.study(scores, training, curve, plan)
  return TrainedFilter(filter: filter, result: result)
}

/// Items that are wanted, and others.
private struct FilterExamples {
  let labelled: LabelledItems
  let isWanted: [Bool]
  let wanted: [String]
  let unwanted: [String]

  init(
    _ all: EmbeddedItems, wanted: [String], unwanted: [String]?
  ) throws(AnalysisError) {
    let found = try LabelledItems(all)
    for label in wanted + (unwanted ?? []) where !found.names.contains(label) {
      let known = found.names.prefix(20).joined(separator: ", ")
      throw .missing(
        what: "item with the label \(label)", items: all.name,
        remedy: "labels are \(known)\(found.names.count > 20 ? ", …" : "")")
    }
    let accepted = Set(wanted)
    let refused = unwanted.map(Set.init) ?? Set(found.names).subtracting(accepted)
    if let both = accepted.intersection(refused).min() {
      throw .undefined(items: all.name, reason: "label \(both) is both wanted and unwanted")
    }
    guard !refused.isEmpty else {
      throw .undefined(
        items: all.name,
        reason:
          "every item with a label is wanted, so there is nothing to tell it from; add items that "
          + "are not")
    }
    let names = found.names
    let used = found.codes.indices.filter {
      accepted.contains(names[found.codes[$0]]) || refused.contains(names[found.codes[$0]])
    }
    labelled =
      used.count == found.count
      ? found : try LabelledItems(found.items.selecting(used, name: all.name))
    let (codes, kept) = (labelled.codes, labelled.names)
    isWanted = codes.map { accepted.contains(kept[$0]) }
    self.wanted = accepted.sorted()
    self.unwanted = refused.sorted()
    try requireUnits()
  }

  private func requireUnits() throws(AnalysisError) {
    for (side, value) in [("wanted", true), ("unwanted", false)] {
      let rows = isWanted.indices.filter { isWanted[$0] == value }
      let units = labelled.items.units.map { units in Set(rows.map { units[$0] }).count }
      guard units ?? rows.count < 2 else { continue }
      throw .undefined(
        items: labelled.items.name,
        reason:
          "all \(side) items, \(rows.count), are of one \(labelled.unit), so none can be judged by "
          + "what was learned from others; add \(side) items")
    }
  }

  /// One a class: 1 is wanted.
  private var classes: [Int] { isWanted.map { $0 ? 1 : 0 } }

  func crossFittedScores(
    _ plan: FilterPlan, seed: UInt64, _ progress: WorkProgress
  ) throws(AnalysisError) -> (scores: [Double], folds: Int) {
    let classes = classes
    let found = try naming(labelled.items.name) { () throws(StatisticsError) in
      let folds = try GroupedFolds(
        labels: classes, units: labelled.units, count: plan.folds, seed: seed,
        stream: "filter.folds")
      let settings = LogisticRegressionSettings(inversePenalty: plan.inversePenalty)
      let probabilities = try labelled.items.withMatrix(
        { (rows: Matrix<Float>) throws(StatisticsError) in
          try crossFittedProbabilities(
            of: rows, labels: classes, classes: 2, folds: folds, settings: settings, seed: seed,
            stream: "filter.probe", progress: progress)
        },
        { (rows: Matrix<Double>) throws(StatisticsError) in
          try crossFittedProbabilities(
            of: rows, labels: classes, classes: 2, folds: folds, settings: settings, seed: seed,
            stream: "filter.probe", progress: progress)
        })
      return (probabilities, folds.count)
    }
    guard let probabilities = found.0 else {
      throw .undefined(
        items: labelled.items.name,
        reason:
          "one \(labelled.unit) holds all wanted, or all unwanted, items but those of its fold; add "
          + "items of other groups")
    }
    return (isWanted.indices.map { probabilities[$0, 1] }, found.1)
  }

  func scorer(_ plan: FilterPlan) throws(AnalysisError) -> LinearScorer {
    let classes = classes
    let settings = LogisticRegressionSettings(inversePenalty: plan.inversePenalty)
    let regression = try naming(labelled.items.name) { () throws(StatisticsError) in
      try labelled.items.withMatrix(
        { (rows: Matrix<Float>) throws(StatisticsError) in
          try LogisticRegression(of: rows, labels: classes, settings: settings)
        },
        { (rows: Matrix<Double>) throws(StatisticsError) in
          try LogisticRegression(of: rows, labels: classes, settings: settings)
        })
    }
    return LinearScorer(regression, label: 1)
  }

  func point(
    _ scores: [Double], _ plan: FilterPlan, seed: UInt64
  ) throws(AnalysisError) -> OperatingPoint {
    let requirement = RecallRequirement(
      scores, isWanted: isWanted, units: labelled.units, seed: seed, stream: "filter.recall")
    if let point = requirement.point(recall: plan.recall, isGuaranteed: plan.isGuaranteed) {
      return point
    }
    let greatest = String(format: "%.4g", requirement.greatestGuarantee)
    throw .undefined(
      items: labelled.items.name,
      reason:
        "a recall of \(plan.recall) cannot be guaranteed by \(isWanted.count { $0 }) wanted items: "
        + "were all of them accepted, its interval would begin at \(greatest); add wanted items, ask for "
        + "less, or leave the guarantee out")
  }

  func study(
    _ scores: [Double], _ training: FilterTraining, _ curve: BinaryScores, _ plan: FilterPlan
  ) -> FilterStudy {
    let threshold = training.point.threshold
    func items(_ rows: [Int]) -> [ScoredItem] {
      rows.prefix(plan.top).map { row in
        ScoredItem(
          id: labelled.items.ids[row], label: labelled.names[labelled.codes[row]],
          score: scores[row])
      }
    }
    let rows = Array(scores.indices)
    return FilterStudy(
      wanted: wanted, unwanted: unwanted, training: training, curve: curve.points(limit: 200),
      missed: items(
        rows.filter { isWanted[$0] && scores[$0] < threshold }
          .sorted { (scores[$0], $0) < (scores[$1], $1) }),
      falseAlarms: items(
        rows.filter { !isWanted[$0] && scores[$0] >= threshold }
          .sorted { (scores[$1], $0) < (scores[$0], $1) }),
      doubtful: items(
        rows.sorted {
          (abs(scores[$0] - threshold), $0) < (abs(scores[$1] - threshold), $1)
        }))
  }

  /// Items with one vector that are both wanted and not.
  var warnings: [AnalysisWarning] {
    let items = labelled.items
    var first: [[UInt64]: Int] = [:]
    var contradictions: [(Int, Int)] = []
    for row in isWanted.indices {
      let key = items.vectors.bits(of: row)
      guard let other = first[key] else {
        first[key] = row
        continue
      }
      if isWanted[other] != isWanted[row] { contradictions.append((other, row)) }
    }
    guard let (a, b) = contradictions.first else { return [] }
    return [
      AnalysisWarning(
        "\(contradictions.count) items have the vector of another item that is wanted where they are not, "
          + "or the reverse, the first \(items.ids[a]) and \(items.ids[b])",
        remedy: "label copies alike, or leave one of them out")
    ]
  }
}

extension EmbeddedItems {
  /// A computation on the vectors in the precision in which they are.
  func withMatrix<Value>(
    _ ofFloats: (Matrix<Float>) throws(StatisticsError) -> Value,
    _ ofDoubles: (Matrix<Double>) throws(StatisticsError) -> Value
  ) throws(StatisticsError) -> Value {
    switch vectors {
    case .float(let rows): try ofFloats(rows)
    case .double(let rows): try ofDoubles(rows)
    case .mapped(let rows): try ofFloats(rows.matrix(0..<rows.rows))
    }
  }
}

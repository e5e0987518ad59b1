public import Embeddings
import LinearAlgebra
public import Statistics

/// Items to label next, in order.
public struct LabelSelection: Sendable, Codable, Hashable {
  public let strategy: SelectionStrategy
  /// Items without a label.
  public let candidates: Int
  /// Items whose pictures are shown.
  public let top: Int
  public let items: [SelectedItem]
}

/// An item to label.
public struct SelectedItem: Sendable, Codable, Hashable {
  public let id: SampleID
  /// By margin, the difference of the two greatest probabilities; by k-centre, the cosine to the nearest
  /// labelled or chosen item; by typicality, the mean distance to its neighbours in its cluster; nil
  /// where there is none.
  public let score: Double?
  /// The label that a linear probe finds most probable, by margin only.
  public let label: String?
  public let secondLabel: String?
}

/// Chooses items without a label that are worth one.
///
/// - Parameters:
///   - items: with and without labels; the former are known already.
///   - progress: of what takes long.
/// - Returns: a result with one of `selections`; with fewer items than asked for, all of them.
/// - Throws: `AnalysisError` where every item has a label, and by margin where there are fewer than two
///   labels.
public func selectItems(
  from items: EmbeddedItems, plan: SelectionPlan, seed: UInt64, encoder: String? = nil,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> LabelsResult {
  let candidates = try SelectionCandidates(items)
  let chosen = try candidates.choose(plan, seed: seed, progress)
  var result = LabelsResult(
    candidates.labelled, of: items, unlabelled: candidates.rows.count, top: plan.top, seed: seed,
    encoder: encoder, warnings: candidates.warnings(plan) + items.copies(among: chosen.map(\.id)))
  result.selections = [
    LabelSelection(
      strategy: plan.strategy, candidates: candidates.rows.count, top: plan.top, items: chosen)
  ]
  return result
}

extension EmbeddedItems {
  /// That some of these items have the vector of another of them, so that one label serves both.
  fileprivate func copies(among chosen: [SampleID]) -> [AnalysisWarning] {
    let rows = Dictionary(zip(ids, 0...)) { row, _ in row }
    var seen: [[UInt64]: SampleID] = [:]
    var copies: [(SampleID, SampleID)] = []
    for id in chosen {
      guard let row = rows[id] else { continue }
      let bits = vectors.bits(of: row)
      if let first = seen[bits] { copies.append((id, first)) } else { seen[bits] = id }
    }
    guard let (copy, first) = copies.first else { return [] }
    return [
      AnalysisWarning(
        "\(copies.count) of the \(chosen.count) chosen items have the vector of another of them, the first "
          + "\(copy) that of \(first)",
        remedy: "leave copies out first, as semblance duplicates --export does")
    ]
  }
}

private struct SelectionCandidates {
  let items: EmbeddedItems
  /// Nil where no item has a label.
  let labelled: LabelledItems?
  /// Rows that can be chosen.
  let rows: [Int]

  init(_ items: EmbeddedItems) throws(AnalysisError) {
    self.items = items
    let hasLabels = items.knownLabels.contains { $0 != nil }
    let labelled: LabelledItems? = hasLabels ? try LabelledItems(items) : nil
    self.labelled = labelled
    rows = labelled?.unlabelledRows ?? items.directedRows
    guard !rows.isEmpty else {
      throw .missing(
        what: "item without a label", items: items.name,
        remedy: "add items to choose from; all that are there have a label, or a zero vector")
    }
  }

  func warnings(_ plan: SelectionPlan) -> [AnalysisWarning] {
    let known = labelled?.warnings ?? AnalysisWarning.zeroVectors(in: [items])
    guard plan.count > rows.count else { return known }
    return known + [
      AnalysisWarning(
        "\(plan.count) items were asked for, and \(rows.count) have no label; these are all listed",
        remedy: "ask for fewer")
    ]
  }

  func choose(
    _ plan: SelectionPlan, seed: UInt64, _ progress: @escaping WorkProgress
  ) throws(AnalysisError) -> [SelectedItem] {
    let count = min(plan.count, rows.count)
    switch plan.strategy {
    case .margin: return try byMargin(count, plan, seed: seed, progress)
    case .kCentre: return byDistance(count, progress)
    case .typicality: return try byTypicality(count, seed: seed, progress)
    case .random: return atRandom(count, seed: seed)
    }
  }

  private func byDistance(_ count: Int, _ progress: WorkProgress) -> [SelectedItem] {
    let pool = items.selecting(rows, name: items.name)
    return farthestFirst(
      of: pool.unitRows, from: labelled?.items.unitRows, count: count, progress: progress
    ).map {
      SelectedItem(id: pool.ids[$0.row], score: $0.cosine, label: nil, secondLabel: nil)
    }
  }

  private func byTypicality(
    _ count: Int, seed: UInt64, _ progress: WorkProgress
  ) throws(AnalysisError) -> [SelectedItem] {
    let chosen = try naming(items.name) { () throws(StatisticsError) in
      try typicalRows(
        of: items.unitRows, chosen: labelled?.rows ?? [], count: count, seed: seed,
        progress: progress)
    }
    return chosen.map {
      SelectedItem(id: items.ids[$0.row], score: $0.distance, label: nil, secondLabel: nil)
    }
  }

  private func atRandom(_ count: Int, seed: UInt64) -> [SelectedItem] {
    var generator = SeededGenerator(seed: seed, stream: "labels.random")
    var order = rows
    generator.shuffle(&order)
    return order.prefix(count).map {
      SelectedItem(id: items.ids[$0], score: nil, label: nil, secondLabel: nil)
    }
  }

  private func byMargin(
    _ count: Int, _ plan: SelectionPlan, seed: UInt64, _ progress: WorkProgress
  ) throws(AnalysisError) -> [SelectedItem] {
    guard let labelled, labelled.names.count >= 2 else {
      throw .undefined(
        items: items.name,
        reason:
          "a margin is between two labels, and there are \(labelled?.names.count ?? 0); label a few "
          + "items first, or choose by typicality")
    }
    let regression = try labelled.regression(plan, seed: seed)
    var margins: [(row: Int, margin: Double, first: Int, second: Int)] = []
    progress(0, rows.count)
    for start in stride(from: 0, to: rows.count, by: 4_096) {
      let block = rows[start..<min(start + 4_096, rows.count)]
      let found = regression.probabilities(of: items.vectors.selecting(rows: block).doubles)
      for (place, row) in block.enumerated() {
        let shares = found.row(place)
        let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
        let (a, b) = (order[0], order[1])
        margins.append(
          (row, shares[a] - shares[b], a - shares.startIndex, b - shares.startIndex))
      }
      progress(start + block.count, rows.count)
    }
    return margins.sorted { ($0.margin, $0.row) < ($1.margin, $1.row) }.prefix(count).map {
      SelectedItem(
        id: items.ids[$0.row], score: $0.margin,
        label: labelled.names[regression.labels[$0.first]],
        secondLabel: labelled.names[regression.labels[$0.second]])
    }
  }
}

extension LabelledItems {
  /// Of all items with a label, or of a choice of them where they are very many.
  fileprivate func regression(
    _ plan: SelectionPlan, seed: UInt64
  ) throws(AnalysisError) -> LogisticRegression {
    var probe = LabelsPlan()
    probe.inversePenalty = plan.inversePenalty
    let fit = ProbeFit(self, probe)
    guard fit.isPossible else {
      throw .undefined(
        items: items.name,
        reason: "\(names.count) labels are too many for a linear probe; choose by typicality")
    }
    var generator = SeededGenerator(seed: seed, stream: "labels.select")
    let chosen = stratifiedChoice(of: codes, count: fit.limit ?? count, using: &generator)
    let fitted = chosen.count == count ? items : items.selecting(chosen, name: items.name)
    let truth = chosen.map { codes[$0] }
    let settings = LogisticRegressionSettings(inversePenalty: plan.inversePenalty)
    return try naming(items.name) { () throws(StatisticsError) in
      try fitted.withMatrix(
        { (rows: Matrix<Float>) throws(StatisticsError) in
          try LogisticRegression(of: rows, labels: truth, settings: settings)
        },
        { (rows: Matrix<Double>) throws(StatisticsError) in
          try LogisticRegression(of: rows, labels: truth, settings: settings)
        })
    }
  }
}

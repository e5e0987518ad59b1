public import Embeddings
public import Statistics

/// Everything that a plan asks of labels, in one result.
public struct LabelAnswers: Sendable, Codable {
  public let result: LabelsResult
  /// Where the plan asks for one.
  public let filter: LabelFilter?
}

/// Judges neighbours' suggestions, makes them, looks for wrong labels, trains a filter and chooses what
/// to label next, each as far as the plan asks for it, by `studyLabels`, `trainFilter` and `selectItems`.
///
/// Where no item has a label, there is only to choose from them, which a warning says.
/// - Parameters:
///   - encoder: who made the vectors.
///   - program: version of it, for the filter.
/// - Throws: what these functions throw.
public func answerLabels(
  of items: EmbeddedItems, plan: LabelsPlan, seed: UInt64, encoder: EncoderID?, program: String,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> LabelAnswers {
  var result = try studied(items, plan, seed: seed, encoder: encoder, progress)
  var filter: LabelFilter?
  if let labels = plan.filter {
    let trained = try trainFilter(
      on: items, wanted: labels.wanted, unwanted: labels.unwanted,
      plan: plan.filterPlan(labels), seed: seed, encoder: encoder, program: program,
      progress: progress)
    result.filter = trained.result.filter
    result.warn(trained.result.warnings)
    filter = trained.filter
  }
  for selection in plan.selections ?? [] {
    let chosen = try selectItems(
      from: items, plan: selection, seed: seed, encoder: encoder?.name, progress: progress)
    result.selections = (result.selections ?? []) + (chosen.selections ?? [])
    result.warn(chosen.warnings)
  }
  return LabelAnswers(result: result, filter: filter)
}

/// Suggestions and audit, or what there is of labels without them.
private func studied(
  _ items: EmbeddedItems, _ plan: LabelsPlan, seed: UInt64, encoder: EncoderID?,
  _ progress: @escaping WorkProgress
) throws(AnalysisError) -> LabelsResult {
  let asksForLabels = plan.suggest ?? false || plan.audit
  let choosesOnly = plan.filter == nil && !(plan.selections ?? []).isEmpty
  let hasLabels = items.knownLabels.contains { $0 != nil }
  if asksForLabels, hasLabels || !choosesOnly {
    return try studyLabels(
      of: items, plan: plan, seed: seed, encoder: encoder?.name, progress: progress)
  }
  let labelled: LabelledItems? = hasLabels ? try LabelledItems(items) : nil
  return LabelsResult(
    labelled, of: items,
    unlabelled: labelled?.unlabelledRows.count ?? items.directedRows.count, top: plan.top,
    seed: seed, encoder: encoder?.name,
    warnings: asksForLabels ? [.noLabels(in: items)] : labelled?.warnings ?? [])
}

extension AnalysisWarning {
  fileprivate static func noLabels(in items: EmbeddedItems) -> AnalysisWarning {
    AnalysisWarning(
      "no item of \(items.name) has a label, so there is none to suggest and none to look for mistakes in; "
        + "what to label next is all there is",
      remedy: "label the items that are listed, and carry out the plan again")
  }
}

extension LabelsResult {
  /// Each warning once, of whatever part.
  fileprivate mutating func warn(_ others: [AnalysisWarning]) {
    for warning in others where !warnings.contains(warning) { warnings.append(warning) }
  }
}

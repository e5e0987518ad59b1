public import Embeddings
public import Statistics

/// Which labels are likely wrong, by three methods that look at an item's like in other units.
public struct LabelAudit: Sendable, Codable, Hashable {
  /// Items whose label another unit has, too; no others can be judged.
  public let judged: Int
  /// What the linear probe found; nil where none was fitted.
  public let confidentLearning: ConfidentLearningResult?
  /// Neighbours that vote.
  public let neighbors: Int
  /// Groups of items alike, by k-means on their directions; nil where all are alike.
  public let clusters: Int?
  /// Suspects of each method, and of several.
  public let methods: [AuditMethodCount]
  /// By two or three methods.
  public let suspectsOfSeveral: Int
  /// Items that some method suspects.
  public let suspectCount: Int
  /// Those, the most suspicious first.
  public internal(set) var suspects: [LabelSuspect]
}

/// What sees that a label may be wrong.
public enum AuditMethod: String, Sendable, Codable, CaseIterable {
  /// The linear probe is confident of another label; Northcutt, Jiang and Chuang (2021).
  case confidentLearning = "confident_learning"
  /// Another label has at least half of the neighbours' votes.
  case neighbors
  /// Another label has at least half of the item's cluster.
  case clusters
}

public struct AuditMethodCount: Sendable, Codable, Hashable {
  public let method: AuditMethod
  public let suspects: Int
}

/// What confident learning says of all items together.
public struct ConfidentLearningResult: Sendable, Codable, Hashable {
  /// Judged items that the probe knows the label of from other folds.
  public let items: Int
  public let folds: Int
  /// C of the linear probe.
  public let inversePenalty: Double
  /// Items that each probe was fitted to at most; nil where it was all of the other folds.
  public let fitLimit: Int?
  /// Of the items, those whose most probable label is the given one.
  public let accuracy: Double
  /// Estimated share of items with a wrong label.
  public let noiseRate: Double
  /// From which items there are, with the probe as it is; nil where it cannot be told.
  public let noiseInterval: Interval?
  /// Items by given and confident label where these differ, most frequent first.
  public let confusions: [LabelConfusion]
}

public struct LabelConfusion: Sendable, Codable, Hashable {
  public let given: String
  public let likely: String
  public let items: Int
}

/// An item whose label may be wrong.
public struct LabelSuspect: Sendable, Codable, Hashable {
  public let id: SampleID
  public let given: String
  /// The label that the methods favour over all others than the given one.
  public let suggested: String
  public let methods: [AuditMethod]
  /// What the methods together hold for the suggested label less what they hold for the given one, in
  /// [−1, 1]: means over the methods of the probe's probability and of the shares of neighbours and
  /// cluster. Suspects are ordered by it.
  public let score: Double
  /// The probe's probability of the given label; nil where it does not know that label.
  public let selfConfidence: Double?
  /// (1 + probability of the given label − greatest of another)/2.
  public let normalizedMargin: Double?
  /// Share of the neighbours' votes for the given label.
  public let neighborShare: Double?
  /// Share of the given label in the rest of the item's cluster.
  public let clusterShare: Double?
}

/// Looks for wrong labels, and says how good neighbours' suggestions are.
///
/// Where the plan says so, also suggests labels for items without one, if there are any.
/// - Parameter progress: is told of the search for neighbours, the folds of the probe and the starts of k-means.
/// - Returns: a result with `vote`, and with `suggestions` and `audit` where the plan asks for them.
/// - Throws: `AnalysisError` where nothing has a label, for a single label and for a single unit.
public func studyLabels(
  of items: EmbeddedItems, plan: LabelsPlan = .init(), seed: UInt64, encoder: String? = nil,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> LabelsResult {
  let labelled = try LabelledItems(items)
  try labelled.requireLabelsAndUnits()
  let neighbors = labelled.neighbors(plan, progress)
  let votes = try JudgedVotes(labelled, neighbors, plan, seed: seed)
  let vote = votes.result(plan)
  var result = LabelsResult(
    labelled, unlabelled: labelled.unlabelledRows.count, top: plan.top, seed: seed,
    encoder: encoder,
    warnings: labelled.warnings + labelled.lonelyWarnings + votes.doubts(vote))
  result.vote = vote
  if plan.suggest ?? false {
    let asked = items.selecting(labelled.unlabelledRows, name: items.name)
    result.suggest(for: asked, labelled, votes, vote, plan, progress)
  }
  guard plan.audit else { return result }
  let opinions = try LabelOpinions(labelled, votes, plan, seed: seed, progress)
  result.audit = opinions.audit(plan, seed: seed)
  result.warnings += opinions.warnings
  return result
}

extension LabelsResult {
  /// The same result with fewer suspects and suggestions listed, of these the most and the least
  /// confident; counts stay those of all.
  public func listing(_ limit: Int) -> LabelsResult {
    var result = self
    result.audit?.suspects = Array((audit?.suspects ?? []).prefix(limit))
    result.suggestions = suggestions.map { all in
      all.count <= limit + top ? all : Array(all.prefix(limit)) + all.suffix(top)
    }
    return result
  }
}

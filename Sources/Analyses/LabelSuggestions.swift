public import Embeddings
import Foundation
public import Statistics

/// A label for an item that has none.
public struct LabelSuggestion: Sendable, Codable, Hashable {
  public let id: SampleID
  /// The label that the neighbours favour.
  public let label: String
  /// Its share of their votes; in (0, 1].
  public let confidence: Double
  /// Whether the confidence is too small to go by.
  public let isAbstained: Bool
  /// The label with the next share; nil where all neighbours agree.
  public let secondLabel: String?
  public let secondConfidence: Double?
  /// The nearest items with a label, at most five.
  public let neighbors: [LabelEvidence]
}

/// How many items without a label are suggested one.
public struct SuggestionCounts: Sendable, Codable, Hashable {
  public let suggested: Int
  /// Left to people.
  public let abstained: Int

  init(_ suggestions: [LabelSuggestion]) {
    abstained = suggestions.count(where: \.isAbstained)
    suggested = suggestions.count - abstained
  }
}

/// A neighbour that speaks for its label.
public struct LabelEvidence: Sendable, Codable, Hashable {
  public let id: SampleID
  public let label: String
  public let cosine: Double
}

/// Suggests labels by a vote of the nearest items that have one, and judges such suggestions on those.
///
/// - Parameters:
///   - unlabelled: items to suggest for; nil for those of `all` that have no label. Labels that they may
///     have are not looked at.
///   - progress: is told of the two searches for neighbours.
/// - Returns: a result with `vote` and `suggestions`.
/// - Throws: `AnalysisError` where nothing has a label or nothing lacks one, and for a single label, a
///   single unit, or vectors of different length.
public func suggestLabels(
  for unlabelled: EmbeddedItems?, from all: EmbeddedItems, plan: LabelsPlan = .init(), seed: UInt64,
  encoder: String? = nil, progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> LabelsResult {
  if let unlabelled { try all.requireDimension(of: unlabelled) }
  let labelled = try LabelledItems(all)
  try labelled.requireLabelsAndUnits()
  let asked = try AskedItems(unlabelled, all, labelled)
  let neighbors = labelled.neighbors(plan, progress)
  let votes = try JudgedVotes(labelled, neighbors, plan, seed: seed)
  let vote = votes.result(plan)
  var result = LabelsResult(
    labelled, unlabelled: asked.items.count, top: plan.top, seed: seed, encoder: encoder,
    warnings: labelled.warnings + asked.warnings + labelled.lonelyWarnings + votes.doubts(vote))
  result.vote = vote
  result.suggest(for: asked.items, labelled, votes, vote, plan, progress)
  return result
}

extension LabelsResult {
  /// Adds `suggestions` for items, and warns of confidences that are hardly known.
  mutating func suggest(
    for asked: EmbeddedItems, _ labelled: LabelledItems, _ votes: JudgedVotes, _ vote: LabelVote,
    _ plan: LabelsPlan, _ progress: @escaping WorkProgress
  ) {
    warnings += votes.warnings(vote)
    let found = Analyses.suggestions(for: asked, labelled, vote, plan, progress)
    (suggestions, suggestionCounts) = (found, SuggestionCounts(found))
  }
}

extension LabelledItems {
  /// Of each item, of other units.
  func neighbors(_ plan: LabelsPlan, _ progress: @escaping WorkProgress) -> [[NearestRow]] {
    nearestRows(
      of: items.unitRows, in: items.unitRows, count: plan.neighbors, excluding: exclusion,
      progress: progress)
  }
}

/// The items to suggest labels for.
private struct AskedItems {
  let items: EmbeddedItems
  let warnings: [AnalysisWarning]

  init(
    _ given: EmbeddedItems?, _ all: EmbeddedItems, _ labelled: LabelledItems
  ) throws(AnalysisError) {
    guard let given else {
      guard !labelled.unlabelledRows.isEmpty else {
        throw .missing(
          what: "item without a label", items: all.name,
          remedy: "name the items to suggest labels for as a second input")
      }
      items = all.selecting(labelled.unlabelledRows, name: all.name)
      warnings = []
      return
    }
    let rows = given.directedRows
    let known = Set(labelled.items.rowsByID(of: given).map(\.other))
    let asked = rows.filter { !known.contains($0) }
    guard !asked.isEmpty else {
      throw .missing(
        what: "item to suggest a label for", items: given.name,
        remedy: rows.isEmpty
          ? "its vectors are all zero" : "all of them are among the items with a label")
    }
    items = given.selecting(asked, name: given.name)
    warnings =
      AnalysisWarning.zeroVectors(in: [given])
      + (known.isEmpty
        ? []
        : [
          AnalysisWarning(
            "\(known.count) items of \(given.name) are among those with a label, by id and vector; "
              + "they are left out",
            remedy: "give the others only, or leave labels that are to be judged out")
        ])
  }
}

extension EmbeddedItems {
  /// Rows of both sets with one id and one vector; names of files alone may be those of other images.
  func rowsByID(of other: EmbeddedItems) -> [(own: Int, other: Int)] {
    let places = Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
    return other.ids.indices.compactMap { row in
      guard case .name = other.ids[row], let own = places[other.ids[row]],
        unitRows.cosine(own, other.unitRows, row) == 1
      else { return nil }
      return (own, row)
    }
  }
}

private func suggestions(
  for asked: EmbeddedItems, _ labelled: LabelledItems, _ vote: LabelVote, _ plan: LabelsPlan,
  _ progress: @escaping WorkProgress
) -> [LabelSuggestion] {
  let neighbors = nearestRows(
    of: asked.unitRows, in: labelled.items.unitRows, count: plan.neighbors,
    excluding: labelled.exclusion(of: asked), progress: progress)
  let found = neighbors.enumerated().compactMap { row, neighbors in
    WeightedVote(neighbors, labels: labelled.codes).map { ballot in
      LabelSuggestion(
        asked.ids[row], ballot, isAbstained: ballot.first.share < vote.confidence ?? .infinity,
        neighbors.prefix(5), labelled)
    }
  }
  return found.sorted { ($1.confidence, $0.id) < ($0.confidence, $1.id) }
}

extension LabelledItems {
  /// Neighbours of the same unit do not vote, as they did not where votes were judged.
  fileprivate func exclusion(of asked: EmbeddedItems) -> Exclusion {
    guard let own = items.units, let others = asked.units else { return .none }
    let codes = numbered(own + others)
    return .units(queries: Array(codes[own.count...]), rows: Array(codes[..<own.count]))
  }
}

extension LabelSuggestion {
  fileprivate init(
    _ id: SampleID, _ vote: WeightedVote, isAbstained: Bool,
    _ neighbors: ArraySlice<NearestRow>, _ labelled: LabelledItems
  ) {
    self.init(
      id: id, label: labelled.names[vote.first.label], confidence: min(1, vote.first.share),
      isAbstained: isAbstained, secondLabel: vote.second.map { labelled.names[$0.label] },
      secondConfidence: vote.second?.share,
      neighbors: neighbors.map {
        LabelEvidence(
          id: labelled.items.ids[$0.row], label: labelled.names[labelled.codes[$0.row]],
          cosine: $0.cosine)
      })
  }
}

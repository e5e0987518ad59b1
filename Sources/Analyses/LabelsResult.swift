/// What the items themselves say of their labels.
///
/// Each part is there where it was asked for.
public struct LabelsResult: Sendable, Codable {
  public let encoder: String?
  /// How the items are called.
  public let name: String
  /// Items with a label and a vector other than zero.
  public let labelled: Int
  /// Items without a label, with a vector other than zero.
  public let unlabelled: Int
  public let labels: [LabelCount]
  /// "image", or "group" where groups are known.
  public let unit: String
  public let units: Int
  /// How good suggestions from neighbours are.
  public internal(set) var vote: LabelVote?
  /// For items without a label, most confident first.
  public internal(set) var suggestions: [LabelSuggestion]?
  /// Of all of them, however many are listed.
  public internal(set) var suggestionCounts: SuggestionCounts?
  /// Which labels are likely wrong.
  public internal(set) var audit: LabelAudit?
  /// A filter that was trained.
  public internal(set) var filter: FilterStudy?
  /// Items to label next, by one way of choosing after the other.
  public internal(set) var selections: [LabelSelection]?
  /// Items of each list whose pictures are shown.
  public let top: Int
  public let seed: UInt64
  public internal(set) var warnings: [AnalysisWarning]

  init(
    _ labelled: LabelledItems, unlabelled: Int, top: Int, seed: UInt64, encoder: String?,
    warnings: [AnalysisWarning]
  ) {
    self.init(
      labelled, of: labelled.items, unlabelled: unlabelled, top: top, seed: seed,
      encoder: encoder, warnings: warnings)
  }

  /// - Parameter labelled: nil where no item has a label.
  init(
    _ labelled: LabelledItems?, of items: EmbeddedItems, unlabelled: Int, top: Int, seed: UInt64,
    encoder: String?, warnings: [AnalysisWarning]
  ) {
    self.encoder = encoder
    name = items.name
    (self.labelled, self.unlabelled) = (labelled?.count ?? 0, unlabelled)
    labels = labelled?.counts ?? []
    (unit, units) = (labelled?.unit ?? "image", labelled?.unitCount ?? 0)
    (self.top, self.seed, self.warnings) = (top, seed, warnings)
  }
}

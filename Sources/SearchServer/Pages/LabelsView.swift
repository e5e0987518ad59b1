import Analyses
import Statistics
import VectorStore

/// In templates.
struct LabelsView {
  let frame: PageFrame
  let form: EncoderForm
  let reviewing: ReviewingNote
  let tabs: [NavigationLink]
  let hidden: [HiddenField]
  let isOfAccepted: Bool
  private(set) var undefined: String?
  private(set) var vote: VoteNote?
  private(set) var suggestions: [SuggestionView] = []
  private(set) var isDone = false
  private(set) var accepted: [AcceptedLabelView] = []
  private(set) var pager: Pager?
  /// Labels that were accepted since the suggestions were made, and the way to new ones.
  private(set) var acceptedSince: Int?
  let anew: String

  init(
    frame: PageFrame, form: EncoderForm, asked: AskedLabels, accepted count: Int,
    reviewing: ReviewingNote
  ) {
    (self.frame, self.form, self.reviewing) = (frame, form, reviewing)
    isOfAccepted = asked.view == .accepted
    hidden = asked.query.hidden
    tabs = AskedLabels.View.allCases.map { view in
      NavigationLink(
        href: asked.queryOfAll.with(["view": view == .suggested ? nil : view.rawValue])
          .href(Page.labels.pattern),
        name: view == .accepted ? "Accepted (\(count.grouped))" : "Suggested",
        isCurrent: view == asked.view)
    }
    anew = asked.queryOfAll.with(["round": "\(count)"]).href(Page.labels.pattern)
    let since = count - asked.round
    acceptedSince = since > 0 && asked.view == .suggested ? since : nil
  }

  mutating func show(accepted: [AcceptedLabel], _ limit: Int, _ asked: AskedLabels) {
    self.accepted = accepted.prefix(limit).map { AcceptedLabelView($0) }
    let query = asked.query
    pager = Pager(
      previous: asked.after == nil ? nil : query.with(["after": nil]).href(Page.labels.pattern),
      next: accepted.count > limit
        ? query.with(["after": accepted[limit - 1].id]).href(Page.labels.pattern) : nil,
      place: nil)
  }

  mutating func show(
    _ outcome: PageOutcome<LabelsResult>?, _ asked: AskedLabels, _ open: [LabelSuggestion],
    in store: any ReadableStore
  ) async throws {
    guard case .found(let result) = outcome else {
      if case .undefined(let reason) = outcome { undefined = reason }
      acceptedSince = nil
      return
    }
    vote = result.vote.map { VoteNote(result, $0, open) }
    isDone = open.isEmpty
    let size = SearchService.suggestionsOnPage
    let pages = max(1, (open.count + size - 1) / size)
    let page = min(asked.page, pages)
    let labels = result.labels.map(\.label)
    for suggestion in open.dropFirst((page - 1) * size).prefix(size) {
      guard let item = try await store.item("\(suggestion.id)") else { continue }
      suggestions.append(SuggestionView(suggestion, item, labels, result.vote))
    }
    pager = Pager(page: page, of: pages, asked.queryOfAll, Page.labels.pattern)
  }
}

/// How good suggestions are.
struct VoteNote {
  let open: String
  let labelled: String
  let accuracy: String
  /// The least confidence that keeps the accuracy that is asked for; nil where none does.
  let confidence: String?
  let chosen: String?
  /// Suggestions that reach it.
  let sure: String
  let warnings: [AnalysisWarning]

  init(_ result: LabelsResult, _ vote: LabelVote, _ open: [LabelSuggestion]) {
    self.open = open.count.grouped
    labelled = result.labelled.grouped
    accuracy =
      "\(vote.accuracy.percent) (\(vote.interval.low.percent) to \(vote.interval.high.percent))"
    // Rounded up, so that what is told of it stays true.
    let least = vote.confidence.map { ($0 * 10_000).rounded(.up) / 10_000 }
    confidence = least.map { $0.shown }
    chosen = vote.chosen.map {
      "\($0.accuracy.percent) (\($0.interval.low.percent) to \($0.interval.high.percent))"
    }
    sure = open.count { suggestion in least.map { suggestion.confidence >= $0 } ?? false }.grouped
    warnings = result.warnings
  }
}

/// In templates.
struct SuggestionView {
  let card: PictureCard
  let id: String
  let label: String
  let confidence: String
  let second: String?
  /// The confidence that it does not reach; nil where it does, and where none is enough.
  let required: String?
  let labels: [ChoiceOption]
  let neighbors: [PictureCard]

  init(
    _ suggestion: LabelSuggestion, _ item: StoredItem, _ labels: [String], _ vote: LabelVote?
  ) {
    card = PictureCard(item)
    id = item.id
    label = suggestion.label
    confidence = suggestion.confidence.percent
    second = suggestion.secondLabel.map { label in
      "\(label) \(suggestion.secondConfidence?.percent ?? "")"
    }
    required = suggestion.isAbstained ? vote?.confidence?.percent : nil
    self.labels = labels.map {
      ChoiceOption(value: $0, text: $0, isSelected: $0 == suggestion.label)
    }
    neighbors = suggestion.neighbors.map {
      PictureCard("\($0.id)", score: $0.cosine, label: $0.label)
    }
  }
}

/// In templates.
struct AcceptedLabelView {
  let card: PictureCard
  let id: String
  let former: String?

  init(_ accepted: AcceptedLabel) {
    card = PictureCard(accepted.id, label: accepted.label)
    (id, former) = (accepted.id, accepted.former)
  }
}

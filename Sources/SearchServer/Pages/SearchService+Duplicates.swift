import Analyses
import Embeddings
import Foundation
import Hummingbird
import VectorStore

extension SearchService {
  private static let duplicateFields =
    ["encoder", "threshold", "status", "page"] + PageFilter.fields
  /// Items that are compared with each other.
  private static let largestSet = 100_000
  private static let groupsOnPage = 8

  func duplicatesPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(Self.duplicateFields)
    let asked = try AskedDuplicates(visit.fields, encoders)
    let (outcome, waiting) = try await duplicates(asked)
    if let waiting { return waiting }
    let view = DuplicatesView(
      frame: frame("Duplicates", at: .duplicates), asked: asked, outcome: outcome,
      reviews: try await store.reviews(), items: try await shownItems(asked, outcome),
      form: DuplicatesForm(asked, encoders, try await choices()), reviewing: reviewing,
      groupsOnPage: Self.groupsOnPage)
    return .html(templates.html(view, by: .duplicates))
  }

  fileprivate func duplicates(
    _ asked: AskedDuplicates
  ) async throws -> (outcome: PageOutcome<DuplicateReview>?, waiting: Response?) {
    let question = PageQuestion(asked.encoder, asked.filter.filter, limit: Self.largestSet)
    let (threshold, name) = (asked.threshold, asked.encoder.id.name)
    return try await outcome(
      "duplicates \(threshold.map { "\($0)" } ?? "calibrated")", of: question, at: .duplicates,
      "Duplicates"
    ) { items, progress in
      DuplicateReview(in: items, threshold: threshold, encoder: name, progress: progress)
    }
  }

  /// What is known of the items of the groups that are shown.
  private func shownItems(
    _ asked: AskedDuplicates, _ outcome: PageOutcome<DuplicateReview>?
  ) async throws -> [String: StoredItem] {
    guard case .found(let review) = outcome else { return [:] }
    let shown = asked.groups(of: review, try await store.reviews(), Self.groupsOnPage).groups
    let ids = shown.flatMap { $0.members.prefix(DuplicateGroupView.shownMembers) }
    return Dictionary(
      try await store.items(ids).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Keeps what a form decided, and shows the page again.
  func reviewDuplicates(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(Self.duplicateFields + ReviewAction.fields + ["place"])
    let asked = try AskedDuplicates(visit.fields, encoders)
    guard let action = try ReviewAction(visit.fields) else {
      throw RequestProblem(.badRequest, "the form decides nothing", remedy: "press a button")
    }
    let steps: [ReviewStep]
    switch action {
    case .step(let step): steps = [step]
    case .group(let key, let decision):
      let outcome = try Self.decidable(try await duplicates(asked))
      steps = decision.steps(for: try Self.group(key, in: outcome))
    }
    try await keep(steps)
    let place = try visit.fields.number("place", within: 0...Self.groupsOnPage, default: 0)
    return .redirect(to: asked.query.href(Page.duplicates.pattern) + "#group-\(place)")
  }

  private static func group(
    _ key: String, in outcome: PageOutcome<DuplicateReview>
  ) throws(RequestProblem) -> ReviewedGroup {
    guard case .found(let review) = outcome,
      let group = review.groups.first(where: { $0.key.tag == key })
    else {
      throw RequestProblem(
        .conflict, "there is no such group any more", remedy: "load the page again")
    }
    return group
  }

  func keep(_ steps: [ReviewStep]) async throws {
    _ = try await changes.answer(to: .review(steps))
  }

  /// What somebody saw who decides now.
  ///
  /// - Throws: where it is looked for anew, since the store has changed: a page that waits would forget
  ///   what was decided.
  static func decidable<Value>(
    _ found: (outcome: PageOutcome<Value>?, waiting: Response?)
  ) throws(RequestProblem) -> PageOutcome<Value> {
    guard let outcome = found.outcome else {
      throw RequestProblem(
        .conflict, "the store has changed since the page was made, and nothing was decided",
        remedy: "load the page again, and decide by what it shows then")
    }
    return outcome
  }

  /// What `--baseline` of `semblance duplicates` and `leakage` reads.
  func acceptedPairs(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly([])
    let accepted = AcceptedPairs(try await store.reviews())
    guard let text = Response.jsonText(accepted, isIndented: true) else {
      throw CancellationError()
    }
    return .download("\(text)\n".utf8, type: "application/json", name: "accepted.json")
  }

  /// What `--exclude` reads.
  func removedIDs(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly([])
    let ids = try await store.reviews().removed
    guard !ids.contains(where: { $0.contains(where: \.isNewline) }) else {
      throw RequestProblem(
        .conflict, "an id has a line break, and the file one id a line",
        remedy: "rename that item, and take back that it is to be removed")
    }
    return .download(
      ids.map { "\($0)\n" }.joined().utf8, type: "text/plain; charset=utf-8", name: "removed.txt")
  }
}

extension String {
  /// Short, and told apart from others.
  var tag: String { .tag(of: Array(utf8)) }
}

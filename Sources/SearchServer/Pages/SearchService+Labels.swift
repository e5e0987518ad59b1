import Analyses
import Embeddings
import Foundation
import Hummingbird
import Statistics
import VectorStore

/// What is asked of the labels' page.
struct AskedLabels {
  static let fields = ["encoder", "view", "page", "after", "round"] + PageFilter.fields

  let encoder: any Embeddings.Encoder
  let view: View
  let page: Int
  let after: String?
  /// Labels that had been accepted when suggestions were asked for; they are as of then until somebody asks
  /// anew.
  let round: Int
  let filter: PageFilter

  enum View: String, CaseIterable {
    case suggested, accepted
  }

  init(_ fields: RequestFields, _ encoders: ServedEncoders) throws {
    encoder = try encoders.named(try fields.text("encoder") ?? encoders.names.first)
    view = try fields.choice("view", default: .suggested)
    page = try fields.number("page", within: 1...1_000_000, default: 1)
    after = try fields.text("after")
    round = try fields.number("round", within: 0...Int.max, default: 0)
    filter = try PageFilter(fields)
  }

  var queryOfAll: PageQuery {
    PageQuery(
      [("encoder", encoder.id.name)] + (round == 0 ? [] : [("round", "\(round)")]) + filter.query)
  }

  var query: PageQuery {
    queryOfAll.with([
      "page": page == 1 ? nil : "\(page)", "view": view == .suggested ? nil : view.rawValue,
      "after": after,
    ])
  }
}

extension SearchService {
  private static let largestSet = 100_000
  static let suggestionsOnPage = 8
  private static let acceptedOnPage = 48

  func labelsPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(AskedLabels.fields)
    let asked = try AskedLabels(visit.fields, encoders)
    let count = try await store.acceptedLabelCount()
    let form = EncoderForm(asked.encoder, encoders, asked.filter.form(try await choices()))
    var view = LabelsView(
      frame: frame("Labels", at: .labels), form: form, asked: asked, accepted: count,
      reviewing: reviewing)
    if asked.view == .accepted {
      view.show(
        accepted: try await store.acceptedLabels(
          after: asked.after, limit: Self.acceptedOnPage + 1),
        Self.acceptedOnPage, asked)
    } else {
      let (outcome, waiting) = try await suggestions(asked)
      if let waiting { return waiting }
      try await view.show(outcome, asked, openSuggestions(outcome), in: store)
    }
    return .html(templates.html(view, by: .labels))
  }

  /// As `semblance label suggest` finds them, with the settings that it has unless told otherwise.
  private func suggestions(
    _ asked: AskedLabels
  ) async throws -> (outcome: PageOutcome<LabelsResult>?, waiting: Response?) {
    let question = PageQuestion(asked.encoder, asked.filter.filter, limit: Self.largestSet)
    let name = asked.encoder.id.name
    return try await outcome(
      "labels \(asked.round)", of: question, at: .labels, "Labels"
    ) { items, progress in
      try suggestLabels(
        for: nil, from: items, plan: LabelsPlan(), seed: PageQuestion.seed, encoder: name,
        progress: progress)
    }
  }

  /// Those of items that have no label yet.
  private func openSuggestions(
    _ outcome: PageOutcome<LabelsResult>?
  ) async throws -> [LabelSuggestion] {
    guard case .found(let result) = outcome else { return [] }
    let accepted = Set(try await store.acceptedLabels(limit: .max).map(\.id))
    return (result.suggestions ?? []).filter { !accepted.contains("\($0.id)") }
  }

  /// Writes accepted labels down, or takes them back, and shows the page again.
  func reviewLabels(_ visit: PageVisit) async throws -> Response {
    let buttons = ["accept", "accept-all", "take-back", "choice", "other"]
    try visit.fields.requireOnly(AskedLabels.fields + buttons)
    let asked = try AskedLabels(visit.fields, encoders)
    if let id = try visit.fields.text("accept") {
      try await keep([.label([id: try visit.fields.chosenLabel])])
    } else if let id = try visit.fields.text("take-back") {
      try await keep([.unlabel([id])])
    } else if try visit.fields.text("accept-all") != nil {
      let confidence = try visit.fields.number("accept-all", within: 0.0...1.0, default: 1)
      let outcome = try Self.decidable(try await suggestions(asked))
      let sure = try await openSuggestions(outcome).filter { $0.confidence >= confidence }
      try await keep([.label(Dictionary(sure.map { ("\($0.id)", $0.label) }) { first, _ in first })]
      )
    } else {
      throw RequestProblem(.badRequest, "the form decides nothing", remedy: "press a button")
    }
    return .redirect(to: asked.query.href(Page.labels.pattern))
  }
}

extension RequestFields {
  /// The one that was typed, else that of the list.
  fileprivate var chosenLabel: String {
    get throws(RequestProblem) {
      let typed = (try text("other") ?? "").trimmingCharacters(in: .whitespaces)
      let label = typed.isEmpty ? try text("choice") ?? "" : typed
      guard !label.isEmpty, label.utf8.count <= 1_024,
        !label.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw RequestProblem(
          .badRequest, "the label is empty, too long or has control characters",
          remedy: "choose a label, or type one of up to 1,024 bytes")
      }
      return label
    }
  }
}

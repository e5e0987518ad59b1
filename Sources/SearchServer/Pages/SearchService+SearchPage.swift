import Embeddings
import Foundation
import Hummingbird
import VectorStore

/// What a page asks of the store, with its form.
struct PageSearch {
  static let fields = ["encoder", "k", "metric", "method"] + PageFilter.fields
  /// Pictures on a page.
  static let largestCount = 60

  let encoder: any Embeddings.Encoder
  let metric: SearchMetric
  let method: SearchMethod
  let count: Int
  let filter: PageFilter

  init(_ fields: RequestFields, _ encoders: ServedEncoders) throws {
    encoder = try encoders.named(try fields.text("encoder") ?? encoders.names.first)
    metric = try fields.choice("metric", default: .cosine)
    method = try fields.method
    count = try fields.number("k", within: 1...Self.largestCount, default: 24)
    filter = try PageFilter(fields)
  }

  /// - Parameter further: items beside those that are asked for.
  func settings(further: Int = 0) -> SearchSettings {
    var settings = SearchSettings(
      count: count + further, encoder: encoder.id.name, metric: metric, filter: filter.filter)
    settings.method = method
    return settings
  }

  func form(_ encoders: ServedEncoders, _ choices: StoreChoices) -> SearchForm {
    SearchForm(
      encoders: encoders.options(encoder),
      metrics: SearchMetric.allCases.filter { $0 != .hamming || isHash }.map {
        ChoiceOption(value: $0.rawValue, text: $0.rawValue, isSelected: $0 == metric)
      },
      methods: MethodName.allCases.map { name in
        ChoiceOption(
          value: name.rawValue, text: name == .exact ? "exact" : "HNSW",
          isSelected: (name == .exact) == (method == .exact))
      },
      count: count, filters: filter.form(choices))
  }

  private var isHash: Bool { encoder.id.name == "phash" || encoder.id.name == "dhash" }
}

/// In templates.
struct SearchForm {
  let encoders: [ChoiceOption]
  let metrics: [ChoiceOption]
  let methods: [ChoiceOption]
  let count: Int
  let filters: FilterForm
}

extension SearchService {
  func searchPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(PageSearch.fields)
    let search = try PageSearch(visit.fields, encoders)
    let some = try await store.items(where: search.filter.filter, after: nil, limit: 12)
    let view = SearchView(
      frame: frame("Search", at: .search), form: search.form(encoders, try await choices()),
      answer: nil, query: nil, cards: some.map { PictureCard($0) },
      total: try await total(.all))
    return .html(templates.html(view, by: .search))
  }

  /// By a picture that was sent in the form.
  func resultsPage(_ visit: PageVisit) async throws -> Response {
    guard let body = visit.body else {
      throw RequestProblem(.badRequest, "no picture was sent", remedy: "choose one and search")
    }
    let picture = try ReceivedPicture(visit.request, body)
    try picture.fields.requireOnly(PageSearch.fields)
    let search = try PageSearch(picture.fields, encoders)
    let encoded = try await encoded(picture, [search.encoder], thumbnailSide: 192)
    let answer = try await nearest(to: encoded.vector(by: search.encoder), search.settings())
    let view = SearchView(
      frame: frame("Results", at: .search), form: search.form(encoders, try await choices()),
      answer: AnswerNote(answer), query: QueryPicture(encoded),
      cards: answer.results.map { PictureCard($0) }, total: nil)
    return .html(templates.html(view, by: .search))
  }

  /// How many items, or that there are many.
  func total(_ filter: ItemFilter) async throws -> String {
    let largest = 100_000
    let count = try await store.count(where: filter, atMost: largest + 1)
    return count > largest ? "more than \(largest.grouped)" : count.grouped
  }
}

/// In templates.
private struct SearchView {
  let frame: PageFrame
  let form: SearchForm
  let answer: AnswerNote?
  let query: QueryPicture?
  let cards: [PictureCard]
  let total: String?
}

/// How an answer was found.
struct AnswerNote {
  let metric: String
  let encoder: String
  let how: String
  let isEmpty: Bool

  init(_ answer: SearchAnswer) {
    (metric, encoder) = (answer.metric.meaning, answer.encoder)
    how =
      answer.recall.map {
        "not exact: HNSW of width \($0.width), recall@\($0.at) \($0.value.shown) measured on \($0.queries) rows"
      } ?? "exact: each of \(answer.searched.grouped) vectors was compared"
    isEmpty = answer.results.isEmpty
  }
}

extension SearchMetric {
  fileprivate var meaning: String {
    switch self {
    case .cosine: "cosine, 1 for the same direction"
    case .dot: "inner product, the greatest first"
    case .euclidean: "Euclidean distance, the least first"
    case .hamming: "bits in which hashes differ, the least first"
    }
  }
}

/// The picture that was sent, as the page shows it.
private struct QueryPicture {
  let source: String
  let width: Int
  let height: Int
  let notes: [String]

  init(_ picture: EncodedPicture) {
    source = "data:image/jpeg;base64,\(Data(picture.thumbnail ?? []).base64EncodedString())"
    (width, height) = (picture.facts.width, picture.facts.height)
    notes = picture.facts.notes.map { "\($0)" }
  }
}

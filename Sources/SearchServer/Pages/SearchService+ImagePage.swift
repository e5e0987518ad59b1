import Embeddings
import Hummingbird
import VectorStore

extension SearchService {
  /// What is known of an item, and what looks like it.
  func imagePage(of id: String, _ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(PageSearch.fields)
    guard let item = try await store.item(id) else { throw RequestProblem.noItem }
    let search = try PageSearch(visit.fields, encoders)
    let answer = try await neighbors(of: id, search)
    let accepted = try await store.acceptedLabel(of: id)
    let view = ImageView(
      frame: frame(id, at: .image(id: id)), card: PictureCard(item),
      mask: try await store.mask(of: id).map { _ in "\(PictureCard.href(of: id))/mask" },
      facts: Self.facts(item, accepted), json: "/v1/images/\(id.inURL)",
      form: search.form(encoders, try await choices()), answer: answer.map { AnswerNote($0) },
      cards: answer?.results.filter { $0.id != id }.prefix(search.count).map { PictureCard($0) }
        ?? [])
    return .html(templates.html(view, by: .image))
  }

  /// Nil for an item that the encoder has not seen, or that has no direction.
  private func neighbors(of id: String, _ search: PageSearch) async throws -> SearchAnswer? {
    guard let vector = try await store.vector(of: id, encoder: search.encoder.id.name),
      search.metric != .cosine || vector.contains(where: { $0 != 0 })
    else { return nil }
    return try await nearest(to: vector, search.settings(further: 1))
  }

  private static func facts(_ item: StoredItem, _ accepted: AcceptedLabel?) -> [ItemFact] {
    let size = item.width.flatMap { width in item.height.map { "\(width) × \($0) pixels" } }
    let origin = accepted.map {
      "accepted here" + ($0.former.map { former in ", formerly \(former)" } ?? "")
    }
    let own: [(String, String?, String?)] = [
      ("Label", item.label, origin), ("Split", item.split, nil), ("Site", item.site, nil),
      ("Group", item.group, nil), ("Size", size, nil),
    ]
    let further = item.attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value, "") }
    return own.compactMap { name, value, note in
      value.map { ItemFact(name: name, value: $0, note: note) }
    } + further.map { ItemFact(name: $0.0, value: $0.1, note: nil) }
      + [item.pixels.map { ItemFact(name: "Pixels", value: $0, note: "SHA-256") }].compactMap(
        \.self)
  }
}

/// In templates.
private struct ImageView {
  let frame: PageFrame
  let card: PictureCard
  /// Nil for an item without.
  let mask: String?
  let facts: [ItemFact]
  let json: String
  let form: SearchForm
  let answer: AnswerNote?
  let cards: [PictureCard]
}

/// Something that is known of an item.
private struct ItemFact {
  let name: String
  let value: String
  let note: String?
}

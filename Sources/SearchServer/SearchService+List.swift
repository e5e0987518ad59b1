import VectorStore

/// Items of the store, in JSON.
struct ListAnswer: Encodable {
  /// By id.
  let items: [StoredItem]
  /// What `after` has to be for the items behind these; nil where there are none.
  let next: String?
}

extension SearchService {
  /// The items for which a filter holds, a page at a time.
  func list(_ fields: RequestFields) async throws -> ListAnswer {
    try fields.requireOnly(["where", "filter", "limit", "after"])
    let limit = try fields.number("limit", within: 1...Self.largestCount, default: 100)
    let found = try await store.items(
      where: try fields.filter, after: try fields.text("after"), limit: limit + 1)
    let items = Array(found.prefix(limit))
    return ListAnswer(items: items, next: found.count > limit ? items.last?.id : nil)
  }
}

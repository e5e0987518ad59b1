import Hummingbird
import VectorStore

extension SearchService {
  private static let browsed = 48

  /// All items for which a filter holds, page by page.
  func browsePage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(["after", "before"] + PageFilter.fields)
    let filter = try PageFilter(visit.fields)
    let (after, before) = (try visit.fields.text("after"), try visit.fields.text("before"))
    let found = try await items(filter.filter, after, before)
    let query = PageQuery(filter.query)
    let view = BrowseView(
      frame: frame("Browse", at: .browse), filters: filter.form(try await choices()),
      total: try await total(filter.filter), cards: found.items.map { PictureCard($0) },
      pager: Pager(
        previous: found.hasBefore
          ? query.with(["before": found.items.first?.id]).href(Page.browse.pattern) : nil,
        next: found.hasAfter
          ? query.with(["after": found.items.last?.id]).href(Page.browse.pattern) : nil,
        place: nil))
    return .html(templates.html(view, by: .browse))
  }

  private func items(
    _ filter: ItemFilter, _ after: String?, _ before: String?
  ) async throws -> (items: [StoredItem], hasBefore: Bool, hasAfter: Bool) {
    if let before {
      let items = try await store.items(where: filter, before: before, limit: Self.browsed + 1)
      return (Array(items.suffix(Self.browsed)), items.count > Self.browsed, true)
    }
    let items = try await store.items(where: filter, after: after, limit: Self.browsed + 1)
    return (Array(items.prefix(Self.browsed)), after != nil, items.count > Self.browsed)
  }
}

/// In templates.
private struct BrowseView {
  let frame: PageFrame
  let filters: FilterForm
  let total: String
  let cards: [PictureCard]
  let pager: Pager
}

/// Ways to the pages before and behind, in templates.
struct Pager {
  let previous: String?
  let next: String?
  /// E.g. "page 2 of 7".
  let place: String?

  init(previous: String?, next: String?, place: String?) {
    (self.previous, self.next, self.place) = (previous, next, place)
  }

  /// - Parameter page: from 1 on.
  init(page: Int, of count: Int, _ query: PageQuery, _ path: String) {
    func href(_ page: Int) -> String? {
      (1...max(1, count)).contains(page)
        ? query.with(["page": page == 1 ? nil : "\(page)"]).href(path) : nil
    }
    self.init(
      previous: href(page - 1), next: href(page + 1),
      place: count > 1 ? "page \(page) of \(count)" : nil)
  }
}

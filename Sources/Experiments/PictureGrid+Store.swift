import Analyses
public import Figures
import Foundation
import Images
import Reports
public import VectorStore

/// What a store has, drawn by its thumbnails.
extension PictureGrid {
  /// The items for which a filter holds, by id: all, or evenly spaced ones where there is no room for all.
  ///
  /// - Throws: `StoreError`, also where the filter lets nothing through; `SettingsError` for a column
  ///   without values.
  public func figures(
    of store: any ReadableStore, where filter: ItemFilter
  ) async throws -> [Figure] {
    let items = try await store.items(where: filter, from: 0, limit: .max).map(GridItem.init)
    guard !items.isEmpty else {
      throw StoreError.refused(
        subject: store.address.description, finding: "no item fits --where",
        remedy: "ask for others; `semblance index stat` says what there is")
    }
    try requireValues(in: items)
    let result = chooseGrid(of: items, plan: plan)
    var pictures: [String: Bitmap] = [:]
    for item in result.groups.flatMap(\.shown) {
      pictures[item.id] = try await thumbnail(of: item.id, in: store)
    }
    return result.figures(title: title ?? store.address.name) { pictures[$0.id] }
  }

  /// Pages for each query: the query in a frame, first unless it was found itself, and what is nearest to it
  /// with scores.
  ///
  /// - Parameters:
  ///   - answers: of the store, with the ids of their queries.
  ///   - queries: nil where they are items of the store.
  public static func figures(
    of answers: [(query: String, answer: SearchAnswer)], in store: any ReadableStore,
    queries: LoadedItems?
  ) async throws -> [Figure] {
    var grid = PictureGrid()
    let most = answers.map { $0.answer.results.count + 1 }.max() ?? 1
    // Pages as low as their pictures.
    grid.plan.rows = min(grid.plan.rows, (most + grid.plan.columns - 1) / grid.plan.columns)
    var pages: [Figure] = []
    for (query, answer) in answers {
      pages += try await grid.figures(of: answer, to: query, in: store, queries)
    }
    return pages
  }

  private func figures(
    of answer: SearchAnswer, to query: String, in store: any ReadableStore, _ queries: LoadedItems?
  ) async throws -> [Figure] {
    let isFound = queries == nil && answer.results.contains { $0.id == query }
    let hasLabels = answer.results.contains { $0.label != nil }
    let names = ShortNames(answer.results.map(\.id))
    var cells: [PicturePages.Cell] = []
    if let queries {
      cells.append(try cell(ofQuery: query, in: queries))
    } else if !isFound {
      let picture = try await thumbnail(of: query, in: store)
      cells.append(PicturePages.Cell(image: picture, lines: ["query"], frame: .highlight))
    }
    for item in answer.results {
      cells.append(
        PicturePages.Cell(
          image: try await thumbnail(of: item.id, in: store),
          lines: [answer.metric.caption(item.score)]
            + GridItem(item).lines([hasLabels ? .label : .id], names),
          frame: isFound && item.id == query ? .highlight : .neutral))
    }
    return PicturePages(
      title: "Nearest to \(query)", subtitle: answer.measure, rows: plan.rows,
      columns: plan.columns, groups: [PicturePages.Group(name: nil, cells: cells)]
    ).figures()
  }

  /// Nil for an item without, and for one that is damaged, which `index verify` names.
  private func thumbnail(
    of id: String, in store: any ReadableStore
  ) async throws -> Bitmap? {
    try Task.checkCancellation()
    return try await store.thumbnail(of: id).flatMap { jpeg in
      try? decodeImage(Array(jpeg)).image.fitting(pictureSide).bitmap
    }
  }
}

extension ReadableStore {
  /// Called before any work for figures.
  ///
  /// - Throws: `StoreError.refused` where there is none.
  public func requireThumbnails() async throws {
    guard try await statistics().thumbnails == 0 else { return }
    throw StoreError.refused(
      subject: address.description, finding: "the store has no thumbnail to draw",
      remedy: "add the images with `semblance index add`")
  }
}

extension GridItem {
  fileprivate init(_ item: StoredItem) {
    self.init(id: item.id, label: item.label, split: item.split, site: item.site)
  }

  fileprivate init(_ item: FoundItem) {
    self.init(id: item.id, label: item.label, split: item.split, site: item.site)
  }
}

extension SearchMetric {
  /// A score as it stands below a picture.
  fileprivate func caption(_ score: Double) -> String {
    self == .hamming ? "\(Int(score))" : String(format: "%.4f", score)
  }
}

extension SearchAnswer {
  /// "cosine of clip", and what part of the nearest is found.
  fileprivate var measure: String {
    let score = "\(metric == .hamming ? "different bits" : metric.rawValue) of \(encoder)"
    guard let recall else { return score }
    return score + String(format: ", HNSW with recall@%d %.3f", recall.at, recall.value)
  }
}

public import Analyses
import Datasets
import Embeddings
public import Figures
import Reports

/// What is nearest to a query, with its distance.
extension PictureGrid {
  /// How many neighbours fill the pages.
  ///
  /// - Parameter isQueryThere: whether the query is an item of the set, and so its own neighbour.
  public func neighbors(isQueryThere: Bool) -> Int {
    max(1, plan.rows * plan.columns * plan.pages - (isQueryThere ? 0 : 1))
  }

  /// Pages for each query; the query itself is framed, and first where it is no item of the set.
  ///
  /// - Parameters:
  ///   - result: of as many neighbours as `neighbors(isQueryThere:)` says.
  ///   - queries: where they are no items of the set.
  /// - Throws: `SettingsError` for vectors, and for a column without values.
  public func figures(
    nearest result: NeighborsResult, in loaded: LoadedItems, queries: LoadedItems?
  ) throws -> [Figure] {
    guard let dataset = loaded.dataset else {
      throw SettingsError.withoutPictures(loaded.items.name)
    }
    let samples = dataset.byID
    let measure = "distance: 1 − cosine" + (result.encoder.map { " of \($0)" } ?? "")
    return try result.queries.flatMap { found in
      let items = found.neighbors.compactMap { neighbor in
        samples[neighbor.id.description].map {
          NearSample(sample: $0, distance: neighbor.distance, isQuery: neighbor.id == found.query)
        }
      }
      try requireValues(in: items.map { GridItem($0.sample) })
      let query = try queries.map { try cell(ofQuery: found.query.description, in: $0) }
      return PicturePages(
        title: title ?? "Nearest to \(found.query)", subtitle: measure, rows: plan.rows,
        columns: plan.columns, groups: try groups(of: items, after: query, in: dataset)
      ).figures()
    }
  }

  /// The nearest of each group, the group of the nearest first, after the query.
  private func groups(
    of items: [NearSample], after query: PicturePages.Cell?, in dataset: Dataset
  ) throws -> [PicturePages.Group] {
    let hasLabels = plan.groupBy != .label && dataset.samples.contains { $0.label != nil }
    let captions = plan.captions ?? [.distance] + (hasLabels ? [.label] : [])
    // The group of the nearest first: there may not be a row for all.
    let groups = plan.grouped(items) { $0.sample.value(of: $1) }
      .sorted { ($0.items.first?.distance ?? 2) < ($1.items.first?.distance ?? 2) }
    let isApart = query != nil && plan.groupBy != nil
    let rows = max(1, plan.rows * plan.pages - (isApart ? 1 : 0))
    let places = plan.placesOfEach(groups.map(\.items.count), rows: rows)
    let names = ShortNames(items.map(\.sample.id))
    let nearest = try zip(groups, places).map { group, places in
      PicturePages.Group(
        heading: group.name, all: group.items.count,
        cells: try group.items.prefix(places).map { item in
          PicturePages.Cell(
            image: try picture(item.sample, dataset),
            lines: GridItem(item.sample).lines(captions, names, distance: item.distance),
            frame: item.isQuery && query == nil ? .highlight : .neutral)
        })
    }
    guard let query else { return nearest }
    if isApart { return [PicturePages.Group(name: "query", cells: [query])] + nearest }
    return [PicturePages.Group(name: nil, cells: [query] + nearest.flatMap(\.cells))]
  }

  func cell(ofQuery id: String, in queries: LoadedItems) throws -> PicturePages.Cell {
    guard let dataset = queries.dataset, let sample = dataset.samples.first(where: { $0.id == id })
    else { return PicturePages.Cell(image: nil, lines: ["query"], frame: .highlight) }
    return PicturePages.Cell(
      image: try picture(sample, dataset), lines: ["query"], frame: .highlight)
  }
}

/// A neighbour with its picture.
private struct NearSample {
  let sample: Sample
  let distance: Double
  let isQuery: Bool
}

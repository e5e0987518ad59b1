public import Analyses
import Datasets
import Embeddings
public import Figures

/// What is nearest to a query, with its distance.
extension PictureGrid {
  /// How many neighbours fill the pages.
  ///
  /// - Parameter isQueryThere: whether the query is an item of the set, and so its own neighbour.
  public func neighbors(isQueryThere: Bool) -> Int {
    max(1, rows * columns * pages - (isQueryThere ? 0 : 1))
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
    let samples = Dictionary(
      dataset.samples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let measure = "distance: 1 − cosine" + (result.encoder.map { " of \($0)" } ?? "")
    return try result.queries.flatMap { found in
      let items = found.neighbors.compactMap { neighbor in
        samples[neighbor.id.description].map {
          NearSample(sample: $0, distance: neighbor.distance, isQuery: neighbor.id == found.query)
        }
      }
      try requireValues(in: items.map(\.sample))
      let query = try queries.map { try cell(ofQuery: found.query.description, in: $0) }
      return draw(
        title: "Nearest to \(found.query)", subtitle: measure,
        try groups(of: items, after: query, in: dataset))
    }
  }

  /// The nearest of each group, in the order of groups, after the query.
  private func groups(
    of items: [NearSample], after query: PicturePages.Cell?, in dataset: Dataset
  ) throws -> [PicturePages.Group] {
    let lines = captions ?? [.distance] + (knowsLabels(dataset) ? [.label] : [])
    let groups = grouped(items, by: \.sample)
    let isApart = query != nil && group != nil
    let places =
      group == nil
      ? [items.count]
      : placesOfEach(groups.map(\.items.count), rows: max(1, rows * pages - (isApart ? 1 : 0)))
    let drawn = try zip(groups, places).map { group, places in
      try pictured(group.name, all: group.items.count, Array(group.items.prefix(places))) { item in
        PicturePages.Cell(
          image: try picture(item.sample, dataset),
          lines: text(lines, of: item.sample, distance: item.distance),
          frame: item.isQuery && query == nil ? .highlight : .neutral)
      }
    }
    guard let query else { return drawn }
    if isApart { return [PicturePages.Group(name: "query", cells: [query])] + drawn }
    return [PicturePages.Group(name: nil, cells: [query] + drawn.flatMap(\.cells))]
  }

  private func cell(ofQuery id: String, in queries: LoadedItems) throws -> PicturePages.Cell {
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

public import Analyses
public import Datasets
import Embeddings
public import Figures
import Foundation
import Images

/// Pictures of a set in rows and columns, page by page.
public struct PictureGrid: Sendable {
  public var rows = 5
  public var columns = 5
  /// Pages at most.
  public var pages = 10
  /// Nil names the set, or the query.
  public var title: String?
  /// What pictures stand together by.
  public var group: PartColumn?
  /// What stands below each picture; nil for what is known and asked first.
  public var captions: [Caption]?

  /// A line below a picture.
  public enum Caption: String, Sendable, CaseIterable {
    case distance, label, split, site, id
  }

  public init() {}

  /// Largest number of rows, and of columns.
  public static let largest = 40

  /// Pixels to a point of pictures: 216 to an inch.
  private static let density = 3.0

  private var places: Int { rows * columns * pages }

  // MARK: A set

  /// A set as it comes: all of it, or evenly spaced parts where there is no room for all.
  ///
  /// - Throws: `SettingsError` for a column without values.
  public func figures(of dataset: Dataset) throws -> [Figure] {
    try requireValues(in: dataset.samples)
    let groups = grouped(dataset.samples, by: { $0 })
    let shown = share(groups)
    let count = shown.reduce(0) { $0 + $1.items.count }
    let lines = captions ?? [dataset.samples.contains { $0.label != nil } ? .label : .id]
    return try draw(
      title: dataset.name,
      subtitle: count < dataset.samples.count
        ? "\(count) of \(dataset.samples.count) pictures, evenly spaced"
          + (group == nil ? "" : " in each group")
        : "",
      groups: shown.map { name, samples in
        PicturePages.Group(
          name: name,
          cells: try samples.map {
            PicturePages.Cell(
              image: try picture($0, dataset), lines: self.lines(lines, of: $0, distance: nil))
          })
      })
  }

  /// Rows in turn to each group that has pictures left for one; without groups as many pictures as
  /// there are places.
  private func share(
    _ groups: [(name: String?, items: [Sample])]
  ) -> [(name: String?, items: [Sample])] {
    var granted = groups.map { _ in 0 }
    var rest = rows * pages
    while rest > 0 {
      let wanting = groups.indices.filter { granted[$0] * columns < groups[$0].items.count }
      guard !wanting.isEmpty else { break }
      for index in wanting.prefix(rest) { granted[index] += 1 }
      rest -= min(rest, wanting.count)
    }
    return zip(groups, granted).filter { $1 > 0 }.map { group, rows in
      let shown = group.items.evenlySpaced(rows * columns)
      return (group.name.map { heading($0, shown.count, of: group.items.count) }, shown)
    }
  }

  /// "cat, 25 of 130"; behind a name in a script from right to left the count stays on its right.
  private func heading(_ name: String, _ shown: Int, of all: Int) -> String {
    "\(name)\u{200E}, \(shown)" + (shown < all ? " of \(all)" : "")
  }

  private func requireValues(in samples: [Sample]) throws(SettingsError) {
    guard let group, !samples.contains(where: { $0.value(of: group) != nil }) else { return }
    throw .wrongValue(
      place: "--group-by", found: "\(group.rawValue), which no picture has",
      expected: "a column with values; choose another, or name it with --levels or --columns")
  }

  // MARK: Neighbours

  /// What is nearest to each query, a page or more each; the query itself is framed.
  ///
  /// - Parameters:
  ///   - result: of as many neighbours as `neighbors(isQueryThere:)` says.
  ///   - queries: where they are no items of the set.
  public func figures(
    nearest result: NeighborsResult, in loaded: LoadedItems, queries: LoadedItems?
  ) throws -> [Figure] {
    guard let dataset = loaded.dataset else {
      throw SettingsError.withoutPictures(loaded.items.name)
    }
    let samples = Dictionary(
      dataset.samples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    try requireValues(
      in: result.queries.flatMap(\.neighbors).compactMap { samples[$0.id.description] })
    return try result.queries.flatMap { found in
      let query = try queries.map { try cell(ofQuery: found.query.description, in: $0) }
      let items = found.neighbors.compactMap { neighbor in
        samples[neighbor.id.description].map { (sample: $0, distance: neighbor.distance) }
      }
      let lines =
        captions ?? [.distance] + (dataset.samples.contains { $0.label != nil } ? [.label] : [])
      let groups = try grouped(items, by: \.sample).map { name, items in
        PicturePages.Group(
          name: name.map { heading($0, items.count, of: items.count) },
          cells: try items.map { item in
            PicturePages.Cell(
              image: try picture(item.sample, dataset),
              lines: self.lines(lines, of: item.sample, distance: item.distance),
              frame: query == nil && item.sample.id == found.query.description
                ? .highlight : .neutral)
          })
      }
      return try draw(
        title: "Nearest to \(found.query)",
        subtitle: "distance: 1 − cosine"
          + (result.encoder.map { " of \($0)" } ?? ""),
        groups: placed(query, before: groups))
    }
  }

  /// How many neighbours fill the pages.
  public func neighbors(isQueryThere: Bool) -> Int { isQueryThere ? places : max(1, places - 1) }

  /// Before all others, or in a group of its own where there are groups.
  private func placed(
    _ query: PicturePages.Cell?, before groups: [PicturePages.Group]
  ) -> [PicturePages.Group] {
    guard let query else { return groups }
    guard group == nil, let first = groups.first else {
      return [PicturePages.Group(name: "query", cells: [query])] + groups
    }
    return [PicturePages.Group(name: nil, cells: [query] + first.cells)] + groups.dropFirst()
  }

  private func cell(ofQuery id: String, in queries: LoadedItems) throws -> PicturePages.Cell {
    let dataset = queries.dataset
    let sample = dataset?.samples.first { $0.id == id }
    let image = try dataset.flatMap { dataset in try sample.flatMap { try picture($0, dataset) } }
    return PicturePages.Cell(image: image, lines: ["query"], frame: .highlight)
  }

  // MARK: Pages

  private func draw(
    title standard: String, subtitle: String, groups: [PicturePages.Group]
  ) throws -> [Figure] {
    let drawn = PicturePages(
      title: title ?? standard, subtitle: subtitle, rows: rows, columns: columns, groups: groups
    ).figures()
    return Array(drawn.prefix(pages))
  }

  /// Groups as people sort their names, those without a name last; one group where nothing is asked.
  private func grouped<Item>(
    _ items: [Item], by sample: (Item) -> Sample
  ) -> [(name: String?, items: [Item])] {
    guard let group else { return [(nil, items)] }
    let byName = Dictionary(grouping: items) { sample($0).value(of: group) }
    let names = byName.keys.compactMap(\.self).sorted {
      $0.localizedStandardCompare($1) == .orderedAscending
    }
    return (names.map(String?.some) + [nil]).compactMap { name in
      byName[name].map { (name ?? "no \(group.rawValue)", $0) }
    }
  }

  /// Nil for a file that went away since it was read.
  private func picture(_ sample: Sample, _ dataset: Dataset) throws -> Bitmap? {
    try Task.checkCancellation()
    let side = Self.density * PicturePages.pictureSide(rows: rows, columns: columns)
    return try? sample.loadImage(dataset.decoding).image.fitting(Int(side.rounded(.up))).bitmap
  }

  private func lines(_ captions: [Caption], of sample: Sample, distance: Double?) -> [String] {
    captions.map { caption in
      switch caption {
      case .distance: distance.map { String(format: "%.4f", $0) } ?? "–"
      case .label: sample.label ?? "–"
      case .split: sample.split ?? "–"
      case .site: sample.site ?? "–"
      case .id: sample.id.split(separator: "/").last.map(String.init) ?? sample.id
      }
    }
  }
}

extension Array {
  /// So many of them at most, with about as many left out between each two.
  fileprivate func evenlySpaced(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}

extension SettingsError {
  fileprivate static func withoutPictures(_ name: String) -> SettingsError {
    .wrongValue(
      place: name, found: "vectors, which have no pictures",
      expected: "images; name the folder that the vectors are of")
  }
}

extension ItemLoader {
  /// The images that a path names, without embedding them.
  ///
  /// - Throws: `SettingsError` for vectors, which have no pictures.
  public func pictures(at path: String) async throws -> Dataset {
    guard !Self.holdsVectors(path) else { throw SettingsError.withoutPictures(path) }
    return try await dataset(at: path, [])
  }
}

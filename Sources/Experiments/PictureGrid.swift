import Analyses
public import Datasets
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
  /// What stands below each picture; nil for what is known.
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

  /// A set as it comes: all of it, or evenly spaced parts where there is no room for all.
  ///
  /// - Throws: `SettingsError` for a column without values.
  public func figures(of dataset: Dataset) throws -> [Figure] {
    try requireValues(in: dataset.samples)
    let groups = grouped(dataset.samples, by: { $0 })
    let shown = zip(groups, placesOfEach(groups.map(\.items.count), rows: rows * pages)).map {
      (name: $0.name, all: $0.items.count, items: $0.items.evenlySpaced($1))
    }
    let count = shown.reduce(0) { $0 + $1.items.count }
    let choice =
      "\(count) of \(dataset.samples.count) pictures, evenly spaced"
      + (group == nil ? "" : " in each group")
    let lines = captions ?? [knowsLabels(dataset) ? .label : .id]
    return draw(
      title: dataset.name, subtitle: count < dataset.samples.count ? choice : "",
      try shown.map { name, all, samples in
        try pictured(name, all: all, samples) {
          PicturePages.Cell(
            image: try picture($0, dataset), lines: text(lines, of: $0, distance: nil))
        }
      })
  }

  // MARK: Groups

  /// Groups as people sort their names, those without a name last; one group where nothing is asked.
  func grouped<Item>(
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

  /// Rows in turn to each group that has pictures left for one.
  ///
  /// - Parameter counts: of the pictures of each group.
  /// - Returns: places of each.
  func placesOfEach(_ counts: [Int], rows: Int) -> [Int] {
    var granted = counts.map { _ in 0 }
    var rest = rows
    while rest > 0 {
      let wanting = counts.indices.filter { granted[$0] * columns < counts[$0] }.prefix(rest)
      guard !wanting.isEmpty else { break }
      for index in wanting { granted[index] += 1 }
      rest -= wanting.count
    }
    return granted.map { $0 * columns }
  }

  /// - Parameter all: pictures that there are of the group.
  func pictured<Item>(
    _ name: String?, all: Int, _ items: [Item], cell: (Item) throws -> PicturePages.Cell
  ) rethrows -> PicturePages.Group {
    // Behind a name in a script from right to left the count stays on its right.
    let count = "\u{200E}, \(items.count)" + (items.count < all ? " of \(all)" : "")
    return PicturePages.Group(name: name.map { $0 + count }, cells: try items.map(cell))
  }

  func requireValues(in samples: [Sample]) throws(SettingsError) {
    guard let group, !samples.contains(where: { $0.value(of: group) != nil }) else { return }
    throw .wrongValue(
      place: "--group-by", found: "\(group.rawValue), which no picture has",
      expected: "a column with values; choose another, or name it with --levels or --columns")
  }

  // MARK: Pages

  func draw(
    title standard: String, subtitle: String, _ groups: [PicturePages.Group]
  ) -> [Figure] {
    PicturePages(
      title: title ?? standard, subtitle: subtitle, rows: rows, columns: columns, groups: groups
    ).figures()
  }

  /// Nil for a file that went away since it was read.
  func picture(_ sample: Sample, _ dataset: Dataset) throws -> Bitmap? {
    try Task.checkCancellation()
    let side = Self.density * PicturePages.pictureSide(rows: rows, columns: columns)
    return try? sample.loadImage(dataset.decoding).image.fitting(Int(side.rounded(.up))).bitmap
  }

  /// Whether labels are there and say more than the names of groups do.
  func knowsLabels(_ dataset: Dataset) -> Bool {
    group != .label && dataset.samples.contains { $0.label != nil }
  }

  func text(_ captions: [Caption], of sample: Sample, distance: Double?) -> [String] {
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

extension ItemLoader {
  /// The images that a path names, without embedding them.
  ///
  /// - Throws: `SettingsError` for vectors, which have no pictures.
  public func pictures(at path: String) async throws -> Dataset {
    guard !Self.holdsVectors(path) else { throw SettingsError.withoutPictures(path) }
    return try await dataset(at: path, [])
  }
}

extension SettingsError {
  static func withoutPictures(_ name: String) -> SettingsError {
    .wrongValue(
      place: name, found: "vectors, which have no pictures",
      expected: "images; name the folder that the vectors are of")
  }
}

extension Array {
  /// So many of them at most, with about as many left out between each two.
  fileprivate func evenlySpaced(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}

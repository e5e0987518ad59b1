public import Analyses
public import Datasets
public import Figures
import Images
import Reports

/// Pictures of a set in rows and columns, page by page, as files of their own.
public struct PictureGrid: Sendable {
  public var plan = GridPlan()
  /// Nil names the set, or the query.
  public var title: String?

  public init() {}

  /// Pixels to a point of pictures: 216 to an inch.
  private static let density = 3.0

  /// A set as it comes: all of it, or evenly spaced parts where there is no room for all.
  ///
  /// - Throws: `SettingsError` for a column without values.
  public func figures(of dataset: Dataset) throws -> [Figure] {
    let items = dataset.samples.map(GridItem.init)
    try requireValues(in: items)
    let samples = dataset.byID
    let result = chooseGrid(of: items, plan: plan)
    return try result.figures(title: title ?? dataset.name) { item in
      try samples[item.id].flatMap { try picture($0, dataset) }
    }
  }

  func requireValues(in items: [GridItem]) throws(SettingsError) {
    guard let column = plan.groupBy, !items.contains(where: { $0.value(of: column) != nil })
    else { return }
    throw .wrongValue(
      place: "--group-by", found: "\(column.rawValue), which no picture has",
      expected: "a column with values; choose another, or name it with --levels or --columns")
  }

  /// Nil for a file that went away since it was read.
  func picture(_ sample: Sample, _ dataset: Dataset) throws -> Bitmap? {
    try Task.checkCancellation()
    return try? sample.loadImage(dataset.decoding).image.fitting(pictureSide).bitmap
  }

  /// Pixels of a picture's longest side.
  var pictureSide: Int {
    let points = PicturePages.pictureSide(rows: plan.rows, columns: plan.columns)
    return Int((Self.density * points).rounded(.up))
  }
}

extension GridItem {
  init(_ sample: Sample) {
    self.init(id: sample.id, label: sample.label, split: sample.split, site: sample.site)
  }
}

extension Dataset {
  var byID: [String: Sample] {
    Dictionary(samples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
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

public import Datasets
import Embeddings
public import Foundation
public import Images

/// A data set as `datasets/<name>/dataset.yaml` describes it.
public struct DatasetDescription: Sendable {
  public let name: String
  public internal(set) var source: any DatasetSource
  /// How to get the data when they are not there.
  public let remedy: String?
  /// How its images become 8-bit pictures.
  public internal(set) var decoding: DecodingOptions

  init(name: String, source: any DatasetSource) {
    self.name = name
    self.source = source
    decoding = .standard
    remedy = nil
  }

  /// Reads every image once, and encodes it by the way; a data set that is not there is an error
  /// with its remedy.
  ///
  /// - Parameter check: called with the samples before any image is read, to refuse them.
  func load(
    limit: DatasetLimit, seed: UInt64, catalog: Catalog, passes: [EncodingPass],
    check: @Sendable ([Sample]) throws -> Void = { _ in },
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> Dataset {
    try await passes.keepingWork { use in
      try await load(
        limit: limit, seed: seed, catalog: catalog, use: use, check: check, progress: progress)
    }
  }

  /// The same with any use of the pictures while they are in memory.
  func load(
    limit: DatasetLimit, seed: UInt64, catalog: Catalog, use: PictureUse,
    check: @Sendable ([Sample]) throws -> Void = { _ in },
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> Dataset {
    do {
      return try await Dataset.load(
        name: name, from: source, decoding: decoding, limit: limit, seed: seed, check: check,
        facts: FactsCache(root: catalog.installation.factsCache), use: use, progress: progress)
    } catch let error as DatasetError {
      throw withRemedy(error)
    }
  }

  /// Of data that are not there, with what the description says of how to get them.
  func withRemedy(_ error: DatasetError) -> any Error {
    guard case .unreadable(let path, let reason) = error else { return error }
    return SettingsError.unavailable(
      dataset: name, reason: "\(path): \(reason)",
      remedy: remedy ?? "check the path and its permissions")
  }

  /// Reads and checks a description.
  ///
  /// - Parameter installation: where `$datasets` in a path points.
  /// - Throws: `SettingsError` that names the key.
  public init(file: URL, installation: Installation) throws(SettingsError) {
    let node = try SettingsNode(file: file)
    name = try node.require("name", example: "mine").text()
    remedy = try node["remedy"]?.text()
    decoding = try node.decoding()
    let places = Places(folder: file.deletingLastPathComponent(), installation: installation)
    let source: any DatasetSource
    switch try node.require("source", example: "folder").choice(of: SourceName.self) {
    case .folder: source = try node.folderSource(places)
    case .manifest: source = try node.manifestSource(places)
    case .idx: source = try node.idxSource(places)
    case .list: source = try node.listSource(places)
    case .archive: source = try node.archiveSource(places, layout: .files)
    case .webdataset: source = try node.archiveSource(places, layout: .shards)
    case .npz: source = try node.npzSource(places)
    case .coco: source = try node.cocoSource(places)
    case .dicom: source = try node.dicomSource(places)
    case .nifti: source = try node.volumeSource(places)
    case .arrays: source = try node.arraySource(places)
    }
    self.source = try node["exclude"]?.excluding(from: source, places) ?? source
  }
}

private enum SourceName: String, CaseIterable {
  case folder, manifest, list, archive, webdataset, npz, coco, idx, dicom, nifti, arrays
}

/// What makes pictures of a folder a group, besides the meaning of its folders.
private enum FolderGroup: String, CaseIterable {
  case folder
}

/// Where the captions of a folder's pictures are.
private enum CaptionPlace: String, CaseIterable {
  case beside
}

/// How paths in a description are read.
struct Places {
  let folder: URL
  let installation: Installation

  /// Absolute, below the set-up's data sets (`$datasets/…`) or the home folder (`~/…`), or relative
  /// to the description.
  func url(_ path: String) -> URL {
    let fetched = "$datasets/"
    if path.hasPrefix(fetched) {
      return installation.datasets.appending(path: String(path.dropFirst(fetched.count)))
    }
    let home = "~/"
    if path.hasPrefix(home) {
      return FileManager.default.homeDirectoryForCurrentUser
        .appending(path: String(path.dropFirst(home.count)))
    }
    return Datasets.file(path, relativeTo: folder)
  }
}

extension SettingsNode {
  static let common = ["name", "source", "remedy", "decoding", "window", "exclude"]

  fileprivate func excluding(
    from source: any DatasetSource, _ places: Places
  ) throws(SettingsError) -> any DatasetSource {
    let list = places.url(try text())
    do {
      return try ExcludingSource(source, excluding: list)
    } catch {
      throw wrong(expected: "a file of ids, one a line (\(error))")
    }
  }

  fileprivate func folderSource(_ places: Places) throws(SettingsError) -> FolderSource {
    try allow(Self.common + ["root", "levels", "frames", "group", "captions"])
    return FolderSource(
      root: places.url(try require("root", example: "images").text()), levels: try folderLevels(),
      frames: try self["frames"]?.choice(of: FrameChoice.self) ?? .first,
      groupsByFolder: try self["group"]?.choice(of: FolderGroup.self) != nil,
      hasCaptionFiles: try self["captions"]?.choice(of: CaptionPlace.self) != nil)
  }

  fileprivate func dicomSource(_ places: Places) throws(SettingsError) -> DICOMSource {
    try allow(Self.common + ["root", "levels", "key", "frames", "site", "label"])
    return DICOMSource(
      root: places.url(try require("root", example: "scans").text()),
      key: places.url(try require("key", example: "~/.config/semblance/key").text()),
      frames: try self["frames"]?.choice(of: FrameChoice.self) ?? .all,
      site: try self["site"]?.choice(of: DICOMSite.self) ?? .institution,
      label: try self["label"]?.labelKeyword(), levels: try folderLevels())
  }

  fileprivate func volumeSource(_ places: Places) throws(SettingsError) -> VolumeSource {
    try allow(Self.common + ["root", "levels", "axis", "frames"])
    return VolumeSource(
      root: places.url(try require("root", example: "volumes").text()),
      axis: try self["axis"]?.choice(of: VolumeAxis.self) ?? .k,
      slices: try self["frames"]?.choice(of: FrameChoice.self) ?? .all,
      levels: try folderLevels())
  }

  fileprivate func arraySource(_ places: Places) throws(SettingsError) -> ArraySource {
    try allow(Self.common + ["root", "levels", "layout"])
    return ArraySource(
      root: places.url(try require("root", example: "pictures.npy").text()),
      layout: try self["layout"]?.choice(of: ArrayLayout.self), levels: try folderLevels())
  }

  private func labelKeyword() throws(SettingsError) -> String {
    let keyword = try text()
    guard DICOMSource.mayBeLabel(keyword) else {
      throw wrong(
        expected: "a keyword of DICOM that does not identify anybody, e.g. BodyPartExamined")
    }
    return keyword
  }

  fileprivate func manifestSource(_ places: Places) throws(SettingsError) -> ManifestSource {
    try allow(Self.common + ["file", "delimiter", "header", "columns", "label_names"])
    let columnsNode = try require("columns", example: "{path: path, label: label}")
    var columns: [ManifestColumn: String] = [:]
    try columnsNode.allow(ManifestColumn.allCases.map(\.rawValue))
    for column in ManifestColumn.allCases {
      columns[column] = try columnsNode[column.rawValue]?.text()
    }
    var labelNames: [String: String] = [:]
    for label in try self["label_names"]?.keys() ?? [] {
      labelNames[label] = try self["label_names"]?[label]?.text()
    }
    return ManifestSource(
      file: places.url(try require("file", example: "manifest.csv").text()), columns: columns,
      delimiter: try self["delimiter"]?.choice(of: ManifestDelimiter.self) ?? .comma,
      hasHeader: try self["header"]?.flag() ?? true, labelNames: labelNames)
  }

  fileprivate func idxSource(_ places: Places) throws(SettingsError) -> IDXSource {
    try allow(Self.common + ["splits", "label_names"])
    let splits = try require("splits", example: "{train: {images: a.gz, labels: b.gz}}")
    var parts: [IDXSplit] = []
    for name in try splits.keys() {
      guard let split = splits[name] else { continue }
      try split.allow(["images", "labels"])
      parts.append(
        IDXSplit(
          name: name, images: places.url(try split.require("images", example: "images.gz").text()),
          labels: try split["labels"].map { labels throws(SettingsError) in
            places.url(try labels.text())
          }))
    }
    return IDXSource(splits: parts, labelNames: try texts("label_names"))
  }
}

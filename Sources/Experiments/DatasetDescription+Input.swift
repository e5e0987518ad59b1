public import Datasets
public import Foundation
public import Images

/// What a command says of its input beside its place.
public struct InputSettings: Sendable {
  /// Meaning of the folders in a folder or an archive, from the first.
  public var levels: [FolderLevel]
  /// Headings of a table that are not the usual ones.
  public var columns: [ManifestColumn: String]
  /// Of a Chroma store.
  public var collection: String?
  /// Of a folder of DICOM: the file with the secret that patients are named by.
  public var key: URL?
  /// Of a folder: all of DICOM and the first of others where nil.
  public var frames: FrameChoice?
  /// How pictures are decoded, where that is said beside a description or without one.
  public var alpha: AlphaPolicy?
  public var window: IntensityWindow?
  public var jpegScale: JPEGScale?
  /// Of a folder: whether `NAME.txt` beside `NAME.png` holds its caption.
  public var hasCaptionFiles = false
  /// A list of ids to leave out, one a line.
  public var exclude: URL?

  public init(
    levels: [FolderLevel] = [], columns: [ManifestColumn: String] = [:], collection: String? = nil,
    key: URL? = nil, frames: FrameChoice? = nil
  ) {
    self.levels = levels
    self.columns = columns
    self.collection = collection
    self.key = key
    self.frames = frames
  }
}

extension DatasetDescription {
  /// The images that a path or a pattern names, decoded as the settings say.
  ///
  /// - Throws: `SettingsError`, `DatasetError`.
  public init(
    input: String, settings: InputSettings = InputSettings(), installation: Installation
  ) throws {
    try self.init(source: input, settings, installation)
    if let alpha = settings.alpha { decoding.alpha = alpha }
    if let window = settings.window { decoding.window = window }
    if let scale = settings.jpegScale { decoding.jpegScale = scale }
    if let exclude = settings.exclude { source = try ExcludingSource(source, excluding: exclude) }
  }

  /// The images that a path or a pattern names: the one place that tells sources apart.
  ///
  /// - Parameter input: a `dataset.yaml`; a table (.csv, .tsv); a list (.txt); an archive (.zip,
  ///   .tar, .tar.gz, .tgz) or a pattern of several; an .npz file in MedMNIST's layout; a COCO file
  ///   (.json); an IDX file of pictures, whose labels stand beside it; an .npy array of pictures; else a
  ///   folder or one image, of DICOM alone where the settings have a key.
  private init(
    source input: String, _ settings: InputSettings, _ installation: Installation
  ) throws {
    let url = URL(filePath: input)
    let isThere = FileManager.default.fileExists(atPath: url.path)
    if !isThere, FilePattern(input).isPattern {
      let source = ArchiveSource(files: try Self.archives(input), levels: settings.levels)
      self.init(name: url.deletingPathExtension().lastPathComponent, source: source)
      return
    }
    switch InputKind(url) {
    case .description: try self.init(file: url, installation: installation)
    case .table:
      let source = try ManifestSource(table: url, columns: settings.columns)
      self.init(name: url.lastPathComponent, source: source)
    case .list: self.init(name: url.lastPathComponent, source: ListSource(file: url))
    case .archive:
      let source = ArchiveSource(files: [url], levels: settings.levels)
      self.init(name: url.lastPathComponent, source: source)
    case .npz: self.init(name: url.lastPathComponent, source: NPZSource(file: url))
    case .coco: self.init(name: url.lastPathComponent, source: COCOSource(files: [url]))
    case .idx: self.init(name: url.lastPathComponent, source: try IDXSource(images: url))
    case .array:
      self.init(name: url.lastPathComponent, source: ArraySource(root: url))
    case .folder:
      self.init(name: url.lastPathComponent, source: settings.folderSource(url))
    }
  }
}

extension DatasetDescription {
  /// The files that fit a pattern, all of them archives by name.
  fileprivate static func archives(_ pattern: String) throws -> [URL] {
    let files = try FilePattern(pattern).files()
    guard let other = files.first(where: { InputKind($0) != .archive }) else { return files }
    throw DatasetError.malformed(
      path: pattern, line: nil,
      finding: "a pattern is for archives, and \(other.lastPathComponent) is none by its name",
      remedy: "name the folder \(other.deletingLastPathComponent().relativePath) instead")
  }
}

extension InputSettings {
  fileprivate func folderSource(_ root: URL) -> any DatasetSource {
    guard let key else {
      return FolderSource(
        root: root, levels: levels, frames: frames ?? .first, hasCaptionFiles: hasCaptionFiles)
    }
    return DICOMSource(root: root, key: key, frames: frames ?? .all, levels: levels)
  }
}

/// What a path names, by the end of its name.
private enum InputKind {
  case description, table, list, archive, npz, coco, idx, array, folder

  init(_ url: URL) {
    let name = url.lastPathComponent.lowercased()
    if url.hasDirectoryPath || url.isFolder {
      self = .folder
    } else if name.hasSuffix(".tar.gz") {
      self = .archive
    } else {
      switch url.pathExtension.lowercased() {
      case "yaml", "yml": self = .description
      case "csv", "tsv": self = .table
      case "txt": self = .list
      case "zip", "tar", "tgz": self = .archive
      case "npz": self = .npz
      case "npy": self = .array
      case "json": self = .coco
      default: self = name.contains("-ubyte") ? .idx : .folder
      }
    }
  }
}

extension URL {
  fileprivate var isFolder: Bool {
    var isFolder: ObjCBool = false
    let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue
  }
}

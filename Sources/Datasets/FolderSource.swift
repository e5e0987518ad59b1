public import Foundation
import Images

/// What the name of a sub-folder says of the images in it.
public enum FolderLevel: String, Sendable, Codable, CaseIterable {
  case split, label, group, site
  /// Nothing.
  case ignore
}

/// Images in a folder and its sub-folders, or a single image file.
///
/// Ids are paths relative to the root, with `#frame` (from 0) where several pictures of a file are
/// wanted. A file counts when its name ends like that of an image, or when its first bytes are those
/// of such a file. Hidden files are passed over. Symbolic links are
/// followed, also out of the root; a file or folder that is in the data set already is counted once,
/// under its real path.
public struct FolderSource: DatasetSource {
  public let root: URL
  /// Meaning of the first, second, … folder below the root.
  public let levels: [FolderLevel]
  /// Which pages and frames of a file become samples; all those of one file are one group, unless a
  /// folder says it.
  public let frames: FrameChoice
  /// Whether all pictures of one folder are a group, where no folder on the way says it.
  public let groupsByFolder: Bool
  /// Whether `NAME.txt` beside `NAME.png` holds its caption: the first line that is not empty.
  public let hasCaptionFiles: Bool

  private static let extensions: Set<String> = [
    "png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp", "dcm", "dicom", "nii",
  ]

  /// Of a gzipped file only what stands before ".gz" says it.
  static func isNamedLikeImage(_ name: String) -> Bool {
    extensions.contains(name.lowercasedExtension) || name.lowercased().hasSuffix(".nii.gz")
  }

  public init(
    root: URL, levels: [FolderLevel] = [], frames: FrameChoice = .first,
    groupsByFolder: Bool = false, hasCaptionFiles: Bool = false
  ) {
    self.root = root
    self.levels = levels
    self.frames = frames
    self.groupsByFolder = groupsByFolder
    self.hasCaptionFiles = hasCaptionFiles
  }

  public func listing() throws -> SampleListing {
    if try isFile() {
      return SampleListing(samples: samples(root.lastPathComponent, root))
    }
    let walk = try FolderWalk(root: root)
    let images = walk.files.filter { isImage($0.url) }
    guard !images.isEmpty || !walk.unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: "image")
    }
    let found = images.flatMap { samples($0.path, $0.url) }
    guard hasCaptionFiles else {
      return SampleListing(samples: found, unreadable: walk.unreadable)
    }
    let captions = CaptionFiles(images)
    return SampleListing(
      samples: zip(found, captions.texts(of: found)).map { $0.with(caption: $1) },
      unreadable: walk.unreadable + captions.unreadable)
  }

  private func isFile() throws(DatasetError) -> Bool {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
      throw .unreadable(path: root.path, reason: "no such file or folder")
    }
    return !isFolder.boolValue
  }

  private func samples(_ path: String, _ url: URL) -> [Sample] {
    let count = frames == .first ? 1 : pictureCount(of: url)
    let folder = groupsByFolder ? path.split(separator: "/").dropLast().joined(separator: "/") : nil
    guard count > 1 else {
      return [Sample(id: path, image: .file(url), folders: path, levels: levels, group: folder)]
    }
    return frames.chosen(of: count).map { frame in
      Sample(
        id: FrameChoice.id(path, frame, of: count), image: .file(url, frame: frame),
        folders: path, levels: levels, group: folder ?? path)
    }
  }

  /// 1 for a file that cannot be read.
  private func pictureCount(of url: URL) -> Int {
    // Decoding reads the file again, and what is wrong with it is told then.
    guard let start = try? fileStart(url, count: ImageFormat.signatureLength),
      ImageFormat(startingWith: start)?.mayHoldSeveral ?? false,
      let bytes = try? fileBytes(url)
    else { return 1 }
    return (try? frameCount(of: bytes)) ?? 1  // Decoding meets the same damage, and tells it.
  }

  private func isImage(_ url: URL) -> Bool {
    if Self.isNamedLikeImage(url.lastPathComponent) { return true }
    // Another name, or a file that cannot be opened: not an image unless its first bytes say so.
    guard let file = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? file.close() }
    let start = try? file.read(upToCount: ImageFormat.signatureLength)
    return isKnownImage(startingWith: [UInt8](start ?? Data()))
  }
}

extension Sample {
  /// A sample of which the folders on its path speak.
  ///
  /// - Parameter group: where no folder says it.
  init(
    id: String, image: ImageReference, folders path: String, levels: [FolderLevel],
    group: String? = nil
  ) {
    let folders = path.split(separator: "/").dropLast().map(String.init)
    func value(_ level: FolderLevel) -> String? {
      levels.firstIndex(of: level).flatMap { $0 < folders.count ? folders[$0] : nil }
    }
    self.init(
      id: id, image: image, label: value(.label), split: value(.split),
      group: value(.group) ?? group,
      site: value(.site))
  }
}

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
/// Ids are paths relative to the root. A file counts when its name ends like that of an image, or when
/// its first bytes are those of such a file. Hidden files are passed over. Symbolic links are
/// followed, also out of the root; a file or folder that is in the data set already is counted once,
/// under its real path.
public struct FolderSource: DatasetSource {
  public let root: URL
  /// Meaning of the first, second, … folder below the root.
  public let levels: [FolderLevel]

  static let extensions: Set<String> = [
    "png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp", "dcm", "dicom", "nii",
  ]

  public init(root: URL, levels: [FolderLevel] = []) {
    self.root = root
    self.levels = levels
  }

  public func listing() throws -> SampleListing {
    if try isFile() {
      return SampleListing(samples: [Sample(id: root.lastPathComponent, image: .file(root))])
    }
    let walk = try FolderWalk(root: root)
    let images = walk.files.filter { isImage($0.url) }
    guard !images.isEmpty || !walk.unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: "image")
    }
    return SampleListing(
      samples: images.map { sample($0.path, $0.url) }, unreadable: walk.unreadable)
  }

  private func isFile() throws(DatasetError) -> Bool {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
      throw .unreadable(path: root.path, reason: "no such file or folder")
    }
    return !isFolder.boolValue
  }

  private func sample(_ path: String, _ url: URL) -> Sample {
    Sample(id: path, image: .file(url), folders: path, levels: levels)
  }

  private func isImage(_ url: URL) -> Bool {
    if Self.extensions.contains(url.pathExtension.lowercased()) { return true }
    // Another name, or a file that cannot be opened: not an image unless its first bytes say so.
    guard let file = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? file.close() }
    let start = try? file.read(upToCount: ImageFormat.signatureLength)
    return isKnownImage(startingWith: [UInt8](start ?? Data()))
  }
}

extension Sample {
  /// A sample of which the folders on its path speak.
  init(id: String, image: ImageReference, folders path: String, levels: [FolderLevel]) {
    let folders = path.split(separator: "/").dropLast().map(String.init)
    func value(_ level: FolderLevel) -> String? {
      levels.firstIndex(of: level).flatMap { $0 < folders.count ? folders[$0] : nil }
    }
    self.init(
      id: id, image: image, label: value(.label), split: value(.split), group: value(.group),
      site: value(.site))
  }
}

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
/// Ids are paths relative to the root. A file counts when its name ends in png, jpg or jpeg, or when
/// its first bytes are those of such a file. Hidden files are passed over; a symbolic link to a file
/// or folder that is in the data set already is counted once.
public struct FolderSource: DatasetSource {
  public let root: URL
  /// Meaning of the first, second, … folder below the root.
  public let levels: [FolderLevel]

  private static let extensions: Set<String> = ["png", "jpg", "jpeg"]

  public init(root: URL, levels: [FolderLevel] = []) {
    self.root = root
    self.levels = levels
  }

  public func listing() throws -> SampleListing {
    var walk = FolderWalk(root: root.resolvingSymlinksInPath())
    if try walk.isFile() {
      return SampleListing(samples: [Sample(id: root.lastPathComponent, image: .file(root))])
    }
    try walk.visit("", isRoot: true)
    let images = walk.files.sorted { $0.path < $1.path }.filter { isImage($0.url) }
    guard !images.isEmpty || !walk.unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: "PNG or JPEG image")
    }
    return SampleListing(
      samples: images.map { sample($0.path, $0.url) },
      unreadable: walk.unreadable.sorted { $0.path < $1.path })
  }

  private func sample(_ path: String, _ url: URL) -> Sample {
    let folders = path.split(separator: "/").dropLast().map(String.init)
    func value(_ level: FolderLevel) -> String? {
      levels.firstIndex(of: level).flatMap { $0 < folders.count ? folders[$0] : nil }
    }
    return Sample(
      id: path, image: .file(url), label: value(.label), split: value(.split),
      group: value(.group), site: value(.site))
  }

  private func isImage(_ url: URL) -> Bool {
    if Self.extensions.contains(url.pathExtension.lowercased()) { return true }
    // Another name, or a file that cannot be opened: not an image unless its first bytes say so.
    guard let file = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? file.close() }
    return isKnownImage(startingWith: [UInt8]((try? file.read(upToCount: 8)) ?? Data()))
  }
}

/// Visits every folder and file once, whatever links there are.
private struct FolderWalk {
  let root: URL
  private(set) var files: [(path: String, url: URL)] = []
  private(set) var unreadable: [UnreadableFile] = []
  /// Real paths seen so far, so that links neither repeat files nor loop.
  private var seen: Set<String> = []

  init(root: URL) {
    self.root = root
  }

  func isFile() throws(DatasetError) -> Bool {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
      throw .unreadable(path: root.path, reason: "no such file or folder")
    }
    return !isFolder.boolValue
  }

  /// Links come after what they may point to, so that the real path names the sample.
  mutating func visit(_ path: String, isRoot: Bool = false) throws(DatasetError) {
    let folder = path.isEmpty ? root : root.appending(path: path)
    guard seen.insert(folder.resolvingSymlinksInPath().path).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      guard !isRoot else {
        throw .unreadable(path: folder.path, reason: "the folder may not be read")
      }
      unreadable.append(UnreadableFile(path: path, reason: "the folder may not be read"))
      return
    }
    let visible = names.filter { !$0.hasPrefix(".") }
    let (links, entries) = visible.split(by: { isLink(folder.appending(path: $0)) })
    for name in entries + links { try visitEntry(path.isEmpty ? name : "\(path)/\(name)") }
  }

  private mutating func visitEntry(_ path: String) throws(DatasetError) {
    let url = root.appending(path: path)
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      unreadable.append(UnreadableFile(path: path, reason: "a link to a file that is not there"))
      return
    }
    if isFolder.boolValue {
      try visit(path)
    } else if seen.insert(url.resolvingSymlinksInPath().path).inserted {
      files.append((path, url))
    }
  }

  private func isLink(_ url: URL) -> Bool {
    // No attributes: the entry vanished, and is reported when it is visited.
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
  }
}

extension Array {
  /// Elements that satisfy a condition, and the others, both in order.
  fileprivate func split(by condition: (Element) -> Bool) -> ([Element], [Element]) {
    (filter(condition), filter { !condition($0) })
  }
}

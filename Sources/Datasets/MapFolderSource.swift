public import Foundation

/// Maps in a folder and its sub-folders that hold nothing but `.npy` files, one a picture.
///
/// Ids are paths relative to the root. Hidden files are passed over.
public struct MapFolderSource: DatasetSource {
  private let walk: FolderWalk

  /// Nil for what is no folder, and for one with any other file or with none.
  ///
  /// - Throws: `DatasetError.unreadable`.
  public init?(root: URL) throws(DatasetError) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder),
      isFolder.boolValue
    else { return nil }
    walk = try FolderWalk(root: root)
    guard !walk.files.isEmpty,
      walk.files.allSatisfy({ $0.path.lowercased().hasSuffix(".npy") })
    else { return nil }
  }

  public func listing() -> SampleListing {
    let samples = walk.files.map { path, url in
      Sample(id: path, image: .file(url), map: .file(url))
    }
    return SampleListing(samples: samples, unreadable: walk.unreadable)
  }
}

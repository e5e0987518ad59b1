public import Foundation

/// Files that are written whole or not at all.
public enum WholeFile {
  /// Writes to a temporary name beside the destination, then renames it.
  ///
  /// A destination that is a device or a pipe (`/dev/stdout`) is written directly.
  /// - Throws: `EmbeddingError.unwritable`; the destination then is as it was.
  public static func write(_ data: Data, to url: URL) throws(EmbeddingError) {
    try write([(data, url)])
  }

  public static func write(_ text: String, to url: URL) throws(EmbeddingError) {
    try write(Data(text.utf8), to: url)
  }

  /// Writes files that belong together: all of them lie on the disk before the first is renamed.
  ///
  /// - Throws: `EmbeddingError.unwritable`; unless a rename failed, every destination is as it was.
  public static func write(_ files: [(data: Data, url: URL)]) throws(EmbeddingError) {
    let staged = files.map { ($0.data, destination: $0.url, place: stagingPlace(of: $0.url)) }
    defer {
      for (_, destination, place) in staged { remove(place, unless: destination) }
    }
    for (data, destination, place) in staged {
      try reporting(destination) { try data.write(to: place) }
    }
    for (_, destination, place) in staged where place != destination {
      try reporting(destination) { try rename(place, to: destination) }
    }
  }

  /// Refuses a destination that cannot be written, before any work is done for it.
  public static func check(_ url: URL) throws(EmbeddingError) {
    let files = FileManager.default
    let type = fileType(of: url)
    guard type != .typeDirectory else {
      throw .unwritable(file: url.path, reason: "it is a folder; name a file in it")
    }
    let folder = url.deletingLastPathComponent()
    guard fileType(of: folder) == .typeDirectory else {
      throw .unwritable(file: url.path, reason: "no such folder: \(folder.path)")
    }
    let place = isSpecial(url) ? url : folder
    guard files.isWritableFile(atPath: place.path) else {
      throw .unwritable(file: url.path, reason: "permission denied in \(folder.path)")
    }
  }

  /// Beside the destination, or the destination itself where it is a device or a pipe.
  private static func stagingPlace(of url: URL) -> URL {
    guard !isSpecial(url) else { return url }
    return url.resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: ".\(url.lastPathComponent).\(UUID().uuidString).partial")
  }

  private static func remove(_ place: URL, unless destination: URL) {
    // After a rename there is nothing left; another failure has been reported already.
    if place != destination { try? FileManager.default.removeItem(at: place) }
  }

  private static func rename(_ source: URL, to destination: URL) throws {
    let target = destination.resolvingSymlinksInPath()
    guard unsafe Foundation.rename(source.path, target.path) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }

  private static func reporting(
    _ url: URL, _ operation: () throws -> Void
  ) throws(EmbeddingError) {
    do {
      try operation()
    } catch {
      throw .unwritable(file: url.path, reason: reason(of: error))
    }
  }

  private static func isSpecial(_ url: URL) -> Bool {
    guard let type = fileType(of: url) else { return false }
    return type != .typeRegular && type != .typeDirectory
  }

  /// Nil for what is not there, which then has no attributes.
  private static func fileType(of url: URL) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    return attributes?[.type] as? FileAttributeType
  }
}

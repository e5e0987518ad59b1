public import Foundation

/// Files that are written whole or not at all.
public enum WholeFile {
  /// Writes to a temporary name beside the destination, then renames it.
  ///
  /// A destination that is a device or a pipe (`/dev/stdout`) is written directly.
  /// - Throws: `EmbeddingError.unwritable`; the destination then is as it was.
  public static func write(_ data: Data, to url: URL) throws(EmbeddingError) {
    try write([Part(data, to: url)])
  }

  public static func write(_ text: String, to url: URL) throws(EmbeddingError) {
    try write(Data(text.utf8), to: url)
  }

  /// A file to be written, and how.
  public struct Part: Sendable {
    let url: URL
    let fill: @Sendable (_ place: URL) throws -> Void

    /// - Parameter fill: writes the file at another place.
    public init(_ url: URL, fill: @escaping @Sendable (_ place: URL) throws -> Void) {
      self.url = url
      self.fill = fill
    }

    public init(_ data: Data, to url: URL) {
      self.init(url) { try data.write(to: $0) }
    }
  }

  /// Writes files that belong together: all of them lie on the disk before the first is renamed.
  ///
  /// - Throws: `EmbeddingError.unwritable`, or an `EmbeddingError` of filling a part; unless a
  ///   rename failed, every destination is as it was.
  public static func write(_ parts: [Part]) throws(EmbeddingError) {
    let staged = parts.map { (part: $0, place: stagingPlace(of: $0.url)) }
    defer {
      for (part, place) in staged { remove(place, unless: part.url) }
    }
    for (part, place) in staged { try reporting(part.url) { try part.fill(place) } }
    for (part, place) in staged where place != part.url {
      try reporting(part.url) { try rename(place, to: part.url) }
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
    } catch let error as EmbeddingError {
      throw error
    } catch {
      throw .unwritable(file: url.path, reason: reason(of: error))
    }
  }

  private static func isSpecial(_ url: URL) -> Bool {
    guard let type = fileType(of: url) else { return false }
    return type != .typeRegular && type != .typeDirectory
  }

  /// Nil for what is not there, which then has no attributes.
  static func fileType(of url: URL) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    return attributes?[.type] as? FileAttributeType
  }
}

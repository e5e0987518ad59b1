import Embeddings
import Foundation

/// A folder that is written whole or not at all.
///
/// It is filled under a name of its own beside the destination, which then takes its place.
enum WholeFolder {
  /// Puts a new folder in the place of the former one.
  ///
  /// - Throws: `EmbeddingError.unwritable`, or what `fill` throws; the destination then is as it
  ///   was, and nothing is left beside it.
  static func write(_ folder: URL, fill: (URL) throws -> Void) throws {
    let staging = sibling(of: folder, "staging")
    do {
      try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
      removeAbandoned(beside: folder)
      try fill(staging)
      try replace(folder, by: staging)
    } catch {
      try? FileManager.default.removeItem(at: staging)  // the first error is the one to report
      if case EmbeddingError.unwritable(let file, let reason) = error {
        throw EmbeddingError.unwritable(
          file: file.replacing(staging.path, with: folder.path), reason: reason)
      }
      guard error is CocoaError else { throw error }
      throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
    }
  }

  /// Refuses a destination where nothing can be made, before any work is done for it.
  static func check(_ folder: URL) throws(EmbeddingError) {
    let files = FileManager.default
    var parent = folder.absoluteURL.standardizedFileURL.deletingLastPathComponent()
    while !files.fileExists(atPath: parent.path), parent.path != "/" {
      parent.deleteLastPathComponent()
    }
    guard files.isWritableFile(atPath: parent.path) else {
      throw .unwritable(file: folder.path, reason: "permission denied in \(parent.path)")
    }
  }

  /// Both change places in one step, so that a run that is killed leaves the one or the other; where the
  /// file system cannot, the former folder steps aside until the new one is there.
  private static func replace(_ folder: URL, by staging: URL) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else {
      return try files.moveItem(at: staging, to: folder)
    }
    if exchange(staging, folder) { return try files.removeItem(at: staging) }
    let former = sibling(of: folder, "former")
    try files.moveItem(at: folder, to: former)
    do {
      try files.moveItem(at: staging, to: folder)
    } catch {
      try files.moveItem(at: former, to: folder)
      throw error
    }
    try files.removeItem(at: former)
  }

  /// Whether the file system did it.
  ///
  /// Swift's view of the C library leaves `renameat2` out, so it is looked up by its name.
  private static func exchange(_ a: URL, _ b: URL) -> Bool {
    typealias Rename =
      @convention(c) (
        Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
      ) -> Int32
    let exchanges: UInt32 = 2  // RENAME_EXCHANGE of Linux
    guard let symbol = unsafe dlsym(nil, "renameat2") else { return false }
    let rename = unsafe unsafeBitCast(symbol, to: Rename.self)
    return unsafe rename(AT_FDCWD, a.path, AT_FDCWD, b.path, exchanges) == 0
  }

  private static func sibling(of folder: URL, _ purpose: String) -> URL {
    folder.deletingLastPathComponent().appending(
      path: "\(folder.lastPathComponent).\(UUID().uuidString).\(purpose)")
  }

  /// Removes what a killed program left.
  ///
  /// - Parameter age: in seconds, after which nobody is at it; 0 where the caller alone may be.
  static func removeAbandoned(beside folder: URL, olderThan age: Double = 3_600) {
    let files = FileManager.default
    let parent = folder.deletingLastPathComponent()
    // Tidying up is a courtesy: where it fails, the work does not.
    for name in (try? files.contentsOfDirectory(atPath: parent.path)) ?? [] {
      let place = parent.appending(path: name).path
      guard isStaging(name, of: folder.lastPathComponent),
        let changed = try? files.attributesOfItem(atPath: place)[.modificationDate] as? Date,
        changed.timeIntervalSinceNow <= -age
      else { continue }
      try? files.removeItem(atPath: place)
    }
  }

  /// NAME.UUID.staging
  private static func isStaging(_ name: String, of folder: String) -> Bool {
    guard name.hasPrefix("\(folder).") else { return false }
    let parts = name.dropFirst(folder.count + 1).split(separator: ".")
    return parts.count == 2 && UUID(uuidString: String(parts[0])) != nil && parts[1] == "staging"
  }
}

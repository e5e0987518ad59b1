import Foundation

/// The right to write to a store, which one process has at a time; the system takes it back when the
/// process ends, however it ends.
struct StoreLock: ~Copyable {
  static let fileName = "lock"

  private let descriptor: Int32

  /// - Throws: `StoreError.busy` at once where another has it.
  init(_ folder: StoreFolder) throws(StoreError) {
    let file = folder.url.appending(path: Self.fileName).path
    descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(file: file, reason: unsafe String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let reason = unsafe String(cString: strerror(errno))
      close(descriptor)
      throw isTaken ? .busy(folder: folder.path) : .unwritable(file: file, reason: reason)
    }
  }

  deinit {
    close(descriptor)
  }
}

/// Puts files and names on the disk, so that they are there after the machine lost its power.
enum DurableFile {
  /// The names in a folder.
  static func syncNames(in folder: StoreFolder) throws(StoreError) {
    let descriptor = unsafe open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unwritable(file: folder.path, reason: unsafe String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .unwritable(file: folder.path, reason: unsafe String(cString: strerror(errno)))
    }
  }
}

import Foundation

/// The right to write to a store, which one process has at a time; the system takes it back when the
/// process ends, however it ends.
struct StoreLock: ~Copyable {
  static let fileName = "lock"

  private let descriptor: Int32

  private static let pause: UInt32 = 50_000

  /// - Parameter waits: whether it waits for another that has it, until its task is cancelled.
  /// - Throws: `StoreError.busy` where another has it.
  init(_ folder: StoreFolder, waiting waits: Bool = false) throws(StoreError) {
    let file = folder.url.appending(path: Self.fileName).path
    descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(file: file, reason: unsafe String(cString: strerror(errno)))
    }
    var status = flock(descriptor, LOCK_EX | LOCK_NB)
    while waits, status != 0, errno == EWOULDBLOCK, !Task.isCancelled {
      usleep(Self.pause)
      status = flock(descriptor, LOCK_EX | LOCK_NB)
    }
    guard status == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let reason = unsafe String(cString: strerror(errno))
      close(descriptor)
      throw isTaken ? .busy(folder: folder.path) : .unwritable(file: file, reason: reason)
    }
  }

  /// True as long as it lives; who asks keeps it.
  var isHeld: Bool { descriptor >= 0 }

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

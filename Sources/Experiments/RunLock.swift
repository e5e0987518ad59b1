public import Foundation

/// The right to write a run's folder, which one process has at a time; the system takes it back when the
/// process ends, however it ends.
public final class RunLock: Sendable {
  private let folder: URL
  private let descriptor: Int32

  /// Makes the folder where there is none.
  ///
  /// - Throws: `SettingsError` where another run has it, or where it cannot be made.
  public init(_ folder: URL) throws(SettingsError) {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .wrongValue(
        place: folder.path, found: "a place where no folder can be made",
        expected: "one that can be written; choose another with -o")
    }
    descriptor = unsafe open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Where a file system knows no locks, runs are trusted to be alone.
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else {
      WholeFolder.removeAbandoned(beside: folder, olderThan: 0)
      return
    }
    close(descriptor)
    throw .wrongValue(
      place: folder.path, found: "a folder that another run is to write",
      expected: "one of its own; wait for the other, or choose another with -o")
  }

  /// Gives the folder back; one that nothing was written to goes again.
  public func release() {
    if descriptor >= 0 { flock(descriptor, LOCK_UN) }
    unsafe _ = rmdir(folder.path)  // refused by the system unless it is empty
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}

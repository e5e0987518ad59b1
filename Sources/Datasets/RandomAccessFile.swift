import Foundation

/// A file that any task reads at any place, opened once.
@safe final class RandomAccessFile: Sendable {
  let path: String
  let size: UInt64
  private let descriptor: Int32

  /// - Throws: `DatasetError.unreadable` for what is missing, no regular file or not permitted.
  init(_ url: URL) throws(DatasetError) {
    path = url.path
    size = try requireRegularFile(url)
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
  }

  deinit {
    // Nothing was written, so closing has nothing left to say.
    _ = close(descriptor)
  }

  /// Exactly `count` bytes.
  ///
  /// - Throws: `DatasetError.malformed` where the file ends before; nothing is allocated then.
  func read(at offset: UInt64, count: Int) throws(DatasetError) -> [UInt8] {
    guard offset <= size, UInt64(count) <= size - offset else { throw truncated(offset, count) }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: done), count - done,
          off_t(offset) + off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
      guard got > 0 else { throw truncated(offset, count) }
      done += got
    }
    return bytes
  }

  private func truncated(_ offset: UInt64, _ count: Int) -> DatasetError {
    .malformed(
      path: path, line: nil,
      finding: "ends before byte \(offset.addingReportingOverflow(UInt64(count)).partialValue)",
      remedy: "it is truncated; fetch it again")
  }
}

/// What the last failed system call had to say.
func systemReason() -> String {
  unsafe String(cString: strerror(errno)).lowercased()
}

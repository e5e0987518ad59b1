import Foundation

/// Bytes that a gzipped archive may unpack to, and how many times its own size when that is much:
/// beyond these lies a decompression bomb.
private let largestUnpackedArchive: UInt64 = 16 << 30
private let largestRatio: UInt64 = 100
private let harmlessSize: UInt64 = 1 << 30

/// A gzipped file, unpacked to a temporary file without a name.
@safe final class UnpackedFile: Sendable {
  /// Opens the file for as long as this value lives.
  let path: String
  let size: UInt64
  private let descriptor: Int32

  init(_ url: URL) throws(DatasetError) {
    let packed = try requireRegularFile(url)
    let limit = min(largestUnpackedArchive, max(harmlessSize, packed * largestRatio))
    let place = FileManager.default.temporaryDirectory.appending(
      path: "semblance-\(UUID().uuidString)"
    ).path
    descriptor = unsafe open(place, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unreadable(path: place, reason: systemReason())
    }
    _ = unsafe unlink(place)
    path = "/proc/self/fd/\(descriptor)"
    let descriptor = descriptor
    var written: UInt64 = 0
    try forEachUnpackedChunk(of: url) { chunk throws(DatasetError) in
      written += UInt64(chunk.count)
      guard written <= limit else {
        throw .malformed(
          path: url.path, line: nil, finding: "unpacks to more than \(limit >> 30) GiB",
          remedy: "unpack it with gunzip if it can be trusted")
      }
      try Self.write(chunk, to: descriptor)
    }
    size = written
  }

  deinit {
    // The file has no name: closing it is its end.
    _ = close(descriptor)
  }

  private static func write(
    _ chunk: ArraySlice<UInt8>, to descriptor: Int32
  ) throws(DatasetError) {
    var rest = chunk
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Foundation.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw .unreadable(
          path: FileManager.default.temporaryDirectory.path,
          reason: "the archive could not be unpacked there (\(systemReason())); set TMPDIR")
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// By its first bytes.
func isGzipped(_ url: URL) throws(DatasetError) -> Bool {
  let file = try RandomAccessFile(url)
  guard file.size >= 2 else { return false }
  return try file.read(at: 0, count: 2) == [0x1F, 0x8B]
}

import CArchive
import Foundation

/// Bytes that a gzipped file may unpack to: beyond it lies a decompression bomb.
private let largestUnpacked = 4 << 30

/// The content of a file, unpacked when it is gzipped.
///
/// - Throws: `DatasetError` for a file that is missing, truncated or damaged.
func decompressedBytes(_ url: URL) throws(DatasetError) -> [UInt8] {
  let bytes = try fileBytes(url)
  guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
  let reader = try GzipReader(bytes)
  return try reader.content(of: url.path)
}

/// A libarchive handle over bytes in memory, born and freed here.
@safe private struct GzipReader: ~Copyable {
  private let archive: OpaquePointer
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) throws(DatasetError) {
    guard let archive = unsafe archive_read_new() else {
      throw .unreadable(path: "gzip", reason: "libarchive could not be started")
    }
    unsafe self.archive = archive
    self.bytes = bytes
  }

  deinit {
    _ = unsafe archive_read_free(archive)
  }

  func content(of path: String) throws(DatasetError) -> [UInt8] {
    var content: [UInt8] = []
    let status = unsafe bytes.withUnsafeBytes { raw in unsafe unpack(raw, into: &content) }
    guard status == ARCHIVE_OK else {
      let reason = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
      throw Self.damaged(path, reason ?? "truncated or too large")
    }
    // libarchive does not look at the checksum, so that a flipped bit would pass.
    guard GzipTrailer(bytes).matches(content) else { throw Self.damaged(path, "wrong checksum") }
    return content
  }

  private static func damaged(_ path: String, _ reason: String) -> DatasetError {
    .malformed(
      path: path, line: nil, finding: "the gzip data are damaged (\(reason))",
      remedy: "fetch it again")
  }

  private func unpack(_ raw: UnsafeRawBufferPointer, into content: inout [UInt8]) -> Int32 {
    unsafe archive_read_support_filter_gzip(archive)
    unsafe archive_read_support_format_raw(archive)
    var entry: OpaquePointer?
    guard unsafe archive_read_open_memory(archive, raw.baseAddress, raw.count) == ARCHIVE_OK,
      unsafe archive_read_next_header(archive, &entry) == ARCHIVE_OK
    else { return ARCHIVE_FATAL }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while content.count <= largestUnpacked {
      let count = unsafe archive_read_data(archive, &chunk, chunk.count)
      if count == 0 { return ARCHIVE_OK }
      guard count > 0 else { return ARCHIVE_FATAL }
      content += chunk[..<count]
    }
    return ARCHIVE_FATAL
  }
}

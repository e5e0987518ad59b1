import CArchive
import Foundation

/// Bytes that a gzipped file may unpack to: beyond it lies a decompression bomb.
private let largestUnpacked = 4 << 30

/// The content of a file, unpacked when it is gzipped; all members of it, checksums compared.
///
/// - Throws: `DatasetError` for a file that is missing, truncated, damaged or too large.
func decompressedBytes(_ url: URL) throws(DatasetError) -> [UInt8] {
  var content: [UInt8] = []
  try forEachUnpackedChunk(of: url) { chunk throws(DatasetError) in
    content += chunk
    guard content.count <= largestUnpacked else {
      throw .malformed(
        path: url.path, line: nil, finding: "unpacks to more than \(largestUnpacked >> 30) GiB",
        remedy: "split it")
    }
  }
  return content
}

/// Hands over the same content piece by piece.
func forEachUnpackedChunk(
  of url: URL, _ body: (ArraySlice<UInt8>) throws(DatasetError) -> Void
) throws(DatasetError) {
  try requireRegularFile(url)
  let reader = try GzipReader(path: url.path)
  try reader.forEachChunk(body)
}

/// A zlib handle of a file, plain or gzipped, born and freed here.
@safe private struct GzipReader: ~Copyable {
  private let file: gzFile
  private let path: String

  init(path: String) throws(DatasetError) {
    guard let file = unsafe gzopen(path, "rb") else {
      throw .unreadable(path: path, reason: "permission denied")
    }
    unsafe self.file = file
    self.path = path
    _ = unsafe gzbuffer(file, 1 << 17)
  }

  deinit {
    // Nothing was written, so closing has nothing left to say.
    _ = unsafe gzclose_r(file)
  }

  func forEachChunk(
    _ body: (ArraySlice<UInt8>) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe gzread(file, &chunk, UInt32(chunk.count))
      // A file that ends within its last member is an error that comes with its last bytes.
      var status: Int32 = Z_OK
      let text = unsafe gzerror(file, &status).map { unsafe String(cString: $0) } ?? ""
      guard count >= 0, status == Z_OK || status == Z_STREAM_END else { throw damaged(text) }
      if count == 0 { return }
      try body(chunk[..<Int(count)])
    }
  }

  /// zlib's messages begin with the path.
  private func damaged(_ text: String) -> DatasetError {
    let reason = text.hasPrefix(path + ": ") ? String(text.dropFirst(path.count + 2)) : text
    return .malformed(
      path: path, line: nil, finding: "the gzip data are damaged (\(reason))",
      remedy: "fetch it again")
  }
}

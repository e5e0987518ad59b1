import Foundation

/// A tar file, of which any member is read alone.
///
/// A gzipped one is unpacked once, as one file, to the system's temporary folder: gzip has no places
/// to start from. That file has no name and is gone with the program, however it ends.
final class TarArchive: Sendable {
  let url: URL
  private let unpacked: UnpackedFile?
  /// Of the tar, unpacked: no member is larger.
  private let size: UInt64

  init(_ url: URL) throws(DatasetError) {
    let size = try requireRegularFile(url)
    self.url = url
    unpacked = try isGzipped(url) ? UnpackedFile(url) : nil
    self.size = unpacked?.size ?? size
  }

  func reader(from offset: UInt64 = 0) throws(DatasetError) -> TarReader {
    try TarReader(path: unpacked?.path ?? url.path, from: offset)
  }

  /// The content of the member whose header begins at an offset.
  func content(at offset: UInt64, limit: Int) throws(DatasetError) -> [UInt8] {
    var reader = try reader(from: offset)
    guard let header = try reader.next() else {
      throw .unreadable(path: url.path, reason: "it changed while it was read")
    }
    guard header.size <= limit else {
      throw .unreadable(
        path: "\(url.path): \(header.name ?? "")",
        reason: "declares \(header.size) bytes, above the limit of \(limit)")
    }
    guard header.size <= size else {
      throw .unreadable(
        path: "\(url.path): \(header.name ?? "")",
        reason: "the archive is truncated within it; fetch it again")
    }
    return try reader.read(upTo: Int(header.size))
  }
}

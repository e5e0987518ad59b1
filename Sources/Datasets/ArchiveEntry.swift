public import Foundation

/// Bytes that a file within an archive may unpack to: more than the largest picture has.
private let largestEntry = 1 << 29

/// A file within an archive, read alone and without unpacking anything to disk.
public struct ArchiveEntry: Sendable {
  public let archive: URL
  /// Its path in the archive, without "./".
  public let name: String
  let place: Place

  enum Place: Sendable {
    case zip(ZipArchive, ZipMember)
    case tar(TarArchive, header: UInt64)
  }

  /// - Throws: `DatasetError` when the entry is encrypted, damaged, or larger than 512 MiB.
  func content() throws(DatasetError) -> [UInt8] {
    switch place {
    case .zip(let archive, let member): try archive.content(of: member, limit: largestEntry)
    case .tar(let archive, let header): try archive.content(at: header, limit: largestEntry)
    }
  }
}

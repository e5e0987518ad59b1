import CArchive
import Foundation

/// A zip file, of which any member is read alone.
///
/// Read through its central directory and zlib rather than by libarchive, whose streaming reader
/// refuses what was written to a pipe and whose seeking reader has to walk to every member. Source:
/// PKWARE, APPNOTE.TXT 6.3.
final class ZipArchive: Sendable {
  let url: URL
  /// In the order of the directory.
  let members: [ZipMember]
  private let file: RandomAccessFile

  private static let localHeaderBytes = 30

  init(_ url: URL) throws(DatasetError) {
    self.url = url
    file = try RandomAccessFile(url)
    members = try ZipDirectory(file).members
  }

  /// The member's content, its checksum compared.
  ///
  /// - Throws: `DatasetError.unreadable` with a reason that follows the member's name.
  func content(of member: ZipMember, limit: Int) throws(DatasetError) -> [UInt8] {
    guard member.size <= limit else {
      throw refused(member, "declares \(member.size) bytes, above the limit of \(limit)")
    }
    let content: [UInt8]
    switch member.method {
    case .stored:
      guard member.compressedSize == member.size else { throw refused(member, "sizes disagree") }
      content = try file.read(at: start(of: member), count: member.size)
    case .deflated:
      content = try inflated(member, count: member.size)
    case .other(let number):
      throw refused(member, "compressed by method \(number); make the zip with deflate")
    }
    guard checksum(content) == member.checksum else {
      throw refused(member, "damaged: its checksum does not fit its content")
    }
    return content
  }

  /// The first bytes of the member, at most `count`.
  func beginning(of member: ZipMember, count: Int) throws(DatasetError) -> [UInt8] {
    let count = min(count, member.size)
    switch member.method {
    case .stored: return try file.read(at: start(of: member), count: count)
    case .deflated: return try inflated(member, count: count)
    case .other: return []
    }
  }

  /// Where a member's bytes lie as they are; nil when it is compressed.
  func range(of member: ZipMember) throws(DatasetError) -> (file: RandomAccessFile, start: UInt64)?
  {
    guard member.method == .stored, member.compressedSize == member.size, !member.isEncrypted
    else { return nil }
    return (file, try start(of: member))
  }

  /// The local header repeats the name, and may have another extra field than the directory.
  private func start(of member: ZipMember) throws(DatasetError) -> UInt64 {
    guard !member.isEncrypted else { throw refused(member, "encrypted; unpack it first") }
    let header = try file.read(at: member.header, count: Self.localHeaderBytes)
    guard header.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw refused(member, "damaged: the directory points to no member")
    }
    let lengths = header.integer(at: 26, bytes: 2) + header.integer(at: 28, bytes: 2)
    return member.header + UInt64(Self.localHeaderBytes) + UInt64(lengths)
  }

  private func inflated(_ member: ZipMember, count: Int) throws(DatasetError) -> [UInt8] {
    let start = try start(of: member)
    // Deflate makes at most 1,032 bytes of one.
    guard member.size / 1_032 <= member.compressedSize else {
      throw refused(member, "damaged: it declares more than its bytes can hold")
    }
    let needed =
      count == member.size ? member.compressedSize : min(member.compressedSize, count + 4_096)
    let packed = try file.read(at: start, count: needed)
    guard let content = inflate(packed, count: count) else {
      throw refused(member, "damaged: its deflated bytes do not make the \(member.size) declared")
    }
    return content
  }

  private func refused(_ member: ZipMember, _ reason: String) -> DatasetError {
    .unreadable(path: "\(url.path): \(member.name)", reason: reason)
  }
}

/// One file of a zip as the directory has it.
struct ZipMember: Sendable {
  enum Method: Sendable, Equatable {
    case stored, deflated
    case other(Int)
  }

  /// As a Unix zip says it; of others all are files.
  enum Kind: Sendable {
    case file
    /// Symbolic; its target is its content.
    case link
    /// A device or a pipe.
    case other
  }

  /// With "/" between folders; nil for a name that is not UTF-8.
  let path: String?
  let method: Method
  let isEncrypted: Bool
  let kind: Kind
  let compressedSize: Int
  let size: Int
  let checksum: UInt
  /// Where its local header begins.
  let header: UInt64

  var name: String { path ?? "a name that is not UTF-8" }
}

/// CRC-32.
private func checksum(_ bytes: [UInt8]) -> UInt {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    unsafe UInt(crc32_z(0, buffer.baseAddress, buffer.count))
  }
}

/// The first `count` bytes of a raw deflate stream, or nil where it ends before or is damaged.
private func inflate(_ packed: [UInt8], count: Int) -> [UInt8]? {
  guard count > 0 else { return [] }
  guard packed.count <= Int(UInt32.max), count <= Int(UInt32.max) else { return nil }
  var packed = packed
  var content = [UInt8](repeating: 0, count: count)
  let isComplete = unsafe packed.withUnsafeMutableBufferPointer { source in
    unsafe content.withUnsafeMutableBufferPointer { target in
      var stream = unsafe z_stream()
      // 15 bits of window, negative for a stream without a head.
      guard
        unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { return false }
      defer { unsafe inflateEnd(&stream) }
      unsafe stream.next_in = source.baseAddress
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(target.count)
      let status = unsafe inflate(&stream, Z_SYNC_FLUSH)
      return unsafe (status == Z_OK || status == Z_STREAM_END) && stream.avail_out == 0
    }
  }
  return isComplete ? content : nil
}

extension [UInt8] {
  /// A little-endian number.
  ///
  /// - Precondition: `bytes` bytes from `offset` are there.
  func integer(at offset: Int, bytes: Int) -> Int {
    (0..<bytes).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
  }
}

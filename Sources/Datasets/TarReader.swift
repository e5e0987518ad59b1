import CArchive
import Foundation

/// What a tar file says of one of its members.
struct TarHeader {
  enum Kind: Equatable {
    case file, folder, other
    /// Names another member, as the link has it.
    case link(String)
  }

  /// Nil for a name that is not UTF-8.
  let name: String?
  let kind: Kind
  let size: Int64
  /// Where it begins, extended headers included.
  let offset: UInt64
}

/// A libarchive reader of a tar file from some header on, born and freed here.
@safe struct TarReader: ~Copyable {
  private let archive: OpaquePointer
  private let descriptor: Int32
  private let path: String
  /// Where reading began.
  private let origin: UInt64

  private static let blockSize = 1 << 16

  init(path: String, from origin: UInt64 = 0) throws(DatasetError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    let reader = unsafe Self.reader(of: descriptor, from: origin)
    guard let reader = unsafe reader else {
      _ = close(descriptor)
      throw .malformed(
        path: path, line: nil, finding: "not a tar file", remedy: "check the path")
    }
    unsafe archive = unsafe reader
    self.path = path
    self.origin = origin
  }

  private static func reader(of descriptor: Int32, from origin: UInt64) -> OpaquePointer? {
    guard lseek(descriptor, off_t(origin), SEEK_SET) >= 0,
      let archive = unsafe archive_read_new()
    else { return nil }
    if unsafe archive_read_support_format_tar(archive) == ARCHIVE_OK,
      unsafe archive_read_open_fd(archive, descriptor, blockSize) == ARCHIVE_OK
    {
      return unsafe archive
    }
    unsafe archive_read_free(archive)
    return nil
  }

  deinit {
    // Nothing was written, so freeing has nothing left to say.
    _ = unsafe archive_read_free(archive)
    _ = close(descriptor)
  }

  /// The next member, or nil at the end.
  ///
  /// - Throws: `DatasetError.malformed` where the file is damaged or ends too early.
  mutating func next() throws(DatasetError) -> TarHeader? {
    var entry: OpaquePointer?
    let status = unsafe archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    // A warning is that a name cannot be written in the system's language.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
      throw damaged()
    }
    let size = unsafe archive_entry_size(entry)
    // An extended header may say any number.
    guard size >= 0 else {
      throw .malformed(
        path: path, line: nil, finding: "a member of \(size) bytes", remedy: "fetch it again")
    }
    return unsafe TarHeader(
      name: Self.text(archive_entry_pathname_utf8(entry), archive_entry_pathname(entry)),
      kind: Self.kind(of: entry), size: size,
      offset: origin + UInt64(max(0, archive_read_header_position(archive))))
  }

  /// At most `count` bytes of the member at hand.
  mutating func read(upTo count: Int) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe archive_read_data(archive, buffer.baseAddress?.advanced(by: done), count - done)
      }
      guard got >= 0 else { throw damaged() }
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }

  private static func kind(of entry: OpaquePointer) -> TarHeader.Kind {
    let link =
      unsafe text(archive_entry_hardlink_utf8(entry), archive_entry_hardlink(entry))
    if let link { return .link(link) }
    switch unsafe Int(archive_entry_filetype(entry)) {
    case 0o100000: return .file
    case 0o040000: return .folder
    case 0o120000:
      return unsafe .link(
        text(archive_entry_symlink_utf8(entry), archive_entry_symlink(entry)) ?? "")
    default: return .other
    }
  }

  /// A name as libarchive knows it in UTF-8, or its plain bytes where these are UTF-8.
  private static func text(
    _ known: UnsafePointer<CChar>?, _ plain: UnsafePointer<CChar>?
  ) -> String? {
    if let known = unsafe known { return unsafe String(validatingCString: known) }
    guard let plain = unsafe plain else { return nil }
    return unsafe String(validatingCString: plain)
  }

  private func damaged() -> DatasetError {
    let text = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return .malformed(
      path: path, line: nil, finding: "damaged tar (\(text ?? "no reason given"))",
      remedy: "fetch it again")
  }
}

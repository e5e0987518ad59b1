import Foundation

/// The central directory of a zip file, also in the 64-bit form.
struct ZipDirectory {
  let members: [ZipMember]

  /// A directory beyond this is no data set.
  private static let largest = 1 << 30
  private static let endBytes = 22
  private static let entryBytes = 46
  private static let longestComment = 65_535
  /// Bytes that are read of a 64-bit number: with the eighth it could be negative as an `Int`. That one
  /// is 0 for every file below 2⁵⁶ bytes; of a damaged number the rest is compared with the file's size.
  fileprivate static let wideBytes = 7

  /// - Throws: `DatasetError.malformed` for a file without a directory, or with a damaged one.
  init(_ file: RandomAccessFile) throws(DatasetError) {
    guard file.size > 0 else { throw emptyFile(file.path) }
    let end = try Self.end(of: file)
    guard end.size <= Self.largest, UInt64(end.size) <= end.position else {
      throw Self.damaged(file, "declares a directory of \(end.size) bytes")
    }
    let bytes = try file.read(at: end.position - UInt64(end.size), count: end.size)
    // A program may stand before the archive, so that all offsets are too small by its length.
    let shift = end.position - UInt64(end.size)
    guard shift >= end.offset else {
      throw Self.damaged(file, "its directory is not where it says")
    }
    members = try Self.members(bytes, shift: shift - end.offset, file)
  }

  /// Where the directory ends, its size and where it says that it begins.
  private struct End {
    var position: UInt64
    var size: Int
    var offset: UInt64
  }

  private static func end(of file: RandomAccessFile) throws(DatasetError) -> End {
    let count = Int(min(file.size, UInt64(endBytes + longestComment)))
    let tail = try file.read(at: file.size - UInt64(count), count: count)
    let position = stride(from: count - endBytes, through: 0, by: -1).first { index in
      tail[index...].starts(with: [0x50, 0x4B, 5, 6])
        && tail.integer(at: index + 20, bytes: 2) == count - index - endBytes
    }
    guard let position else {
      throw .malformed(
        path: file.path, line: nil, finding: "not a zip file, or a truncated one",
        remedy: "fetch it again")
    }
    let end = End(
      position: file.size - UInt64(count - position),
      size: tail.integer(at: position + 12, bytes: 4),
      offset: UInt64(tail.integer(at: position + 16, bytes: 4)))
    return try wide(file, end) ?? end
  }

  /// The 64-bit end record, to which a locator before the other one points.
  private static func wide(_ file: RandomAccessFile, _ end: End) throws(DatasetError) -> End? {
    guard end.position >= 20 else { return nil }
    let locator = try file.read(at: end.position - 20, count: 20)
    guard locator.starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
    // Directly before the locator, unless it says of itself that it is longer.
    let told = UInt64(locator.integer(at: 8, bytes: ZipDirectory.wideBytes))
    guard told <= end.position else { throw damaged(file, "its 64-bit end is beyond its end") }
    let record = try file.read(at: told, count: 56)
    guard record.starts(with: [0x50, 0x4B, 6, 6]) else {
      throw damaged(file, "its 64-bit end is not where it says")
    }
    return End(
      position: told, size: record.integer(at: 40, bytes: ZipDirectory.wideBytes),
      offset: UInt64(record.integer(at: 48, bytes: ZipDirectory.wideBytes)))
  }

  private static func members(
    _ bytes: [UInt8], shift: UInt64, _ file: RandomAccessFile
  ) throws(DatasetError) -> [ZipMember] {
    var members: [ZipMember] = []
    var position = 0
    while position + entryBytes <= bytes.count {
      guard bytes[position...].starts(with: [0x50, 0x4B, 1, 2]) else {
        throw damaged(file, "its directory is damaged at entry \(members.count + 1)")
      }
      let lengths = [28, 30, 32].map { bytes.integer(at: position + $0, bytes: 2) }
      let next = position + entryBytes + lengths.reduce(0, +)
      guard next <= bytes.count else {
        throw damaged(file, "its directory ends within entry \(members.count + 1)")
      }
      let entry = ZipDirectoryEntry(bytes: Array(bytes[position..<next]), lengths: lengths)
      if let member = try entry.member(shift: shift, file) { members.append(member) }
      position = next
    }
    guard position == bytes.count else {
      throw damaged(file, "its directory is damaged at its end")
    }
    return members
  }

  static func damaged(_ file: RandomAccessFile, _ finding: String) -> DatasetError {
    .malformed(path: file.path, line: nil, finding: finding, remedy: "fetch it again")
  }
}

/// One entry of the directory: 46 bytes, then name, extra field and comment.
private struct ZipDirectoryEntry {
  let bytes: [UInt8]
  /// Of name, extra field and comment.
  let lengths: [Int]

  private static let overflow = 0xFFFF_FFFF

  /// Nil for a folder.
  func member(shift: UInt64, _ file: RandomAccessFile) throws(DatasetError) -> ZipMember? {
    let name = bytes[46..<(46 + lengths[0])]
    // Some programs for Windows write backslashes.
    let path = String(validating: name, as: UTF8.self)?.replacing("\\", with: "/")
    guard path?.hasSuffix("/") != true else { return nil }
    var wide = wideNumbers
    var numbers: [Int] = []
    for offset in [24, 20, 42] {
      let number = bytes.integer(at: offset, bytes: 4)
      numbers.append(number == Self.overflow && !wide.isEmpty ? wide.removeFirst() : number)
    }
    let (header, isTooLarge) = UInt64(numbers[2]).addingReportingOverflow(shift)
    guard !isTooLarge, header < file.size, numbers[1] <= Int(clamping: file.size) else {
      throw ZipDirectory.damaged(file, "\(path ?? "an entry") lies beyond its end")
    }
    return ZipMember(
      path: path, method: method, isEncrypted: bytes.integer(at: 8, bytes: 2) & 1 == 1,
      kind: kind, compressedSize: numbers[1], size: numbers[0],
      checksum: UInt(bytes.integer(at: 16, bytes: 4)), header: header)
  }

  private var method: ZipMember.Method {
    switch bytes.integer(at: 10, bytes: 2) {
    case 0: .stored
    case 8: .deflated
    case let number: .other(number)
    }
  }

  /// Of what is made on Unix (3) the mode stands in the high half of the attributes; some programs
  /// leave it 0.
  private var kind: ZipMember.Kind {
    guard bytes[5] == 3 else { return .file }
    switch bytes.integer(at: 40, bytes: 2) & 0o170000 {
    case 0o100000, 0: return .file
    case 0o120000: return .link
    default: return .other
    }
  }

  /// Those of size, compressed size and offset that are too large for 32 bits, in this order.
  private var wideNumbers: [Int] {
    let extra = Array(bytes[(46 + lengths[0])..<(46 + lengths[0] + lengths[1])])
    var position = 0
    while position + 4 <= extra.count {
      let length = extra.integer(at: position + 2, bytes: 2)
      let end = position + 4 + length
      guard end <= extra.count else { return [] }
      if extra.integer(at: position, bytes: 2) == 1 {
        return stride(from: position + 4, through: end - 8, by: 8)
          .map { extra.integer(at: $0, bytes: ZipDirectory.wideBytes) }
      }
      position = end
    }
    return []
  }
}

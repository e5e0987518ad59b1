import Foundation
import Images

/// One array of an `.npz` file.
struct ArchivedArray {
  private let header: NumPyHeader
  private let archive: ZipArchive
  private let member: ZipMember

  /// Bytes of an array that has to be unpacked into memory.
  private static let largestUnpacked = 4 << 30
  private static let longestHeader = 1 << 16

  init(_ member: ZipMember, of archive: ZipArchive) throws(DatasetError) {
    self.member = member
    self.archive = archive
    do {
      header = try NumPyHeader(Data(archive.beginning(of: member, count: Self.longestHeader)))
    } catch let error as NumPyHeaderError {
      throw Self.refused(member, of: archive, error.finding, error.remedy)
    } catch let error as DatasetError {
      throw error
    } catch {
      throw .unreadable(path: archive.url.path, reason: "\(error)")
    }
  }

  /// - Throws: `DatasetError` for another shape or type than those of pictures.
  func pictures() throws(DatasetError) -> PixelArray {
    let shape = header.shape
    let channels = shape.count == 4 ? shape[3] : 1
    guard shape.count == 3 || shape.count == 4, channels == 1 || channels == 3,
      shape.allSatisfy({ $0 > 0 }), header.scalar == "|u1", !header.isFortranOrder
    else {
      throw refused(
        "has shape \(shape) and type \(header.scalar)",
        "save unsigned bytes of shape (n, height, width) or (n, height, width, 3) in C order")
    }
    try DecodingLimits.standard.checked(shape[2], shape[1], refused)
    try requireSize(bytesEach: 1)
    guard shape[0] / PixelArray.largestCountOfByte <= member.compressedSize else {
      throw refused(
        "declares \(shape[0]) pictures in \(member.compressedSize) bytes",
        "save pictures of more than a few pixels")
    }
    let storage: PixelArray.Storage
    if let range = try archive.range(of: member) {
      storage = .file(range.file, start: range.start + UInt64(header.length))
    } else {
      storage = .memory(
        try archive.content(of: member, limit: Self.largestUnpacked), start: header.length)
    }
    return PixelArray(
      count: shape[0], width: shape[2], height: shape[1], channels: channels, storage)
  }

  /// The numbers of each row: one, or as many as the second dimension has.
  func labels(of count: Int) throws(DatasetError) -> [[Int]] {
    let shape = header.shape
    guard shape.count == 1 || shape.count == 2, shape[0] == count, shape.last != 0,
      !header.isFortranOrder || shape.count == 1 || shape[1] == 1,
      let type = IntegerType(header.scalar)
    else {
      throw refused(
        "has shape \(shape) and type \(header.scalar) for \(count) pictures",
        "save integers of shape (n,) or (n, 1) in C order")
    }
    try requireSize(bytesEach: type.bytes)
    let content = try archive.content(of: member, limit: Self.largestUnpacked)
    let width = shape.count == 2 ? shape[1] : 1
    return (0..<count).map { row in
      (0..<width).map { column in
        type.value(in: content, at: header.length + (row * width + column) * type.bytes)
      }
    }
  }

  private func requireSize(bytesEach: Int) throws(DatasetError) {
    let held = member.size - header.length
    guard held == header.count * bytesEach else {
      throw refused(
        "declares \(header.count * bytesEach) bytes and holds \(held)", "save the file again")
    }
  }

  private func refused(_ finding: String, _ remedy: String) -> DatasetError {
    Self.refused(member, of: archive, finding, remedy)
  }

  private static func refused(
    _ member: ZipMember, of archive: ZipArchive, _ finding: String, _ remedy: String
  ) -> DatasetError {
    .malformed(
      path: archive.url.path, line: nil, finding: "array \(member.name) \(finding)", remedy: remedy)
  }
}

/// A little-endian integer type of NumPy.
private struct IntegerType {
  let bytes: Int
  let isSigned: Bool

  init?(_ scalar: String) {
    let known: [String: (Int, Bool)] = [
      "|b1": (1, false), "|u1": (1, false), "|i1": (1, true), "<u2": (2, false), "<i2": (2, true),
      "<u4": (4, false), "<i4": (4, true), "<u8": (8, false), "<i8": (8, true),
    ]
    guard let (bytes, isSigned) = known[scalar] else { return nil }
    self.bytes = bytes
    self.isSigned = isSigned
  }

  func value(in content: [UInt8], at offset: Int) -> Int {
    let pattern = (0..<bytes).reduce(UInt64(0)) { $0 | UInt64(content[offset + $1]) << (8 * $1) }
    let unused = 64 - 8 * bytes
    return isSigned
      ? Int(Int64(bitPattern: pattern << unused) >> unused) : Int(truncatingIfNeeded: pattern)
  }
}

extension DecodingLimits {
  fileprivate func checked(
    _ width: Int, _ height: Int, _ refused: (String, String) -> DatasetError
  ) throws(DatasetError) {
    guard width <= side, height <= side, width * height <= pixels else {
      throw refused("has pictures of \(width) × \(height) pixels", "cut them into tiles")
    }
  }
}

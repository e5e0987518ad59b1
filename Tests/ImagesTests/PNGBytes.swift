/// PNG files of chosen chunks, each with its checksum.
enum PNGBytes {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func header(width: UInt32, height: UInt32) -> [UInt8] {
    chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0])
  }

  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    return big(UInt32(body.count)) + content + big(checksum(content))
  }

  /// The file with each chunk's checksum computed anew, as far as its chunks can be followed.
  static func withRightChecksums(_ file: [UInt8]) -> [UInt8] {
    var bytes = file
    var start = signature.count
    while bytes.starts(with: signature), start + 12 <= bytes.count {
      let length = bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { break }
      bytes.replaceSubrange(end..<(end + 4), with: big(checksum(Array(bytes[(start + 4)..<end]))))
      start = end + 4
    }
    return bytes
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 of the PNG standard, annex D.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return value ^ 0xFFFF_FFFF
  }
}

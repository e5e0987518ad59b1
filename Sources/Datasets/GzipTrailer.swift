/// The last eight bytes of a gzip file of one member: CRC-32 and length of its content (RFC 1952).
struct GzipTrailer {
  private let checksum: UInt32
  private let length: UInt32

  /// - Precondition: at least 8 bytes.
  init(_ file: [UInt8]) {
    func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    let end = file.suffix(8)
    checksum = number(end.prefix(4))
    length = number(end.suffix(4))
  }

  func matches(_ content: [UInt8]) -> Bool {
    UInt32(truncatingIfNeeded: content.count) == length && Self.crc32(content) == checksum
  }

  /// The polynomial of IEEE 802.3, reflected.
  private static func crc32(_ content: [UInt8]) -> UInt32 {
    let table: [UInt32] = (0..<256).map(Self.remainder)
    var value: UInt32 = 0xFFFF_FFFF
    for byte in content {
      let index = Int(UInt8(truncatingIfNeeded: value) ^ byte)
      value = (value >> 8) ^ table[index]
    }
    return ~value
  }

  private static func remainder(of byte: Int) -> UInt32 {
    var value = UInt32(byte)
    for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    return value
  }
}

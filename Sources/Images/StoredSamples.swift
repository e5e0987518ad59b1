/// Whole numbers of 1 to 32 bits in little-endian bytes, read where they lie.
struct StoredSamples {
  let count: Int
  private let bytes: [UInt8]
  /// 0 when samples are single bits.
  private let bytesEach: Int
  private let shift: Int
  private let bits: Int
  private let isSigned: Bool

  /// - Precondition: `bytes` hold `count` samples of `allocated` bits.
  init(
    _ bytes: [UInt8], count: Int, allocated: Int, stored: Int, highBit: Int, isSigned: Bool
  ) {
    precondition(bytes.count >= (count * allocated + 7) / 8)
    self.bytes = bytes
    self.count = count
    self.isSigned = isSigned
    bytesEach = allocated / 8
    shift = highBit + 1 - stored
    bits = stored
  }

  subscript(index: Int) -> Int {
    switch bytesEach {
    case 0: number(of: UInt32(bytes[index >> 3]) >> UInt32(index & 7) & 1)
    case 1: number(of: UInt32(bytes[index]))
    case 2: number(of: UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8)
    default:
      number(
        of: UInt32(bytes[4 * index]) | UInt32(bytes[4 * index + 1]) << 8
          | UInt32(bytes[4 * index + 2]) << 16 | UInt32(bytes[4 * index + 3]) << 24)
    }
  }

  /// The bits that are stored of a raw value, with their sign.
  func number(of raw: UInt32) -> Int {
    let value = Int(raw >> UInt32(shift)) & (1 << bits - 1)
    return isSigned && value >> (bits - 1) != 0 ? value - 1 << bits : value
  }

  /// Smallest and largest.
  var range: ClosedRange<Int> {
    var (low, high) = (self[0], self[0])
    for index in 1..<max(1, count) {
      let value = self[index]
      low = min(low, value)
      high = max(high, value)
    }
    return low...high
  }

  /// What each sample becomes. Computed once for each value where there are fewer of these.
  func mapped(_ level: (Int) -> UInt8) -> [UInt8] {
    let range = range
    guard range.count <= max(count, 4096) else { return (0..<count).map { level(self[$0]) } }
    let levels = range.map(level)
    return (0..<count).map { levels[self[$0] - range.lowerBound] }
  }
}

/// What a BMP says before its pixels (Microsoft's BITMAPINFOHEADER, versions 1 to 5, and OS/2's).
struct BMPHeader {
  enum Pixels {
    case indexed(ColorPalette)
    /// Blue, green, red, and at 32 bits a byte of nothing.
    case bytes
    /// Red, green, blue and, where there is a fourth, alpha.
    case masked([BitMask])
  }

  let width: Int
  let height: Int
  let bits: Int
  /// Where the pixels begin.
  let offset: Int
  let isTopDown: Bool
  let pixels: Pixels

  init(_ bytes: [UInt8]) throws(ImageError) {
    let file = LittleEndianBytes(bytes)
    let length = try file.long(at: 14)
    let isCore = length == 12
    guard isCore || (length >= 40 && length <= 124) else {
      throw .damaged(format: "BMP", reason: "a header of \(length) bytes")
    }
    let size =
      try isCore
      ? (file.short(at: 18), file.short(at: 20))
      : (file.signedLong(at: 18), file.signedLong(at: 22))
    bits = try file.short(at: isCore ? 24 : 28)
    guard size.0 > 0, size.1 != 0 else {
      throw .damaged(format: "BMP", reason: "\(size.0) × \(size.1) pixels")
    }
    (width, height, isTopDown) = (size.0, abs(size.1), size.1 < 0)
    offset = try file.long(at: 10)
    let compression = try isCore ? 0 : file.long(at: 30)
    switch (compression, bits) {
    case (0, 1), (0, 4), (0, 8):
      pixels = .indexed(try Self.palette(file, bits: bits, headerLength: length))
    case (0, 24), (0, 32): pixels = .bytes
    case (0, 16): pixels = .masked([0x7C00, 0x3E0, 0x1F].map(BitMask.init))
    case (3, 16), (3, 32): pixels = .masked(try Self.masks(file, headerLength: length))
    case (1, _), (2, _): throw .unsupported(format: "BMP", finding: "run-length compression")
    default:
      throw .unsupported(format: "BMP", finding: "\(bits) bits and compression \(compression)")
    }
  }

  private static func palette(
    _ file: LittleEndianBytes, bits: Int, headerLength: Int
  ) throws(ImageError) -> ColorPalette {
    let isCore = headerLength == 12
    let declared = try isCore ? 0 : file.long(at: 46)
    let count = declared == 0 ? 1 << bits : min(declared, 1 << bits)
    var colors: [[UInt8]] = []
    for index in 0..<count {
      let place = 14 + headerLength + index * (isCore ? 3 : 4)
      let color = try [file.byte(at: place + 2), file.byte(at: place + 1), file.byte(at: place)]
      colors.append(color)
    }
    return ColorPalette(colors)
  }

  /// The masks stand behind a header of 40 bytes and are part of the longer ones; alpha only there.
  private static func masks(
    _ file: LittleEndianBytes, headerLength: Int
  ) throws(ImageError) -> [BitMask] {
    var masks: [BitMask] = []
    for index in 0..<(headerLength >= 56 ? 4 : 3) {
      let mask = BitMask(UInt32(try file.long(at: 54 + 4 * index)))
      if index < 3 || !mask.isEmpty { masks.append(mask) }
    }
    return masks
  }
}

/// The bits of a pixel that are one of its samples.
struct BitMask {
  private let bits: UInt32
  private let shift: Int

  var isEmpty: Bool { bits == 0 }

  init(_ bits: UInt32) {
    self.bits = bits
    shift = bits == 0 ? 0 : bits.trailingZeroBitCount
  }

  /// Scaled to 0…255, rounded down; 0 of an empty mask.
  func level(in word: UInt32) -> UInt8 {
    guard !isEmpty else { return 0 }
    return UInt8(UInt64((word & bits) >> shift) * 255 / UInt64(bits >> shift))
  }
}

/// Numbers of a file, lowest byte first.
private struct LittleEndianBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func byte(at place: Int) throws(ImageError) -> UInt8 {
    guard bytes.indices.contains(place) else {
      throw .damaged(format: "BMP", reason: "the file is truncated")
    }
    return bytes[place]
  }

  func short(at place: Int) throws(ImageError) -> Int {
    Int(try byte(at: place)) | Int(try byte(at: place + 1)) << 8
  }

  func long(at place: Int) throws(ImageError) -> Int {
    try short(at: place) | (try short(at: place + 2)) << 16
  }

  func signedLong(at place: Int) throws(ImageError) -> Int {
    Int(Int32(truncatingIfNeeded: try long(at: place)))
  }
}

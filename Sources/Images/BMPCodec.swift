/// BMP without compression, of 1, 4, 8, 16, 24 and 32 bits.
///
/// Read here, for want of a kept library in Debian: it is a table of pixels behind a header, and a
/// reader in Swift cannot leave its buffer.
enum BMPCodec {
  /// "BM" alone begins many a text; so the length of the header that follows is looked at as well.
  static func isFormat(of bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: [0x42, 0x4D]), bytes.count >= 18 else { return false }
    return (bytes[14] == 12 || (40...124).contains(bytes[14]))
      && bytes[15..<18].allSatisfy { $0 == 0 }
  }

  static func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let header = try BMPHeader(bytes)
    try options.limits.check(header.width, header.height)
    let stride = (header.width * header.bits + 31) / 32 * 4
    guard stride * header.height <= bytes.count - min(header.offset, bytes.count) else {
      throw .damaged(format: "BMP", reason: "the file is truncated")
    }
    let channels = header.channels
    var samples: [UInt8] = []
    samples.reserveCapacity(header.width * header.height * channels)
    for y in 0..<header.height {
      let row = header.isTopDown ? y : header.height - 1 - y
      let start = header.offset + row * stride
      header.append(bytes[start..<(start + stride)], to: &samples)
    }
    return try StoredPicture(
      width: header.width, height: header.height, channels: channels, samples: samples
    ).resolved(options.alpha, format: "BMP")
  }
}

extension BMPHeader {
  /// 1 grey, 3 RGB, 4 RGB and alpha.
  fileprivate var channels: Int {
    switch pixels {
    case .indexed(let palette): palette.isGrey ? 1 : 3
    case .bytes: 3
    case .masked(let masks): masks.count
    }
  }

  /// Appends the samples of one stored row.
  fileprivate func append(_ row: ArraySlice<UInt8>, to samples: inout [UInt8]) {
    let start = row.startIndex
    switch pixels {
    case .indexed(let palette):
      for x in 0..<width {
        let byte = row[start + x * bits / 8]
        let index = byte >> (8 - bits - x * bits % 8) & UInt8(truncatingIfNeeded: 1 << bits - 1)
        if palette.isGrey { samples.append(palette[index][0]) } else { samples += palette[index] }
      }
    case .bytes:
      let step = bits / 8
      for x in 0..<width {
        for channel in 0..<3 { samples.append(row[start + x * step + 2 - channel]) }
      }
    case .masked(let masks):
      let step = bits / 8
      for x in 0..<width {
        let word = row[(start + x * step)..<(start + (x + 1) * step)].reversed()
          .reduce(0) { $0 << 8 | UInt32($1) }
        for mask in masks { samples.append(mask.level(in: word)) }
      }
    }
  }
}

import CPNG

/// PNG through libpng.
enum PNGCodec {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    try checkSize(bytes, options.limits)
    var header = cpng_header()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    guard unsafe cpng_read_header(bytes, bytes.count, &header, &message) else {
      throw .damaged(format: "PNG", reason: text(message))
    }
    let (width, height) = (Int(header.width), Int(header.height))
    try options.limits.check(width, height)
    let channels = unsafe Int(cpng_channels(&header))
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    guard unsafe cpng_decode(bytes, bytes.count, &pixels, pixels.count, &message) else {
      throw .damaged(format: "PNG", reason: text(message))
    }
    var notes: [DecodingNote] = header.bit_depth == 16 ? [.reducedTo8Bits] : []
    if header.has_alpha {
      pixels = overWhite(pixels, channels: channels)
      notes.append(.alphaOverWhite)
    }
    let image = Image(
      width: width, height: height, channels: header.is_colour ? 3 : 1, samples: pixels)
    return DecodedImage(image: image, notes: notes).turned(EXIFOrientation(png: bytes))
  }

  /// Width and height stand at a fixed place, because IHDR is the first chunk of every PNG; one that
  /// begins with another chunk would hide its size from this check.
  private static func checkSize(
    _ bytes: [UInt8], _ limits: DecodingLimits
  ) throws(ImageError) {
    guard bytes.count >= 24 else { throw .damaged(format: "PNG", reason: "the file is truncated") }
    guard bytes[8..<16].elementsEqual([0, 0, 0, 13] + Array("IHDR".utf8)) else {
      throw .damaged(format: "PNG", reason: "it does not begin with its header")
    }
    func number(at place: Int) -> Int {
      bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    try limits.check(number(at: 16), number(at: 20))
  }

  static func encode(_ image: Image) throws(ImageError) -> [UInt8] {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    var size = 0
    var encoded: UnsafeMutablePointer<UInt8>?
    let isDone = unsafe cpng_encode(
      image.samples, UInt32(image.width), UInt32(image.height), Int32(image.channels), &encoded,
      &size, &message)
    guard isDone, let bytes = unsafe encoded else { throw .encoding(reason: text(message)) }
    defer { unsafe cpng_free(bytes) }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  /// Lays pixels whose last channel is alpha over white.
  private static func overWhite(_ pixels: [UInt8], channels: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / channels * (channels - 1))
    for start in stride(from: 0, to: pixels.count, by: channels) {
      let alpha = Int(pixels[start + channels - 1])
      for slot in start..<(start + channels - 1) {
        result.append(overWhite(Int(pixels[slot]), alpha: alpha))
      }
    }
    return result
  }

  /// Pillow's `alpha_composite` on opaque white: 7 bits of fraction, and ⌊(t + ⌊t/256⌋) / 256⌋ for
  /// the division by 255.
  private static func overWhite(_ value: Int, alpha: Int) -> UInt8 {
    let blended = (value * alpha + 255 * (255 - alpha) + 128) << 7
    return UInt8((blended >> 8 + blended) >> 15)
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension Image {
  /// As a PNG file; the same picture gives the same bytes.
  public func encodedPNG() throws(ImageError) -> [UInt8] {
    try PNGCodec.encode(self)
  }
}

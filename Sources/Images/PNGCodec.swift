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
    let channels = unsafe Int(cpng_channels(&header))
    try options.limits.check(
      width, height, bytesEach: header.bit_depth == 16 ? 2 * channels : channels,
      fileSize: bytes.count, format: "PNG")
    var notes: [DecodingNote] = []
    var window: IntensityWindow?
    var samples: [UInt8]
    if header.bit_depth == 16 {
      let values: [UInt16] = try read(bytes, count: width * height * channels)
      let deep = DeepSamples(
        values: values, colors: header.is_colour ? 3 : 1, samplesPerPixel: channels)
      (samples, notes, window) = deep.reduced(options)
    } else {
      samples = try read(bytes, count: width * height * channels)
    }
    if FileChunks.png("iCCP", in: bytes) != nil { notes.append(.colorProfileIgnored) }
    return try StoredPicture(width: width, height: height, channels: channels, samples: samples)
      .resolved(options.alpha, format: "PNG", notes: notes, window: window)
      .turned(EXIFOrientation(exif: FileChunks.png("eXIf", in: bytes)))
  }

  /// The numbers that pixels have in the file's palette; nil for a file without one.
  static func decodeIndices(
    _ bytes: [UInt8], _ limits: DecodingLimits
  ) throws(ImageError) -> Image? {
    try checkSize(bytes, limits)
    var header = cpng_header()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    guard unsafe cpng_read_header(bytes, bytes.count, &header, &message) else {
      throw .damaged(format: "PNG", reason: text(message))
    }
    guard header.has_palette else { return nil }
    let (width, height) = (Int(header.width), Int(header.height))
    try limits.check(width, height, bytesEach: 1, fileSize: bytes.count, format: "PNG")
    var samples = [UInt8](repeating: 0, count: width * height)
    guard
      unsafe cpng_decode_indices(bytes, bytes.count, &samples, samples.count, &message)
    else { throw .damaged(format: "PNG", reason: text(message)) }
    return try StoredPicture(width: width, height: height, channels: 1, samples: samples)
      .resolved(.refuse, format: "PNG")
      .turned(EXIFOrientation(exif: FileChunks.png("eXIf", in: bytes))).image
  }

  /// The levels of a 16-bit grey picture as shares of the highest; nil for another file.
  static func decodeDeepGrey(
    _ bytes: [UInt8], _ limits: DecodingLimits
  ) throws(ImageError) -> SoftMap? {
    guard bytes.starts(with: signature) else { return nil }
    try checkSize(bytes, limits)
    var header = cpng_header()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    guard unsafe cpng_read_header(bytes, bytes.count, &header, &message) else {
      throw .damaged(format: "PNG", reason: text(message))
    }
    guard header.bit_depth == 16, unsafe cpng_channels(&header) == 1 else { return nil }
    let (width, height) = (Int(header.width), Int(header.height))
    try limits.check(width, height, bytesEach: 2, fileSize: bytes.count, format: "PNG")
    let levels: [UInt16] = try read(bytes, count: width * height)
    return SoftMap(width: width, height: height, values: levels.map { Float($0) / 65_535 })
  }

  /// Samples of 8 or 16 bits, as the file has them.
  private static func read<Sample: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ bytes: [UInt8], count: Int
  ) throws(ImageError) -> [Sample] {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    var samples = [Sample](repeating: 0, count: count)
    let isDone = unsafe samples.withUnsafeMutableBytes { buffer in
      unsafe cpng_decode(bytes, bytes.count, buffer.baseAddress, buffer.count, &message)
    }
    guard isDone else { throw .damaged(format: "PNG", reason: text(message)) }
    return samples
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

  /// - Parameter kind: bits are of samples 0 and 1.
  static func encode(
    _ image: Image, as kind: cpng_pixels = CPNG_BYTES
  ) throws(ImageError) -> [UInt8] {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE))
    var size = 0
    var encoded: UnsafeMutablePointer<UInt8>?
    let isDone = unsafe cpng_encode(
      image.samples, UInt32(image.width), UInt32(image.height), Int32(image.channels), kind,
      &encoded, &size, &message)
    guard isDone, let bytes = unsafe encoded else { throw .encoding(reason: text(message)) }
    defer { unsafe cpng_free(bytes) }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: size))
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

  /// As a PNG file of which `decodeMask` gives these values again: a bit a pixel where there are none but
  /// 0 and 255, or 0 and 1, which then are the numbers of black and white; else as any picture.
  public func encodedMaskPNG() throws(ImageError) -> [UInt8] {
    guard channels == 1, let most = samples.max(), most == 1 || most == 255,
      samples.allSatisfy({ $0 == 0 || $0 == most })
    else { return try encodedPNG() }
    let bits = Image(
      width: width, height: height, channels: 1, samples: samples.map { $0 == 0 ? 0 : 1 })
    return try PNGCodec.encode(
      bits, as: most == 1 ? CPNG_BITS_OF_PALETTE : CPNG_BITS_OF_GREY)
  }
}

/// A mask as a PNG file of one bit a pixel, black and white; the same mask gives the same bytes.
///
/// - Parameter mask: width · height pixels, row by row.
public func encodedMaskPNG(
  _ mask: [Bool], width: Int, height: Int
) throws(ImageError) -> [UInt8] {
  precondition(width >= 1 && height >= 1 && mask.count == width * height, "\(mask.count) pixels")
  let bits = Image(width: width, height: height, channels: 1, samples: mask.map { $0 ? 1 : 0 })
  return try PNGCodec.encode(bits, as: CPNG_BITS_OF_GREY)
}

import CWebP

/// WebP through libwebp: lossy, lossless, with alpha, animated.
enum WebPCodec {
  static func isFormat(of bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
  }

  static func frameCount(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> Int {
    let features = try features(of: bytes, options.limits)
    return features.isAnimated ? try animation(bytes, features, options.limits).frameCount : 1
  }

  static func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let features = try features(of: bytes, options.limits)
    let picture =
      try features.isAnimated
      ? animated(bytes, frame: frame, features, options.limits)
      : still(bytes, frame: frame, features)
    var notes: [DecodingNote] = features.isAnimated ? [.oneOfSeveralFrames] : []
    if FileChunks.webP("ICCP", in: bytes) != nil { notes.append(.colorProfileIgnored) }
    return try picture.resolved(options.alpha, format: "WebP", notes: notes)
      .turned(EXIFOrientation(exif: FileChunks.webP("EXIF", in: bytes)))
  }

  /// Whether its pixels are not those that were saved.
  static func isLossy(_ bytes: [UInt8]) -> Bool {
    FileChunks.webP("VP8 ", in: bytes) != nil
  }

  private struct Features {
    let width: Int
    let height: Int
    let hasAlpha: Bool
    let isAnimated: Bool
  }

  private static func features(
    of bytes: [UInt8], _ limits: DecodingLimits
  ) throws(ImageError) -> Features {
    var found = WebPBitstreamFeatures()
    try check(unsafe WebPGetFeatures(bytes, bytes.count, &found))
    // libwebp passes over what is missing after the pixels.
    let declared = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard declared + 8 <= bytes.count else {
      throw .damaged(format: "WebP", reason: "the file is truncated")
    }
    let (width, height) = (Int(found.width), Int(found.height))
    try limits.check(
      width, height, bytesEach: found.has_alpha != 0 ? 4 : 3, fileSize: bytes.count, format: "WebP")
    return Features(
      width: width, height: height, hasAlpha: found.has_alpha != 0,
      isAnimated: found.has_animation != 0)
  }

  private static func still(
    _ bytes: [UInt8], frame: Int, _ features: Features
  ) throws(ImageError) -> StoredPicture {
    guard frame == 0 else { throw .missingFrame(frame, count: 1) }
    let channels = features.hasAlpha ? 4 : 3
    let stride = features.width * channels
    var samples = [UInt8](repeating: 0, count: stride * features.height)
    let size = samples.count
    let decode = unsafe features.hasAlpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto
    guard unsafe decode(bytes, bytes.count, &samples, size, Int32(stride)) != nil else {
      throw .damaged(format: "WebP", reason: "its pixels cannot be read to their end")
    }
    return StoredPicture(
      width: features.width, height: features.height, channels: channels, samples: samples)
  }

  private static func animation(
    _ bytes: [UInt8], _ features: Features, _ limits: DecodingLimits
  ) throws(ImageError) -> WebPAnimation {
    try WebPAnimation(bytes, width: features.width, height: features.height, limits)
  }

  private static func animated(
    _ bytes: [UInt8], frame: Int, _ features: Features, _ limits: DecodingLimits
  ) throws(ImageError) -> StoredPicture {
    StoredPicture(
      width: features.width, height: features.height, channels: 4,
      samples: try animation(bytes, features, limits).canvas(at: frame, limits))
  }

  private static func check(_ status: VP8StatusCode) throws(ImageError) {
    let reason: String
    switch status {
    case VP8_STATUS_OK: return
    case VP8_STATUS_NOT_ENOUGH_DATA: reason = "the file is truncated"
    case VP8_STATUS_OUT_OF_MEMORY: reason = "out of memory"
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      throw .unsupported(format: "WebP", finding: "a feature that libwebp does not know")
    default: reason = "libwebp's status \(status.rawValue)"
    }
    throw .damaged(format: "WebP", reason: reason)
  }
}

import CTurboJPEG

/// JPEG through libjpeg-turbo.
enum JPEGCodec {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  static func decode(_ bytes: [UInt8], _ limits: DecodingLimits) throws(ImageError) -> DecodedImage
  {
    let decoder = try JPEGDecoder()
    let image = try decoder.decode(bytes, limits)
    let orientation = EXIFOrientation(jpeg: bytes)
    guard orientation != .upright else { return DecodedImage(image: image, notes: []) }
    return DecodedImage(image: image.turned(orientation), notes: [.orientationApplied])
  }
}

/// A turbojpeg handle, born and freed here.
@safe private struct JPEGDecoder: ~Copyable {
  private let handle: tjhandle

  init() throws(ImageError) {
    guard let handle = unsafe tjInitDecompress() else {
      throw .damaged(format: "JPEG", reason: "the decoder could not be started")
    }
    unsafe self.handle = handle
  }

  deinit {
    _ = unsafe tjDestroy(handle)
  }

  func decode(_ bytes: [UInt8], _ limits: DecodingLimits) throws(ImageError) -> Image {
    var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let length = UInt(bytes.count)
    guard
      unsafe tjDecompressHeader3(
        handle, bytes, length, &width, &height, &subsampling, &space) == 0
    else { throw problem() }
    guard space != Int32(TJCS_CMYK.rawValue), space != Int32(TJCS_YCCK.rawValue) else {
      throw .unsupported(format: "JPEG", finding: "CMYK colours")
    }
    try limits.check(Int(width), Int(height))
    let channels = space == Int32(TJCS_GRAY.rawValue) ? 1 : 3
    let format = channels == 1 ? TJPF_GRAY.rawValue : TJPF_RGB.rawValue
    var samples = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    // A truncated file "decodes" to a half-grey picture with a warning; the warning counts.
    guard
      unsafe tjDecompress2(
        handle, bytes, length, &samples, width, 0, height, Int32(format),
        TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING) == 0
    else { throw problem() }
    return Image(width: Int(width), height: Int(height), channels: channels, samples: samples)
  }

  private func problem() -> ImageError {
    let text = unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) } ?? "no reason given"
    return .damaged(format: "JPEG", reason: text)
  }
}

import CTurboJPEG

/// JPEG through libjpeg-turbo.
enum JPEGCodec {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  static func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let decoder = try JPEGDecoder()
    return DecodedImage(image: try decoder.decode(bytes, options.limits))
      .turned(EXIFOrientation(jpeg: bytes))
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
    let header = try header(of: bytes)
    try limits.check(header.width, header.height)
    let (width, height, channels) = (header.width, header.height, header.isGrey ? 1 : 3)
    var samples = [UInt8](repeating: 0, count: width * height * channels)
    // A truncated file "decodes" to a half-grey picture with a warning; the warning counts. Hundreds
    // of progressive scans of one picture are an attack on the reader's time.
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
    guard
      unsafe tjDecompress2(
        handle, bytes, UInt(bytes.count), &samples, Int32(width), 0, Int32(height),
        Int32((header.isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), flags) == 0
    else { throw problem() }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  private func header(
    of bytes: [UInt8]
  ) throws(ImageError) -> (width: Int, height: Int, isGrey: Bool) {
    var (width, height, sampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, -1)
    let status = unsafe tjDecompressHeader3(
      handle, bytes, UInt(bytes.count), &width, &height, &sampling, &space)
    // Chroma sampling that has no name is an error here, after all else was found, and none when
    // decoding.
    let isUnnamedSampling = sampling < 0 && space >= 0 && width > 0 && height > 0
    guard status == 0 || isUnnamedSampling else { throw problem() }
    guard space != Int32(TJCS_CMYK.rawValue), space != Int32(TJCS_YCCK.rawValue) else {
      throw .unsupported(format: "JPEG", finding: "CMYK colours")
    }
    return (Int(width), Int(height), space == Int32(TJCS_GRAY.rawValue))
  }

  private func problem() -> ImageError {
    let text = unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) } ?? "no reason given"
    if text.contains("Unsupported JPEG data precision") {
      return .unsupported(format: "JPEG", finding: "samples of other than 8 bits")
    }
    if text.contains("Unsupported JPEG process") {
      return .unsupported(format: "JPEG", finding: "lossless or hierarchical coding")
    }
    return .damaged(format: "JPEG", reason: text)
  }
}

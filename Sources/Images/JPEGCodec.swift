import CTurboJPEG

/// JPEG through libjpeg-turbo.
enum JPEGCodec {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  static func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let decoder = try JPEGDecoder()
    let (image, isConverted) = try decoder.decode(bytes, options)
    var notes: [DecodingNote] = isConverted ? [.convertedFromCMYK] : []
    if FileChunks.jpeg(0xE2, "ICC_PROFILE\0", in: bytes) != nil {
      notes.append(.colorProfileIgnored)
    }
    if options.jpegScale != .full { notes.append(.scaledWhileDecoding) }
    return DecodedImage(image: image, notes: notes)
      .turned(EXIFOrientation(exif: FileChunks.jpeg(0xE1, "Exif\0\0", in: bytes)))
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

  /// The picture, and whether its colours were inks.
  func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> (Image, isConverted: Bool) {
    let header = try header(of: bytes)
    try options.limits.check(header.width, header.height)
    let divisor = options.jpegScale.divisor
    let width = (header.width + divisor - 1) / divisor
    let height = (header.height + divisor - 1) / divisor
    var samples = [UInt8](repeating: 0, count: width * height * header.colors.channels)
    // A truncated file "decodes" to a half-grey picture with a warning; the warning counts. Hundreds
    // of progressive scans of one picture are an attack on the reader's time.
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
    guard
      unsafe tjDecompress2(
        handle, bytes, UInt(bytes.count), &samples, Int32(width), 0, Int32(height),
        Int32(header.colors.pixelFormat.rawValue), flags) == 0
    else { throw problem() }
    if header.colors == .inks { samples = Inks.rgb(ofInverted: samples) }
    let channels = header.colors == .grey ? 1 : 3
    return (
      Image(width: width, height: height, channels: channels, samples: samples),
      header.colors == .inks
    )
  }

  private func header(
    of bytes: [UInt8]
  ) throws(ImageError) -> (width: Int, height: Int, colors: JPEGColors) {
    var (width, height, sampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, -1)
    let status = unsafe tjDecompressHeader3(
      handle, bytes, UInt(bytes.count), &width, &height, &sampling, &space)
    // Chroma sampling that has no name is an error here, after all else was found, and none when
    // decoding.
    let isUnnamedSampling = sampling < 0 && space >= 0 && width > 0 && height > 0
    guard status == 0 || isUnnamedSampling else { throw problem() }
    return (Int(width), Int(height), JPEGColors(space: space))
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

/// What the samples of a JPEG are decoded to.
private enum JPEGColors {
  case grey, rgb
  /// CMYK, or YCCK that becomes CMYK, inverted as Adobe's programs write it.
  case inks

  init(space: Int32) {
    switch space {
    case Int32(TJCS_GRAY.rawValue): self = .grey
    case Int32(TJCS_CMYK.rawValue), Int32(TJCS_YCCK.rawValue): self = .inks
    default: self = .rgb
    }
  }

  var channels: Int {
    switch self {
    case .grey: 1
    case .rgb: 3
    case .inks: 4
    }
  }

  var pixelFormat: TJPF {
    switch self {
    case .grey: TJPF_GRAY
    case .rgb: TJPF_RGB
    case .inks: TJPF_CMYK
    }
  }
}

import CJPEG

/// JPEG through libjpeg-turbo.
enum JPEGCodec {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  static func decode(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let header = try header(of: bytes)
    try options.limits.check(
      Int(header.width), Int(header.height), bytesEach: Int(header.channels),
      fileSize: bytes.count, format: "JPEG")
    var notes: [DecodingNote] = header.isOfInks ? [.convertedFromCMYK] : []
    if FileChunks.jpeg(0xE2, "ICC_PROFILE\0", in: bytes) != nil {
      notes.append(.colorProfileIgnored)
    }
    if options.jpegScale != .full { notes.append(.scaledWhileDecoding) }
    return DecodedImage(image: try picture(of: bytes, header, options.jpegScale), notes: notes)
      .turned(EXIFOrientation(exif: FileChunks.jpeg(0xE1, "Exif\0\0", in: bytes)))
  }

  private static func header(of bytes: [UInt8]) throws(ImageError) -> cjpeg_header {
    var header = cjpeg_header()
    var message = [CChar](repeating: 0, count: Int(CJPEG_MESSAGE))
    try check(unsafe cjpeg_read_header(bytes, bytes.count, &header, &message), message)
    return header
  }

  private static func picture(
    of bytes: [UInt8], _ header: cjpeg_header, _ scale: JPEGScale
  ) throws(ImageError) -> Image {
    let width = (Int(header.width) + scale.divisor - 1) / scale.divisor
    let height = (Int(header.height) + scale.divisor - 1) / scale.divisor
    var samples = [UInt8](repeating: 0, count: width * height * Int(header.channels))
    let size = samples.count
    var message = [CChar](repeating: 0, count: Int(CJPEG_MESSAGE))
    let status = unsafe cjpeg_decode(
      bytes, bytes.count, Int32(scale.divisor), &samples, size, &message)
    try check(status, message)
    if header.isOfInks { samples = Inks.rgb(ofInverted: samples) }
    return Image(
      width: width, height: height, channels: header.channels == 1 ? 1 : 3, samples: samples)
  }

  private static func check(_ status: cjpeg_status, _ message: [CChar]) throws(ImageError) {
    switch status {
    case CJPEG_DONE: return
    case CJPEG_DEEP:
      throw .unsupported(format: "JPEG", finding: "samples of other than 8 bits")
    case CJPEG_OTHER_CODING:
      throw .unsupported(format: "JPEG", finding: "lossless or hierarchical coding")
    default:
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .damaged(format: "JPEG", reason: String(decoding: text, as: UTF8.self))
    }
  }
}

extension cjpeg_header {
  fileprivate var isOfInks: Bool { channels == 4 }
}

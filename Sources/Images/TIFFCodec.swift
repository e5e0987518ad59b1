import CTIFF

/// TIFF through libtiff: strips and tiles, samples of any depth, several pages.
enum TIFFCodec {
  /// Classic and BigTIFF, of either byte order.
  static let signatures: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
  ]

  static func frameCount(_ bytes: [UInt8]) throws(ImageError) -> Int {
    var message = [CChar](repeating: 0, count: Int(CTIFF_MESSAGE))
    var count: UInt32 = 0
    guard unsafe ctiff_count_pages(bytes, bytes.count, &count, &message) else {
      throw damaged(message)
    }
    return Int(count)
  }

  static func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let count = try frameCount(bytes)
    guard (0..<count).contains(frame) else { throw .missingFrame(frame, count: count) }
    let page = try TIFFPage(bytes, frame)
    try page.check(options.limits)
    return try page.decode(options, notes: count > 1 ? [.oneOfSeveralFrames] : [])
  }

  static func damaged(_ message: [CChar]) -> ImageError {
    .damaged(format: "TIFF", reason: text(message))
  }

  static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

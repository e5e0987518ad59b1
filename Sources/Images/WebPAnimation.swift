import CWebP

/// The frames of an animated WebP, each with what it is drawn over.
struct WebPAnimation {
  private let bytes: [UInt8]
  private let width: Int
  private let height: Int
  let frameCount: Int

  /// Of the canvas while a frame is drawn: two pictures of libwebp's and one of ours.
  private static let bytesEach = 12

  /// - Parameters:
  ///   - width: of the canvas, as is `height`.
  init(
    _ bytes: [UInt8], width: Int, height: Int, _ limits: DecodingLimits
  ) throws(ImageError) {
    try limits.check(
      width, height, bytesEach: Self.bytesEach, fileSize: bytes.count, format: "animated WebP")
    self.bytes = bytes
    self.width = width
    self.height = height
    frameCount = try Self.frameCount(of: bytes)
  }

  /// RGBA of the whole canvas.
  ///
  /// - Complexity: all frames up to this one are decoded.
  func canvas(at frame: Int, _ limits: DecodingLimits) throws(ImageError) -> [UInt8] {
    guard (0..<frameCount).contains(frame) else {
      throw .missingFrame(frame, count: frameCount)
    }
    try limits.check(drawn: width * height * (frame + 1), for: frame, format: "WebP")
    return try unsafe Self.withDecoder(of: bytes) { decoder throws(ImageError) in
      var pixels: UnsafeMutablePointer<UInt8>?
      var time: Int32 = 0
      for index in 0...frame {
        guard unsafe WebPAnimDecoderGetNext(decoder, &pixels, &time) != 0 else {
          throw .damaged(format: "WebP", reason: "frame \(index) cannot be read")
        }
      }
      return unsafe Array(UnsafeBufferPointer(start: pixels, count: 4 * width * height))
    }
  }

  /// As declared, without decoding any.
  private static func frameCount(of bytes: [UInt8]) throws(ImageError) -> Int {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
      var data = unsafe WebPData(bytes: buffer.baseAddress, size: buffer.count)
      guard let file = unsafe WebPDemux(&data) else {
        throw .damaged(format: "WebP", reason: "its frames cannot be found")
      }
      defer { unsafe WebPDemuxDelete(file) }
      return unsafe Int(WebPDemuxGetI(file, WEBP_FF_FRAME_COUNT))
    }
  }

  /// A decoder that lives as long as the call.
  private static func withDecoder<Result>(
    of bytes: [UInt8], _ body: (OpaquePointer) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    var options = WebPAnimDecoderOptions()
    guard unsafe WebPAnimDecoderOptionsInit(&options) != 0 else {
      throw .damaged(format: "WebP", reason: "the decoder could not be started")
    }
    options.color_mode = MODE_RGBA
    return try unsafe bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
      var data = unsafe WebPData(bytes: buffer.baseAddress, size: buffer.count)
      guard let decoder = unsafe WebPAnimDecoderNew(&data, &options) else {
        throw .damaged(format: "WebP", reason: "its frames cannot be found")
      }
      defer { unsafe WebPAnimDecoderDelete(decoder) }
      return try unsafe body(decoder)
    }
  }
}

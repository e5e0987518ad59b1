import CWebP

/// The frames of an animated WebP, each with what it is drawn over.
struct WebPAnimation {
  private let bytes: [UInt8]
  let frameCount: Int

  init(_ bytes: [UInt8]) throws(ImageError) {
    self.bytes = bytes
    frameCount = try unsafe Self.withDecoder(of: bytes) { _, info throws(ImageError) in
      Int(info.frame_count)
    }
  }

  /// RGBA of the whole canvas.
  ///
  /// - Complexity: all frames up to this one are decoded.
  func canvas(at frame: Int) throws(ImageError) -> [UInt8] {
    guard (0..<frameCount).contains(frame) else {
      throw .missingFrame(frame, count: frameCount)
    }
    return try unsafe Self.withDecoder(of: bytes) { decoder, info throws(ImageError) in
      var pixels: UnsafeMutablePointer<UInt8>?
      var time: Int32 = 0
      for index in 0...frame {
        guard unsafe WebPAnimDecoderGetNext(decoder, &pixels, &time) != 0 else {
          throw .damaged(format: "WebP", reason: "frame \(index) cannot be read")
        }
      }
      let count = 4 * Int(info.canvas_width) * Int(info.canvas_height)
      return unsafe Array(UnsafeBufferPointer(start: pixels, count: count))
    }
  }

  /// A decoder that lives as long as the call.
  private static func withDecoder<Result>(
    of bytes: [UInt8],
    _ body: (OpaquePointer, WebPAnimInfo) throws(ImageError) -> Result
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
      var info = WebPAnimInfo()
      guard unsafe WebPAnimDecoderGetInfo(decoder, &info) != 0 else {
        throw .damaged(format: "WebP", reason: "it has no frames")
      }
      return try unsafe body(decoder, info)
    }
  }
}

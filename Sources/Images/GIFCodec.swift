/// GIF through giflib; frames are drawn over one another as Pillow does.
enum GIFCodec {
  static let signatures = ["GIF87a", "GIF89a"].map { Array($0.utf8) }

  static func frameCount(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> Int {
    try GIFReader.walk(bytes, limits: options.limits, decoding: 0) { _ in }
  }

  static func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    var canvas: GIFCanvas?
    let count = try GIFReader.walk(bytes, limits: options.limits, decoding: frame + 1) { found in
      if canvas == nil { canvas = GIFCanvas(first: found) } else { canvas?.draw(found) }
    }
    guard (0..<count).contains(frame), let canvas else {
      throw .missingFrame(frame, count: count)
    }
    return try canvas.picture.resolved(
      options.alpha, format: "GIF", notes: count > 1 ? [.oneOfSeveralFrames] : [])
  }
}

/// One frame as it is stored.
struct GIFFrame {
  /// Of the whole canvas.
  let canvasWidth: Int
  let canvasHeight: Int
  /// Where the frame lies on the canvas, within it.
  let columns: Range<Int>
  let rows: Range<Int>
  let palette: ColorPalette
  /// What an animation is cleared with.
  let background: [UInt8]
  let transparent: UInt8?
  /// 0 unspecified, 1 leave, 2 clear, 3 restore.
  let disposal: Int
  /// Row by row from the top.
  let indices: [UInt8]
}

import CGIF

/// A giflib handle over bytes in memory, born and freed here.
@safe struct GIFReader: ~Copyable {
  private let gif: UnsafeMutablePointer<GifFileType>
  private let limits: DecodingLimits
  private var transparent: UInt8?
  private var disposal = 0

  /// Reads a file to its end and decodes its first frames.
  ///
  /// - Returns: how many frames there are.
  static func walk(
    _ bytes: [UInt8], limits: DecodingLimits, decoding wanted: Int, _ body: (GIFFrame) -> Void
  ) throws(ImageError) -> Int {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
      var source = unsafe Source(rest: buffer)
      return try unsafe withUnsafeMutablePointer(to: &source) { place throws(ImageError) in
        var reader = try unsafe GIFReader(place, limits)
        return try reader.walk(decoding: wanted, body)
      }
    }
  }

  /// What giflib has not read yet.
  @unsafe private struct Source {
    var rest: UnsafeBufferPointer<UInt8>
  }

  private init(
    _ source: UnsafeMutablePointer<Source>, _ limits: DecodingLimits
  ) throws(ImageError) {
    var status: Int32 = 0
    let read: InputFunc = { gif, target, count in
      guard let source = unsafe gif?.pointee.UserData?.assumingMemoryBound(to: Source.self),
        let target = unsafe target, count > 0
      else { return 0 }
      let taken = unsafe min(Int(count), source.pointee.rest.count)
      for index in 0..<taken { unsafe target[index] = source.pointee.rest[index] }
      unsafe source.pointee.rest = UnsafeBufferPointer(
        rebasing: source.pointee.rest.dropFirst(taken))
      return Int32(taken)
    }
    guard let gif = unsafe DGifOpen(source, read, &status) else {
      throw Self.damaged(status)
    }
    unsafe self.gif = gif
    self.limits = limits
  }

  deinit {
    _ = unsafe DGifCloseFile(gif, nil)
  }

  private mutating func walk(
    decoding wanted: Int, _ body: (GIFFrame) -> Void
  ) throws(ImageError) -> Int {
    let (width, height) = unsafe (Int(gif.pointee.SWidth), Int(gif.pointee.SHeight))
    try limits.check(
      width, height, bytesEach: 4, fileSize: unread, format: "GIF")
    var count = 0
    var drawn = 0
    while true {
      // Many a file lacks the byte that ends it, and no pixel.
      if count > 0, isAtEnd { return count }
      var kind = UNDEFINED_RECORD_TYPE
      try check(unsafe DGifGetRecordType(gif, &kind))
      switch kind {
      case IMAGE_DESC_RECORD_TYPE:
        try check(unsafe DGifGetImageDesc(gif))
        if count < wanted {
          drawn += unsafe Int(gif.pointee.Image.Width) * Int(gif.pointee.Image.Height)
          try limits.check(drawn: drawn, for: count, format: "GIF")
          body(try frame())
        } else {
          try skipPixels()
        }
        (transparent, disposal) = (nil, 0)
        count += 1
      case EXTENSION_RECORD_TYPE: try readExtension()
      case TERMINATE_RECORD_TYPE where count == 0:
        throw .damaged(format: "GIF", reason: "it has no frames")
      case TERMINATE_RECORD_TYPE: return count
      default: throw .damaged(format: "GIF", reason: "an unknown record")
      }
    }
  }

  private var isAtEnd: Bool { unread == 0 }

  /// Bytes.
  private var unread: Int {
    unsafe gif.pointee.UserData?.assumingMemoryBound(to: Source.self).pointee.rest.count ?? 0
  }

  private func frame() throws(ImageError) -> GIFFrame {
    let description = unsafe gif.pointee.Image
    let (left, top) = unsafe (Int(description.Left), Int(description.Top))
    let (width, height) = unsafe (Int(description.Width), Int(description.Height))
    let canvas = unsafe (Int(gif.pointee.SWidth), Int(gif.pointee.SHeight))
    guard width > 0, height > 0, left + width <= canvas.0, top + height <= canvas.1 else {
      throw .damaged(format: "GIF", reason: "a frame does not lie within the picture")
    }
    let common = unsafe palette(gif.pointee.SColorMap)
    let own = unsafe palette(description.ColorMap)
    let isInterlaced = unsafe description.Interlace
    return GIFFrame(
      canvasWidth: canvas.0, canvasHeight: canvas.1, columns: left..<(left + width),
      rows: top..<(top + height), palette: own ?? common ?? .grey,
      background: (common ?? .grey)[
        UInt8(clamping: unsafe gif.pointee.SBackGroundColor)],
      transparent: transparent, disposal: disposal,
      indices: try pixels(width, height, isInterlaced: isInterlaced))
  }

  private func pixels(
    _ width: Int, _ height: Int, isInterlaced: Bool
  ) throws(ImageError) -> [UInt8] {
    var indices = [UInt8](repeating: 0, count: width * height)
    var row = [UInt8](repeating: 0, count: width)
    for y in Self.rowOrder(height, isInterlaced: isInterlaced) {
      try check(unsafe DGifGetLine(gif, &row, Int32(width)))
      indices.replaceSubrange((y * width)..<((y + 1) * width), with: row)
    }
    return indices
  }

  private static func rowOrder(_ height: Int, isInterlaced: Bool) -> [Int] {
    guard isInterlaced else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { first, step in
      Array(stride(from: first, to: height, by: step))
    }
  }

  private func skipPixels() throws(ImageError) {
    var size: Int32 = 0
    var block: UnsafeMutablePointer<GifByteType>?
    try check(unsafe DGifGetCode(gif, &size, &block))
    while unsafe block != nil { try check(unsafe DGifGetCodeNext(gif, &block)) }
  }

  private mutating func readExtension() throws(ImageError) {
    var code: Int32 = 0
    var block: UnsafeMutablePointer<GifByteType>?
    try check(unsafe DGifGetExtension(gif, &code, &block))
    while let found = unsafe block {
      // The first byte is the length of what follows.
      if code == GRAPHICS_EXT_FUNC_CODE, unsafe found[0] == 4 {
        var control = GraphicsControlBlock()
        try check(unsafe DGifExtensionToGCB(4, found + 1, &control))
        transparent = UInt8(exactly: control.TransparentColor)
        disposal = Int(control.DisposalMode)
      }
      try check(unsafe DGifGetExtensionNext(gif, &block))
    }
  }

  private func palette(_ map: UnsafeMutablePointer<ColorMapObject>?) -> ColorPalette? {
    guard let map = unsafe map, let colors = unsafe map.pointee.Colors else { return nil }
    return ColorPalette(
      unsafe (0..<Int(map.pointee.ColorCount)).map { index in
        unsafe [colors[index].Red, colors[index].Green, colors[index].Blue]
      })
  }

  private func check(_ status: Int32) throws(ImageError) {
    guard status == GIF_OK else { throw Self.damaged(unsafe gif.pointee.Error) }
  }

  private static func damaged(_ status: Int32) -> ImageError {
    let text = unsafe GifErrorString(status).map { unsafe String(cString: $0) }
    return .damaged(format: "GIF", reason: text ?? "giflib's status \(status)")
  }
}

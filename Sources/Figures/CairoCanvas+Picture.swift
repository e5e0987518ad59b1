import CCairo

extension CairoCanvas {
  func draw(_ picture: Picture) throws(FigureError) {
    let (bitmap, frame) = (picture.bitmap, picture.frame)
    let (width, height) = (Double(bitmap.width), Double(bitmap.height))
    guard max(width, height) <= Self.largestSide else {
      throw .pixels(width: width, height: height)
    }
    let image = unsafe cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(bitmap.width), Int32(bitmap.height))
    defer { unsafe cairo_surface_destroy(image) }
    guard unsafe copy(bitmap, to: image) else {
      throw .cairo(format: "a picture", reason: "out of memory")
    }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, frame.x, frame.y)
    unsafe cairo_scale(context, frame.width / width, frame.height / height)
    unsafe cairo_set_source_surface(context, image, 0, 0)
    let pattern = unsafe cairo_get_source(context)
    unsafe cairo_pattern_set_filter(
      pattern, picture.isPixelated ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    unsafe cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    unsafe cairo_rectangle(context, 0, 0, width, height)
    unsafe cairo_fill(context)
    unsafe cairo_restore(context)
  }

  /// Copies a bitmap's pixels into an image surface, 0x00RRGGBB each.
  private func copy(_ bitmap: Bitmap, to image: OpaquePointer?) -> Bool {
    guard let data = unsafe cairo_image_surface_get_data(image) else { return false }
    let stride = unsafe Int(cairo_image_surface_get_stride(image))
    let raw = UnsafeMutableRawPointer(data)
    for y in 0..<bitmap.height {
      for x in 0..<bitmap.width {
        unsafe raw.storeBytes(
          of: bitmap.word(x, y), toByteOffset: y * stride + 4 * x, as: UInt32.self)
      }
    }
    unsafe cairo_surface_mark_dirty(image)
    return true
  }
}

extension Bitmap {
  fileprivate func word(_ x: Int, _ y: Int) -> UInt32 {
    let start = (y * width + x) * channels
    let (red, green, blue) =
      channels == 1
      ? (samples[start], samples[start], samples[start])
      : (samples[start], samples[start + 1], samples[start + 2])
    return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }
}

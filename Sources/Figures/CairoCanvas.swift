import CCairo
import Foundation

/// A Cairo surface with Pango for text: the only place that draws.
///
/// Cairo keeps its first error and ignores what follows, so that one look at the end is enough.
@safe struct CairoCanvas: ~Copyable {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let sink: ByteSink
  private let fonts: String

  /// What kind of bytes come out.
  enum Format {
    /// Pixels, `scale` to a point.
    case png(scale: Double)
    case pdf(created: Date)
    case svg
  }

  private let format: Format

  init(width: Double, height: Double, format: Format, fonts: String) throws(FigureError) {
    guard width > 0, height > 0, max(width, height) <= 14_400 else {
      throw .tooLarge(width: width, height: height)
    }
    let sink = ByteSink()
    let made: OpaquePointer? =
      switch format {
      case .png(let scale):
        unsafe cairo_image_surface_create(
          CAIRO_FORMAT_RGB24, Int32((width * scale).rounded(.up)),
          Int32((height * scale).rounded(.up)))
      case .pdf:
        unsafe cairo_pdf_surface_create_for_stream(appendBytes, sink.pointer, width, height)
      case .svg:
        unsafe cairo_svg_surface_create_for_stream(appendBytes, sink.pointer, width, height)
      }
    guard let surface = unsafe made, let context = unsafe cairo_create(surface) else {
      throw .cairo(format: "\(format)", reason: "out of memory")
    }
    unsafe self.surface = surface
    unsafe self.context = context
    self.sink = sink
    self.fonts = fonts
    self.format = format
    prepare()
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  private func prepare() {
    switch format {
    case .png(let scale): unsafe cairo_scale(context, scale, scale)
    case .pdf(let created):
      let date = ISO8601DateFormatter().string(from: created)
      unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
    case .svg: break
    }
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  /// Ends the drawing and hands over its bytes.
  consuming func finish() throws(FigureError) -> [UInt8] {
    let isImage = if case .png = format { true } else { false }
    var status = unsafe cairo_status(context)
    if isImage, status == CAIRO_STATUS_SUCCESS {
      status = unsafe cairo_surface_write_to_png_stream(surface, appendBytes, sink.pointer)
    }
    if !isImage { unsafe cairo_surface_finish(surface) }
    if status == CAIRO_STATUS_SUCCESS { status = unsafe cairo_surface_status(surface) }
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .cairo(
        format: "\(format)", reason: unsafe String(cString: cairo_status_to_string(status)))
    }
    return sink.bytes
  }

  // MARK: Drawing

  func draw(_ element: Element) {
    switch element {
    case .path(let path): draw(path)
    case .text(let text): draw(text)
    case .picture(let picture): draw(picture)
    case .clipped(let frame, let elements):
      unsafe cairo_save(context)
      unsafe cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
      unsafe cairo_clip(context)
      for element in elements { draw(element) }
      unsafe cairo_restore(context)
    }
  }

  private func draw(_ path: Path) {
    unsafe cairo_set_line_width(context, path.lineWidth)
    unsafe cairo_set_dash(context, path.dash, Int32(path.dash.count), 0)
    if case .circles(let centres, let radius) = path.shape {
      // One by one, so that translucent circles darken where they overlap.
      for centre in centres {
        unsafe cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
        paint(path)
      }
      return
    }
    trace(path.shape)
    paint(path)
  }

  private func trace(_ shape: Path.Shape) {
    switch shape {
    case .line(let points): trace(points)
    case .polygon(let points):
      trace(points)
      unsafe cairo_close_path(context)
    case .rectangle(let frame):
      unsafe cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
    case .circles: break
    }
  }

  private func trace(_ points: [Point]) {
    for (index, point) in points.enumerated() {
      if index == 0 {
        unsafe cairo_move_to(context, point.x, point.y)
      } else {
        unsafe cairo_line_to(context, point.x, point.y)
      }
    }
  }

  private func paint(_ path: Path) {
    if let fill = path.fill {
      setColor(fill)
      unsafe cairo_fill_preserve(context)
    }
    if let stroke = path.stroke {
      setColor(stroke)
      unsafe cairo_stroke_preserve(context)
    }
    unsafe cairo_new_path(context)
  }

  private func setColor(_ color: Color) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func draw(_ text: Text) {
    let layout = unsafe pango_cairo_create_layout(context)
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
    let font = unsafe pango_font_description_from_string(fonts)
    defer { unsafe pango_font_description_free(font) }
    unsafe pango_font_description_set_absolute_size(font, text.size * Double(PANGO_SCALE))
    unsafe pango_font_description_set_weight(
      font, text.isBold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
    unsafe pango_layout_set_font_description(layout, font)
    unsafe pango_layout_set_single_paragraph_mode(layout, 1)
    unsafe pango_layout_set_text(layout, text.string, -1)
    var (width, height): (Int32, Int32) = (0, 0)
    unsafe pango_layout_get_size(layout, &width, &height)
    if let limit = text.maximumWidth, Double(width) > limit * Double(PANGO_SCALE) {
      unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_MIDDLE)
      unsafe pango_layout_set_width(layout, Int32(max(1, limit) * Double(PANGO_SCALE)))
      unsafe pango_layout_get_size(layout, &width, &height)
    }
    let size = (
      width: Double(width) / Double(PANGO_SCALE), height: Double(height) / Double(PANGO_SCALE)
    )
    unsafe cairo_save(context)
    unsafe cairo_translate(context, text.position.x, text.position.y)
    if text.isVertical { unsafe cairo_rotate(context, -.pi / 2) }
    unsafe cairo_move_to(
      context, -text.horizontal.share * size.width, -text.vertical.share * size.height)
    if text.hasHalo {
      unsafe pango_cairo_layout_path(context, layout)
      setColor(.white)
      unsafe cairo_set_line_width(context, 2.5)
      unsafe cairo_stroke(context)
      unsafe cairo_move_to(
        context, -text.horizontal.share * size.width, -text.vertical.share * size.height)
    }
    setColor(text.color)
    unsafe pango_cairo_show_layout(context, layout)
    unsafe cairo_restore(context)
    unsafe cairo_new_path(context)
  }

  private func draw(_ picture: Picture) {
    let bitmap = picture.bitmap
    let image = unsafe cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(bitmap.width), Int32(bitmap.height))
    defer { unsafe cairo_surface_destroy(image) }
    guard unsafe fill(image, with: bitmap) else { return }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, picture.frame.x, picture.frame.y)
    unsafe cairo_scale(
      context, picture.frame.width / Double(bitmap.width),
      picture.frame.height / Double(bitmap.height))
    unsafe cairo_set_source_surface(context, image, 0, 0)
    let pattern = unsafe cairo_get_source(context)
    unsafe cairo_pattern_set_filter(
      pattern, picture.isPixelated ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    unsafe cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    unsafe cairo_rectangle(context, 0, 0, Double(bitmap.width), Double(bitmap.height))
    unsafe cairo_fill(context)
    unsafe cairo_restore(context)
  }

  /// Copies a bitmap's pixels into an image surface, 0x00RRGGBB each.
  private func fill(_ image: OpaquePointer?, with bitmap: Bitmap) -> Bool {
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

extension Text.HorizontalAnchor {
  /// How much of the width lies before the position.
  fileprivate var share: Double {
    switch self {
    case .start: 0
    case .middle: 0.5
    case .end: 1
    }
  }
}

extension Text.VerticalAnchor {
  fileprivate var share: Double {
    switch self {
    case .top: 0
    case .middle: 0.5
    case .bottom: 1
    }
  }
}

/// Where Cairo puts its bytes; as long as the canvas lives.
private final class ByteSink {
  var bytes: [UInt8] = []

  var pointer: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}

/// Cairo's callback for output.
private func appendBytes(
  _ sink: UnsafeMutableRawPointer?, _ data: UnsafePointer<UInt8>?, _ count: UInt32
) -> cairo_status_t {
  guard let sink = unsafe sink, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
  let bytes = unsafe UnsafeBufferPointer(start: data, count: Int(count))
  unsafe Unmanaged<ByteSink>.fromOpaque(sink).takeUnretainedValue().bytes.append(contentsOf: bytes)
  return CAIRO_STATUS_SUCCESS
}

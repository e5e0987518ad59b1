import CCairo
import Foundation

/// A Cairo surface with Pango for text: the only place that draws with a C library.
///
/// Cairo keeps its first error and ignores what follows, so that one look at the end is enough.
@safe struct CairoCanvas: ~Copyable {
  let surface: OpaquePointer
  let context: OpaquePointer
  let fonts: String
  private let format: Format
  private let sink = ByteSink()

  /// What kind of bytes come out.
  enum Format {
    /// Pixels, `scale` to a point.
    case png(scale: Double)
    case pdf(created: Date)

    var name: String {
      switch self {
      case .png: "PNG"
      case .pdf: "PDF"
      }
    }
  }

  /// - Parameters:
  ///   - width: in points, and height: above 0, at most 14,400.
  ///   - fonts: families in order of preference, comma separated.
  init(width: Double, height: Double, format: Format, fonts: String) throws(FigureError) {
    try Self.check(width: width, height: height)
    let made: OpaquePointer?
    switch format {
    case .png(let scale):
      let (columns, rows) = ((width * scale).rounded(.up), (height * scale).rounded(.up))
      guard columns >= 1, rows >= 1, max(columns, rows) <= Self.largestSide else {
        throw .pixels(width: columns, height: rows)
      }
      unsafe made = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    case .pdf:
      unsafe made = cairo_pdf_surface_create_for_stream(appendBytes, sink.pointer, width, height)
    }
    guard let surface = unsafe made, let context = unsafe cairo_create(surface) else {
      throw .cairo(format: format.name, reason: "out of memory")
    }
    unsafe self.surface = surface
    unsafe self.context = context
    self.fonts = fonts
    self.format = format
    prepare()
  }

  private static func check(width: Double, height: Double) throws(FigureError) {
    guard width > 0, height > 0, max(width, height) <= 14_400 else {
      throw .size(width: width, height: height)
    }
  }

  /// Ends a page of a PDF and begins another.
  func turnPage(width: Double, height: Double) throws(FigureError) {
    try Self.check(width: width, height: height)
    unsafe cairo_show_page(context)
    unsafe cairo_pdf_surface_set_size(surface, width, height)
  }

  /// Of an image surface, in pixels.
  static let largestSide = 32_767.0

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  private func prepare() {
    switch format {
    case .png(let scale):
      setColor(.white)
      unsafe cairo_paint(context)
      unsafe cairo_scale(context, scale, scale)
    case .pdf(let created):
      let date = created.formatted(.iso8601)
      unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
    }
    // Letters lie where they would on paper, whatever the resolution.
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  /// Ends the drawing and hands over its bytes.
  consuming func finish() throws(FigureError) -> [UInt8] {
    var status = unsafe cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS {
      switch format {
      case .png:
        status = unsafe cairo_surface_write_to_png_stream(surface, appendBytes, sink.pointer)
      case .pdf: unsafe cairo_surface_finish(surface)
      }
    }
    if status == CAIRO_STATUS_SUCCESS { status = unsafe cairo_surface_status(surface) }
    guard status == CAIRO_STATUS_SUCCESS else {
      let reason = unsafe String(cString: cairo_status_to_string(status))
      throw .cairo(format: format.name, reason: reason)
    }
    return sink.bytes
  }

  func draw(_ element: Element) throws(FigureError) {
    switch element {
    case .path(let path): draw(path)
    case .text(let text): draw(text)
    case .picture(let picture): try draw(picture)
    case .clipped(let frame, let elements):
      unsafe cairo_save(context)
      unsafe cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
      unsafe cairo_clip(context)
      for element in elements { try draw(element) }
      unsafe cairo_restore(context)
    case .placed(let origin, let scale, let elements):
      unsafe cairo_save(context)
      unsafe cairo_translate(context, origin.x, origin.y)
      unsafe cairo_scale(context, scale, scale)
      for element in elements { try draw(element) }
      unsafe cairo_restore(context)
    }
  }

  func setColor(_ color: Color) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }
}

/// Where Cairo puts its bytes; lives as long as the canvas.
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

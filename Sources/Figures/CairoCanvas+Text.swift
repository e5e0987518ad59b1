import CCairo

/// A text as it is set with the fonts of this machine.
struct SetText {
  /// What is left of it within its maximum width.
  let string: String
  /// In points, of the whole line.
  let width: Double
  let height: Double
  /// From the line's top, in points.
  let baseline: Double
}

extension CairoCanvas {
  /// Shortens a text to its maximum width and measures it.
  func set(_ text: Text) -> SetText {
    let layout = unsafe makeLayout(text)
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
    return unsafe fit(text, layout)
  }

  /// Characters of a text that no font of this machine has.
  func missingGlyphs(of text: Text) -> Int {
    let layout = unsafe makeLayout(text)
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
    unsafe pango_layout_set_text(layout, text.printable, -1)
    return unsafe Int(pango_layout_get_unknown_glyphs_count(layout))
  }

  func draw(_ text: Text) {
    let layout = unsafe makeLayout(text)
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
    let set = unsafe fit(text, layout)
    unsafe cairo_save(context)
    unsafe cairo_translate(context, text.position.x, text.position.y)
    if text.isVertical { unsafe cairo_rotate(context, -.pi / 2) }
    let start = (
      x: -text.horizontal.share * set.width, y: -text.vertical.share * set.height
    )
    if text.hasHalo {
      unsafe cairo_move_to(context, start.x, start.y)
      unsafe pango_cairo_layout_path(context, layout)
      setColor(.white)
      unsafe cairo_set_dash(context, nil, 0, 0)
      unsafe cairo_set_line_width(context, Text.haloWidth)
      unsafe cairo_stroke(context)
    }
    unsafe cairo_move_to(context, start.x, start.y)
    setColor(text.color)
    unsafe pango_cairo_show_layout(context, layout)
    unsafe cairo_restore(context)
    unsafe cairo_new_path(context)
  }

  private func makeLayout(_ text: Text) -> OpaquePointer? {
    let layout = unsafe pango_cairo_create_layout(context)
    let pango = unsafe pango_layout_get_context(layout)
    unsafe pango_context_set_round_glyph_positions(pango, 0)
    // "0.0132 · name" begins with its number, whatever the script of the name.
    unsafe pango_context_set_base_dir(pango, PANGO_DIRECTION_LTR)
    unsafe pango_layout_set_auto_dir(layout, 0)
    unsafe pango_layout_context_changed(layout)
    let font = unsafe pango_font_description_from_string(fonts)
    unsafe pango_font_description_set_absolute_size(font, text.size * Double(PANGO_SCALE))
    unsafe pango_font_description_set_weight(
      font, text.isBold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
    unsafe pango_layout_set_font_description(layout, font)
    unsafe pango_font_description_free(font)
    unsafe pango_layout_set_single_paragraph_mode(layout, 1)
    return unsafe layout
  }

  /// Leaves the layout with as much of the text as fits.
  private func fit(_ text: Text, _ layout: OpaquePointer?) -> SetText {
    func size(_ string: String) -> (width: Double, height: Double) {
      var (width, height): (Int32, Int32) = (0, 0)
      unsafe pango_layout_set_text(layout, string, -1)
      unsafe pango_layout_get_size(layout, &width, &height)
      return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
    }
    let limit = text.maximumWidth ?? .infinity
    let string = text.shortened { size($0).width <= limit }
    let (width, height) = size(string)
    let baseline = unsafe Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
    return SetText(string: string, width: width, height: height, baseline: baseline)
  }
}

extension Text {
  static let haloWidth = 2.5
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
  /// How much of the height lies above the position.
  var share: Double {
    switch self {
    case .top: 0
    case .middle: 0.5
    case .bottom: 1
    }
  }
}

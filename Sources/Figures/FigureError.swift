/// Why a figure could not be drawn.
public enum FigureError: Error, Equatable, CustomStringConvertible {
  /// Cairo's words.
  case cairo(format: String, reason: String)
  /// In points; at most 14,400 a side, the limit of PDF.
  case size(width: Double, height: Double)
  /// In pixels; at most 32,767 a side, the limit of Cairo.
  case pixels(width: Double, height: Double)

  public var description: String {
    switch self {
    case .cairo(let format, let reason):
      "the figure could not be drawn as \(format): Cairo says \"\(reason)\"; "
        + "free some memory, or draw fewer elements"
    case .size(let width, let height):
      "a figure of \(width) × \(height) points cannot be drawn: each side must be above 0 and at "
        + "most 14400; show fewer rows or pictures"
    case .pixels(let width, let height):
      "\(width) × \(height) pixels cannot be drawn: each side must be at least 1 and at most 32767; "
        + "choose another scale, or make the picture smaller first"
    }
  }
}

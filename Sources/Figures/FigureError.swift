/// Why a figure could not be drawn.
public enum FigureError: Error, Equatable, CustomStringConvertible {
  case cairo(format: String, reason: String)
  case tooLarge(width: Double, height: Double)

  public var description: String {
    switch self {
    case .cairo(let format, let reason):
      "the figure could not be drawn as \(format) (\(reason))"
    case .tooLarge(let width, let height):
      "a figure of \(width) × \(height) points is too large to draw; show fewer rows"
    }
  }
}

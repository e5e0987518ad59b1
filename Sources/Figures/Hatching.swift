extension Path {
  private static let hatchStep = 3.0

  /// Slanted lines inside a rectangle, in step with those of its neighbours: nothing is known here.
  static func hatching(_ frames: [Rectangle], stroke: Color) -> Path {
    Path(.lines(frames.flatMap(slants)), stroke: stroke, lineWidth: 0.6)
  }

  /// The lines x + y = k · step that cross a rectangle, from its lower left to its upper right.
  private static func slants(_ frame: Rectangle) -> [[Point]] {
    let first = ((frame.x + frame.y) / hatchStep).rounded(.up)
    let last = ((frame.right + frame.bottom) / hatchStep).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { index in
      let sum = index * hatchStep
      let (left, right) = (max(frame.x, sum - frame.bottom), min(frame.right, sum - frame.y))
      return [Point(x: left, y: sum - left), Point(x: right, y: sum - right)]
    }
  }
}

/// A vertical line with a label; left out where x is not finite.
public struct Marker: Sendable {
  public let x: Double
  public let label: String

  public init(x: Double, label: String) {
    self.x = x
    self.label = label
  }

  func line(_ frame: PlotFrame) -> Path {
    let place = frame.x.place(x)
    return frame.theme.reference(
      from: Point(x: place, y: frame.area.y), to: Point(x: place, y: frame.area.bottom))
  }

  /// On the side with more room.
  /// - Parameter row: of several labels, which stand below each other.
  func text(row: Int, _ frame: PlotFrame) -> Text {
    let (theme, area, place) = (frame.theme, frame.area, frame.x.place(x))
    let isLeft = place > area.centre.x
    let y = area.y + 6 + Double(row) * (theme.tickSize + 5)
    var text = Text(
      label, at: Point(x: place + (isLeft ? -4 : 4), y: y), size: theme.tickSize)
    text.horizontal = isLeft ? .end : .start
    text.maximumWidth = (isLeft ? place - area.x : area.right - place) - 4
    text.hasHalo = true
    text.color = theme.ink
    return text
  }
}

/// A picture in its cell, with the frame of its group.
struct FramedPicture {
  /// Nil draws a hatched cell.
  let image: Bitmap?
  /// Place of its group; nil has a thin grey frame.
  let group: Int?

  func elements(in box: Rectangle, _ theme: Theme) -> [Element] {
    let color = group.map(theme.category) ?? theme.soft
    var frame = Path(.rectangle(box), stroke: color, lineWidth: group == nil ? 0.5 : 1.4)
    if let group { frame.dash = theme.dash(group / theme.categories.count) }
    return theme.cell(image, in: box) + [.path(frame)]
  }
}

extension Theme {
  /// The whole picture in the middle of a grey cell; without one the cell is hatched, and says so where
  /// there is room.
  func cell(
    _ image: Bitmap?, under masks: [MaskOverlay] = [], in box: Rectangle
  ) -> [Element] {
    let ground = Element.path(Path(.rectangle(box), fill: grid))
    guard let image else {
      let hatching = Element.path(Path.hatching([box], stroke: Color(hex: 0xC5CBD1)))
      return [ground, hatching]
        + (width(of: Self.missing, size: tickSize) < box.width ? [missing(box)] : [])
    }
    let frame = box.fitting(image)
    let isEnlarged = frame.width > 2 * Double(image.width)
    return [ground, .picture(Picture(image, in: frame, isPixelated: isEnlarged))]
      + masks.flatMap { $0.elements(in: frame) }
  }

  private static let missing = "no picture"

  private func missing(_ box: Rectangle) -> Element {
    var text = Text(Self.missing, at: box.centre, size: tickSize)
    text.horizontal = .middle
    text.color = soft
    text.hasHalo = true
    return .text(text)
  }
}

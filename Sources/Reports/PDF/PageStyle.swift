import Figures

/// How the pages of a typeset report look: A4, in points.
struct PageStyle {
  let width = 595.28
  let height = 841.89
  /// On the left and right.
  let margin = 62.0
  let top = 64.0
  /// Of what stands above the page number.
  let bottom = 776.0
  let textSize = 9.5
  let captionSize = 8.5
  let tableSize = 8.5
  /// Below which letters are hard to read: tables that need smaller ones are split.
  let smallestTableSize = 7.0
  /// Between baselines, in sizes.
  let leading = 1.42
  let theme = Theme.standard

  var textWidth: Double { width - 2 * margin }

  /// Of a title, a chapter and a part.
  func headingSize(_ level: Int) -> Double { [1: 20, 2: 14, 3: 11][level] ?? 11 }

  func line(
    _ string: String, _ size: Double, x: Double = 0, y: Double, isBold: Bool = false,
    color: Color? = nil, anchor: Text.HorizontalAnchor = .start
  ) -> Element {
    var text = Text(string, at: Point(x: x, y: y), size: size)
    (text.isBold, text.color, text.horizontal) = (isBold, color ?? theme.ink, anchor)
    text.vertical = .top
    return .text(text)
  }
}

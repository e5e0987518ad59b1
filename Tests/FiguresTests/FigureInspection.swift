@testable import Figures

/// Where a text lies with the fonts of this machine.
struct TextBox {
  let string: String
  /// Of the letters' height rather than the line's, whose air may overlap.
  let frame: Rectangle
}

extension Figure {
  var texts: [Text] { elements.flatMap(\.texts) }

  /// Everything, out of its clips.
  var flatElements: [Element] { elements.flatMap(\.flat) }

  func textBoxes() throws -> [TextBox] {
    let canvas = try CairoCanvas(
      width: width, height: height, format: .png(scale: 1), fonts: fonts)
    var boxes: [TextBox] = []
    for text in texts where !text.string.isEmpty { boxes.append(canvas.box(of: text)) }
    return boxes
  }
}

extension CairoCanvas {
  fileprivate func box(of text: Text) -> TextBox {
    let set = set(text)
    let height = 0.8 * text.size
    let left = -set.width * (text.horizontal == .start ? 0 : text.horizontal == .end ? 1 : 0.5)
    let top = (0.5 - text.vertical.share) * set.height - height / 2
    let (x, y) = (text.position.x, text.position.y)
    let frame =
      text.isVertical
      ? Rectangle(x: x + top, y: y - left - set.width, width: height, height: set.width)
      : Rectangle(x: x + left, y: y + top, width: set.width, height: height)
    return TextBox(string: set.string, frame: frame)
  }
}

extension Element {
  fileprivate var texts: [Text] {
    switch self {
    case .text(let text): [text]
    case .clipped(_, let elements), .placed(_, _, let elements): elements.flatMap(\.texts)
    case .path, .picture: []
    }
  }

  fileprivate var flat: [Element] {
    if case .clipped(_, let elements) = self { elements.flatMap(\.flat) } else { [self] }
  }

  /// Points that bound what is seen.
  var corners: [Point] {
    switch self {
    case .path(let path):
      switch path.shape {
      case .lines(let lines): lines.flatMap { $0 }
      case .polygon(let points), .marks(_, let points, _): points
      case .rectangle(let frame): frame.corners
      }
    case .text(let text): [text.position]
    case .picture(let picture): picture.frame.corners
    case .clipped(let frame, _): frame.corners
    case .placed(let origin, _, _): [origin]
    }
  }
}

extension Rectangle {
  fileprivate var corners: [Point] { [Point(x: x, y: y), Point(x: right, y: bottom)] }
}

import Foundation

/// Writes a figure as SVG 1.1: text stays text, which can be searched, selected and edited.
///
/// Cairo's own SVG would hold letters as outlines.
struct SVGWriter: ~Copyable {
  private let figure: Figure
  /// Draws nothing; measures text.
  private let canvas: CairoCanvas
  private let alternative: String?
  private var clips = 0

  init(_ figure: Figure, _ alternative: String?) throws(FigureError) {
    (self.figure, self.alternative) = (figure, alternative)
    // The PDF surface knows the same limits of size; it is never finished.
    canvas = try CairoCanvas(
      width: figure.width, height: figure.height, format: .pdf(created: .distantPast),
      fonts: figure.fonts)
  }

  consuming func text() throws(FigureError) -> String {
    let (width, height) = (figure.width.svg, figure.height.svg)
    let body = try svg(figure.elements)
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      width="\(width)pt" height="\(height)pt" viewBox="0 0 \(width) \(height)" \
      font-family="\(fontFamily)" stroke-linejoin="round"\(role)>
      \(description)\(body)
      </svg>

      """
  }

  private var role: String { alternative == nil ? "" : " role=\"img\"" }

  private var description: String {
    alternative.map { "<title>\($0.xmlEscaped)</title>\n" } ?? ""
  }

  private var fontFamily: String {
    figure.fonts.split(separator: ",").map { family in
      let name = family.trimmingCharacters(in: .whitespaces)
      return name.contains(" ") ? "'\(name)'" : name
    }.joined(separator: ", ").xmlEscaped
  }

  private mutating func svg(_ elements: [Element]) throws(FigureError) -> String {
    var lines: [String] = []
    for element in elements {
      switch element {
      case .path(let path): lines.append(path.svg)
      case .text(let text): lines.append(svg(text))
      case .picture(let picture): lines.append(try picture.svg())
      case .clipped(let frame, let inside): lines.append(try clip(frame, inside))
      case .placed(let origin, let scale, let inside):
        let place = "translate(\(origin.x.svg) \(origin.y.svg)) scale(\(scale.svg))"
        lines.append("<g transform=\"\(place)\">\n\(try svg(inside))\n</g>")
      }
    }
    return lines.joined(separator: "\n")
  }

  private mutating func clip(_ frame: Rectangle, _ elements: [Element]) throws(FigureError)
    -> String
  {
    clips += 1
    let name = "clip\(clips)"
    return """
      <clipPath id="\(name)"><rect \(frame.svg)/></clipPath>
      <g clip-path="url(#\(name))">
      \(try svg(elements))
      </g>
      """
  }

  private func svg(_ text: Text) -> String {
    let set = canvas.set(text)
    let (x, y) = (text.position.x, text.position.y)
    let down = set.baseline - text.vertical.share * set.height
    let place =
      text.isVertical
      ? "transform=\"translate(\(x.svg) \(y.svg)) rotate(-90)\" x=\"0\" y=\"\(down.svg)\""
      : "x=\"\(x.svg)\" y=\"\((y + down).svg)\""
    let font =
      "font-size=\"\(text.size.svg)\" font-weight=\"\(text.isBold ? 600 : 400)\" "
      + "text-anchor=\"\(text.horizontal.rawValue)\""
    func element(_ attributes: String) -> String {
      "<text \(place) \(font) \(attributes)>\(set.string.xmlEscaped)</text>"
    }
    // The halo is a text of its own: not all readers know the attribute paint-order.
    let halo = "\(Color.white.svg("stroke")) stroke-width=\"\(Text.haloWidth.svg)\""
    return (text.hasHalo ? element("fill=\"none\" \(halo) aria-hidden=\"true\"") : "")
      + element(text.color.svg("fill"))
  }
}

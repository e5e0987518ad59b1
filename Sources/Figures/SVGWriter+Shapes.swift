import Foundation

extension Path {
  /// One element, or a group of them for marks.
  var svg: String {
    switch shape {
    case .lines(let lines):
      let data = lines.map { "M" + $0.svg }.joined(separator: " ")
      return "<path d=\"\(data)\" \(paint)/>"
    case .polygon(let corners): return "<polygon points=\"\(corners.svg)\" \(paint)/>"
    case .rectangle(let frame): return "<rect \(frame.svg) \(paint)/>"
    case .marks(let symbol, let centres, let radius):
      let marks = centres.map { symbol.svg(at: $0, radius: radius) }
      return "<g \(paint)>\(marks.joined())</g>"
    }
  }

  private var paint: String {
    var attributes = [fill?.svg("fill") ?? "fill=\"none\""]
    if let stroke {
      attributes.append(stroke.svg("stroke"))
      attributes.append("stroke-width=\"\(lineWidth.svg)\"")
    }
    if !dash.isEmpty {
      attributes.append("stroke-dasharray=\"\(dash.map(\.svg).joined(separator: " "))\"")
    }
    return attributes.joined(separator: " ")
  }
}

extension MarkSymbol {
  fileprivate func svg(at centre: Point, radius: Double) -> String {
    guard let corners else {
      return "<circle cx=\"\(centre.x.svg)\" cy=\"\(centre.y.svg)\" r=\"\(radius.svg)\"/>"
    }
    let points = corners.map { Point(x: centre.x + radius * $0.x, y: centre.y + radius * $0.y) }
    return "<polygon points=\"\(points.svg)\"/>"
  }
}

extension Picture {
  /// Pixels that stay sharp are enlarged to at least so many, as not all readers know the attribute
  /// image-rendering.
  private static let sharpSide = 1_024.0

  func svg() throws(FigureError) -> String {
    let (width, height) = (Double(bitmap.width), Double(bitmap.height))
    let enlargement = isPixelated ? max(1, (Self.sharpSide / max(width, height)).rounded(.up)) : 1
    let canvas = try CairoCanvas(
      width: width, height: height, format: .png(scale: enlargement), fonts: "")
    let whole = Rectangle(x: 0, y: 0, width: width, height: height)
    try canvas.draw(Picture(bitmap, in: whole, isPixelated: true))
    let data = Data(try canvas.finish()).base64EncodedString()
    return "<image \(frame.svg) preserveAspectRatio=\"none\""
      + (isPixelated ? " image-rendering=\"optimizeSpeed\"" : "")
      + " xlink:href=\"data:image/png;base64,\(data)\"/>"
  }
}

extension Rectangle {
  var svg: String {
    "x=\"\(x.svg)\" y=\"\(y.svg)\" width=\"\(width.svg)\" height=\"\(height.svg)\""
  }
}

extension [Point] {
  fileprivate var svg: String { map { "\($0.x.svg),\($0.y.svg)" }.joined(separator: " ") }
}

extension Color {
  /// An attribute, with one for opacity where it is not whole.
  func svg(_ attribute: String) -> String {
    let hex = bytes.map { String(format: "%02x", $0) }.joined()
    let opacity = opacity < 1 ? " \(attribute)-opacity=\"\(opacity.svg)\"" : ""
    return "\(attribute)=\"#\(hex)\"" + opacity
  }
}

extension Double {
  /// Rounded to 1/1000.
  var svg: String {
    guard isFinite else { return "0" }
    let rounded = (self * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e9
      ? String(Int(rounded)) : String(rounded)
  }
}

extension String {
  /// As text or attribute value of XML.
  var xmlEscaped: String {
    unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}

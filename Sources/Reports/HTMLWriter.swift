import Figures

extension Report {
  /// The report as one page that asks no other host for anything, and says so to the browser.
  ///
  /// Tables sort by a click on a heading, figures open larger; without scripts both stay as they are.
  /// - Parameter images: of figures by name, which become part of the page; others are linked as
  ///   `figures/<name>.png`.
  public func html(images: [String: EmbeddedImage] = [:]) -> String {
    let anchors = Anchors(sections)
    let body = sections.enumerated().map { place, section in
      let heading =
        "<h\(section.level) id=\"\(anchors.names[place])\">\(section.heading.htmlEscaped)</h\(section.level)>"
      return ([heading] + section.blocks.map { $0.html(images, anchors) }).joined(separator: "\n")
    }
    let introduction = question.isEmpty ? "" : "<p class=\"question\">\(question.htmlEscaped)</p>"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data: file:; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.htmlEscaped)</title>
      <style>
      \(HTMLAssets.styleSheet)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title.htmlEscaped)</h1>
      \(introduction)
      \(anchors.contents(sections))
      \(body.joined(separator: "\n"))
      </main>
      <dialog id="zoom" aria-label="Figure, enlarged"><button type="button">Close</button><img alt=""></dialog>
      <script>
      \(HTMLAssets.script)
      </script>
      </body>
      </html>

      """
  }
}

/// A figure as part of a page.
public struct EmbeddedImage: Sendable {
  /// E.g. "image/png".
  public let mediaType: String
  public let base64: String

  public init(mediaType: String, base64: String) {
    (self.mediaType, self.base64) = (mediaType, base64)
  }
}

/// Places of a page by the headings that stand there.
private struct Anchors {
  let names: [String]
  private let byHeading: [String: String]

  init(_ sections: [Section]) {
    names = sections.indices.map { "section-\($0 + 1)" }
    byHeading = Dictionary(
      zip(sections.map(\.heading), names), uniquingKeysWith: { first, _ in first })
  }

  /// The heading as a link to its section, where there is one.
  func link(_ heading: String) -> String {
    byHeading[heading].map { "<a href=\"#\($0)\">\(heading.htmlEscaped)</a>" }
      ?? heading.htmlEscaped
  }

  /// Nothing for a page of few sections.
  func contents(_ sections: [Section]) -> String {
    guard sections.count > 3 else { return "" }
    let items = sections.map { "<li>\(link($0.heading))</li>" }
    return """
      <details class="contents"><summary>Contents</summary>
      <ol>
      \(items.joined(separator: "\n"))
      </ol>
      </details>
      """
  }
}

extension Block {
  fileprivate func html(_ images: [String: EmbeddedImage], _ anchors: Anchors) -> String {
    switch self {
    case .paragraph(let text): "<p>\(text.htmlEscaped)</p>"
    case .prose(let prose): "<p>\(prose.text.htmlEscaped)</p>"
    case .points(let points):
      "<ul>\n\(points.map { $0.html(anchors) }.joined(separator: "\n"))\n</ul>"
    case .table(let table): table.html
    case .figure(let figure): figure.html(images[figure.name])
    case .warning(let warning): warning.html(anchors)
    }
  }
}

extension Block.Point {
  fileprivate func html(_ anchors: Anchors) -> String {
    let lead = lead.isEmpty ? "" : "<strong>\(anchors.link(lead)).</strong> "
    return "<li>\(lead)\(text.htmlEscaped)</li>"
  }
}

extension ReportWarning {
  fileprivate func html(_ anchors: Anchors) -> String {
    let place =
      sections.isEmpty ? "" : " (\(sections.map(anchors.link).joined(separator: ", ")))"
    return "<p class=\"warning\"><strong>Warning\(place):</strong> \(finding.htmlEscaped). "
      + "<em>Remedy:</em> \(remedy.htmlEscaped).</p>"
  }
}

extension NamedFigure {
  fileprivate func html(_ image: EmbeddedImage?) -> String {
    let file = "figures/\(name.htmlEscaped)"
    let source = image.map { "data:\($0.mediaType);base64,\($0.base64)" } ?? "\(file).png"
    let links = endings.map { "<a href=\"\(file).\($0)\">\($0.uppercased())</a>" }
    return """
      <figure>
      <img src="\(source)" alt="\(alternative.htmlEscaped)" width="\(Int(figure.width * 4 / 3))">
      <figcaption>\(title.htmlEscaped) \(links.joined(separator: " · "))\(further.html)</figcaption>
      </figure>
      """
  }
}

extension [NamedFigure] {
  /// Links to the further pages of a figure.
  fileprivate var html: String {
    guard !isEmpty else { return "" }
    let links = enumerated().map { index, page in
      let files = page.endings.map {
        "<a href=\"figures/\(page.name.htmlEscaped).\($0)\">\($0.uppercased())</a>"
      }
      return "page \(index + 2) (\(files.joined(separator: ", ")))"
    }
    return "<br>\nIn \(count.counting("further file")): \(links.joined(separator: " · "))"
  }
}

extension Table {
  fileprivate var html: String {
    let head = row(columns.map(\.heading), "th")
    let body = rows.map { row($0, "td") }.joined(separator: "\n")
    return """
      <div class="scroll"><table>
      <caption>\(title.htmlEscaped)</caption>
      <thead>\(head)</thead>
      <tbody>
      \(body)
      </tbody>
      </table></div>
      """
  }

  private func row(_ cells: [String], _ tag: String) -> String {
    let marked = zip(columns, cells).map { column, cell in
      let style = column.alignment == .right ? " class=\"number\"" : ""
      return "<\(tag)\(style)>\(cell.htmlEscaped)</\(tag)>"
    }
    return "<tr>\(marked.joined())</tr>"
  }
}

extension String {
  fileprivate var htmlEscaped: String {
    reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped.append("&amp;")
      case "<": escaped.append("&lt;")
      case ">": escaped.append("&gt;")
      case "\"": escaped.append("&quot;")
      default: escaped.append(character)
      }
    }
  }
}

import Figures

extension Report {
  /// The report as one page that asks no other host for anything; figures are linked as
  /// `figures/<name>.png`.
  public var html: String {
    let body = sections.map { section in
      let heading = "<h\(section.level)>\(section.heading.htmlEscaped)</h\(section.level)>"
      return ([heading] + section.blocks.map(\.html)).joined(separator: "\n")
    }
    let introduction = question.isEmpty ? "" : "<p class=\"question\">\(question.htmlEscaped)</p>"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.htmlEscaped)</title>
      <style>
      \(styleSheet)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title.htmlEscaped)</h1>
      \(introduction)
      \(body.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }
}

private let styleSheet = """
  :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --rule: #d5dae0; --soft: #5b6570; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6e9ed; --paper: #15181c; --rule: #383f47; --soft: #9aa5b1; }
    figure img { background: #ffffff; border-radius: 4px; }
  }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 Inter, system-ui, sans-serif; }
  main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
  h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: 1.2rem; }
  .question { color: var(--soft); font-size: 1.1rem; }
  .scroll { overflow-x: auto; margin: 1rem 0; } table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
  th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: left; }
  th.number, td.number { text-align: right; white-space: nowrap; }
  figure { margin: 1.5rem 0; } figure img { max-width: 100%; height: auto; }
  figcaption { color: var(--soft); font-size: .9rem; }
  .warning { border-left: 4px solid #c77700; padding: .4rem .9rem; margin: 1rem 0; }
  @media print {
    main { max-width: none; padding: 0; } figure, table { break-inside: avoid; }
    .scroll { overflow: visible; } table { font-size: .8rem; } td { overflow-wrap: anywhere; }
    td:not(.number) { min-width: 5.5em; }
  }
  """

extension Block {
  fileprivate var html: String {
    switch self {
    case .paragraph(let text): "<p>\(text.htmlEscaped)</p>"
    case .table(let table): table.html
    case .figure(let figure):
      """
      <figure>
      <img src="figures/\(figure.name.htmlEscaped).png" alt="\(figure.alternative.htmlEscaped)" \
      width="\(Int(figure.figure.width * 4 / 3))">
      <figcaption>\(figure.caption.htmlEscaped) \
      <a href="figures/\(figure.name.htmlEscaped).pdf">PDF</a>\(figure.further.html)</figcaption>
      </figure>
      """
    case .warning(let finding, let remedy):
      "<p class=\"warning\"><strong>Warning:</strong> \(finding.htmlEscaped). "
        + "<em>Remedy:</em> \(remedy.htmlEscaped).</p>"
    }
  }
}

extension [NamedFigure] {
  /// Links to the further pages of a figure.
  fileprivate var html: String {
    guard !isEmpty else { return "" }
    let links = enumerated().map { index, page in
      "page \(index + 2) (<a href=\"figures/\(page.name.htmlEscaped).png\">PNG</a>, "
        + "<a href=\"figures/\(page.name.htmlEscaped).pdf\">PDF</a>)"
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

extension Report {
  /// The report as GitHub-flavoured Markdown; figures are linked as `figures/<name>.png`.
  public var markdown: String {
    var parts = ["# \(title.markdownEscaped)"]
    if !question.isEmpty { parts.append("*\(question.markdownEscaped)*") }
    for section in sections {
      parts.append(
        "\(String(repeating: "#", count: section.level)) \(section.heading.markdownEscaped)")
      parts += section.blocks.map(\.markdown)
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension Block {
  fileprivate var markdown: String {
    switch self {
    case .paragraph(let text): text.markdownEscaped
    case .prose(let prose): prose.text.markdownEscaped
    case .points(let points): points.map(\.markdown).joined(separator: "\n")
    case .table(let table): table.markdown
    case .figure(let figure):
      "![\(figure.alternative.markdownEscaped)](figures/\(figure.name).png)\n\n"
        + "*\(figure.title.markdownEscaped)* (\(figure.links))" + figure.further.markdown
    case .warning(let warning): warning.markdown
    }
  }
}

extension Block.Point {
  fileprivate var markdown: String {
    (lead.isEmpty ? "- " : "- **\(lead.markdownEscaped).** ") + text.markdownEscaped
  }
}

extension ReportWarning {
  fileprivate var markdown: String {
    let place = sections.isEmpty ? "" : " (\(sections.joined(separator: ", ").markdownEscaped))"
    let text = "\(finding.markdownEscaped). *Remedy:* \(remedy.markdownEscaped)."
    return "> **Warning\(place):** \(text)"
  }
}

extension NamedFigure {
  /// Without SVG, which is for those who draw on.
  fileprivate var links: String {
    endings.filter { $0 != "svg" }.map { "[\($0.uppercased())](figures/\(name).\($0))" }
      .joined(separator: ", ")
  }
}

extension [NamedFigure] {
  /// Links to the further pages of a figure.
  fileprivate var markdown: String {
    guard !isEmpty else { return "" }
    let links = enumerated().map { index, page in
      "page \(index + 2) ([PNG](figures/\(page.name).png), \(page.links))"
    }
    return "\n\nIn \(count.counting("further file")): \(links.joined(separator: " · "))"
  }
}

extension Table {
  fileprivate var markdown: String {
    let rules = columns.map { $0.alignment == .right ? "---:" : ":---" }
    let lines =
      [columns.map(\.heading.markdownEscaped), rules] + rows.map { $0.map(\.markdownEscaped) }
    return "*\(title.markdownEscaped)*\n\n"
      + lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}

extension String {
  /// Characters that Markdown or a table would read as marks are escaped; a line stays a line.
  fileprivate var markdownEscaped: String {
    reduce(into: "") { escaped, character in
      switch character {
      case "\n", "\r", "\r\n": escaped.append(" ")
      case "<": escaped.append("&lt;")
      case "|", "*", "_", "`", "[", "]", "\\", "&", "$": escaped.append("\\\(character)")
      default: escaped.append(character)
      }
    }
  }
}

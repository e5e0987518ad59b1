extension Report {
  /// The references as a BibTeX file; empty without any.
  public var bibTeX: String { references.map(\.bibTeX).joined(separator: "\n") }

  /// The methods for a paper, with citations of `bibTeX` by natbib.
  public var laTeXMethods: String {
    let prose = sections.flatMap(\.blocks).compactMap { block in
      if case .prose(let prose) = block { prose.laTeX } else { nil }
    }
    return prose.joined(separator: "\n\n") + "\n"
  }
}

extension Table {
  /// A floating table in the manner of booktabs, e.g. for `\input`: long texts are set in lines, and what
  /// is still wider than the text is made smaller (graphicx).
  public var laTeX: String {
    let lines = rows.map { row($0) }
    return """
      % needs \\usepackage{booktabs,graphicx}
      \\begin{table}
        \\centering
        \\caption{\(caption.laTeXEscaped)}
        \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%
        \\begin{tabular}{@{}\(alignment)@{}}
          \\toprule
          \(row(columns.map(\.heading)))
          \\midrule
      \(lines.map { "    \($0)" }.joined(separator: "\n"))
          \\bottomrule
        \\end{tabular}}
      \\end{table}

      """
  }

  private var alignment: String {
    columns.indices.map { column in
      if columns[column].alignment == .right { return "r" }
      let texts = rows.map { $0[column] }
      let words = texts.flatMap { $0.split(separator: " ") }
      let breaks = texts.contains { $0.count > 60 } && words.allSatisfy { $0.count <= 30 }
      return breaks ? "p{0.5\\linewidth}" : "l"
    }.joined()
  }

  private func row(_ cells: [String]) -> String {
    cells.map(\.laTeXEscaped).joined(separator: " & ") + " \\tabularnewline"
  }
}

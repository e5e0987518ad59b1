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
  /// A floating table in the manner of booktabs, e.g. for `\input`.
  public var laTeX: String {
    let alignment = columns.map { $0.alignment == .right ? "r" : "l" }.joined()
    let lines = rows.map { row($0) }
    return """
      % needs \\usepackage{booktabs}
      \\begin{table}
        \\centering
        \\caption{\(caption.laTeXEscaped)}
        \\begin{tabular}{@{}\(alignment)@{}}
          \\toprule
          \(row(columns.map(\.heading)))
          \\midrule
      \(lines.map { "    \($0)" }.joined(separator: "\n"))
          \\bottomrule
        \\end{tabular}
      \\end{table}

      """
  }

  private func row(_ cells: [String]) -> String {
    cells.map(\.laTeXEscaped).joined(separator: " & ") + " \\tabularnewline"
  }
}

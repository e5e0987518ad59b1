extension String {
  /// A path that keeps its file's name, and of a name too long both ends; at most so many
  /// characters.
  ///
  /// - Precondition: limit ≥ 8.
  func shortened(to limit: Int) -> String {
    guard count > limit else { return self }
    let name = nameOfFile
    if name.count + 2 <= limit, name.count < count { return "…/" + name }
    let head = (limit - 1) / 2
    return name.count <= limit ? name : "\(name.prefix(head))…\(name.suffix(limit - 1 - head))"
  }

  /// The file's name, where it is too long without what it shares with another: what tells the two
  /// apart stays, with both ends.
  ///
  /// - Precondition: limit ≥ 8. Below 24 there is no room for the ends.
  func shortened(to limit: Int, unlike other: String) -> String {
    let name = nameOfFile
    guard name.count > limit else { return shortened(to: limit) }
    let (head, tail) = limit < 24 ? (0, 0) : (limit / 5, 4)
    let window = limit - head - tail - 2
    let common = zip(name, other.nameOfFile).prefix { $0 == $1 }.count
    let start = common - 2 * window / 3
    if start <= head + 1 { return "\(name.prefix(limit - tail - 1))…\(name.suffix(tail))" }
    if start + window >= name.count - tail - 1 {
      return "\(name.prefix(head))…\(name.suffix(limit - head - 1))"
    }
    return "\(name.prefix(head))…\(name.dropFirst(start).prefix(window))…\(name.suffix(tail))"
  }

  /// What stands behind the last slash; everything without one.
  var nameOfFile: String {
    split(separator: "/").last.map(String.init) ?? self
  }

  /// "of 12" → "Of 12".
  var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }

  /// Characters that LaTeX would read as marks are escaped; those that its fonts lack are commands.
  var laTeXEscaped: String {
    reduce(into: "") { $0 += laTeXMarks[$1] ?? String($1) }
  }
}

extension [String] {
  /// "a", "a and b", "a, b and c".
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}

private let laTeXMarks: [Character: String] = [
  "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_", "{": "\\{", "}": "\\}",
  "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "\\": "\\textbackslash{}",
  "\n": " ", "–": "--", "−": "$-$", "≥": "$\\geq$", "≤": "$\\leq$", "·": "$\\cdot$",
  "×": "$\\times$", "²": "$^2$", "³": "$^3$", "σ": "$\\sigma$", "ρ": "$\\rho$", "√": "$\\surd$",
  "∞": "$\\infty$", "±": "$\\pm$", "→": "$\\to$", "⁻": "$^-$", "¼": "1/4", "½": "1/2",
  "μ": "$\\mu$", "′": "$'$", "‖": "$\\|$", "÷": "$\\div$", "≈": "$\\approx$", "β": "$\\beta$",
  "τ": "$\\tau$", "ε": "$\\varepsilon$", "⁰": "$^0$", "¹": "$^1$", "⁴": "$^4$", "⁵": "$^5$",
  "⁶": "$^6$", "⁷": "$^7$", "⁸": "$^8$", "⁹": "$^9$",
]

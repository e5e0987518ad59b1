extension String {
  /// A path that keeps its file's name with as many folders above it as there is room for, and of a
  /// name too long both ends; at most so many characters.
  ///
  /// - Precondition: limit ≥ 8.
  func shortened(to limit: Int) -> String { shortened(to: limit, keeping: 0) }

  /// The same, told apart from others: of files of one name in different folders the folders stay, of a
  /// name too long without what it shares with another what differs, with both ends.
  ///
  /// - Precondition: limit ≥ 8. Below 24 there is no room for the ends.
  func shortened(to limit: Int, unlike other: String) -> String {
    let name = nameOfFile
    guard name != other.nameOfFile else {
      return shortened(to: limit, keeping: foldersUnlike(other))
    }
    return name.count > limit
      ? name.shortenedName(to: limit, unlike: other.nameOfFile) : shortened(to: limit)
  }

  /// How many folders above the file's name tell it from that of another path; 0 for the same path.
  func foldersUnlike(_ other: String) -> Int {
    let shared = zip(folders.reversed(), other.folders.reversed()).prefix { $0 == $1 }.count
    return self == other ? 0 : min(shared + 1, folders.count)
  }

  /// - Parameter kept: folders above the file's name that are to be seen, where there is room.
  fileprivate func shortened(to limit: Int, keeping kept: Int) -> String {
    guard count > limit else { return self }
    let (name, folders) = (nameOfFile, folders)
    let shown = (0..<folders.count).last { number in
      "…/\((folders.suffix(number) + [name]).joined(separator: "/"))".count <= limit
    }
    if let shown, shown >= kept {
      return "…/" + (folders.suffix(shown) + [name]).joined(separator: "/")
    }
    guard kept > 0 else { return name.count <= limit ? name : name.endsKept(to: limit) }
    let place = folders.suffix(kept).joined(separator: "/")
    let room = limit - place.count - 1
    if room >= 8 { return "\(place)/\(name.endsKept(to: room))" }
    return room >= 1 ? "\(place)/…" : place.endsKept(to: limit)
  }

  /// Both ends of a text that is too long.
  private func endsKept(to limit: Int) -> String {
    let head = (limit - 1) / 2
    return count <= limit ? self : "\(prefix(head))…\(suffix(limit - 1 - head))"
  }

  /// Of a name that is too long what differs from another.
  private func shortenedName(to limit: Int, unlike other: String) -> String {
    let (head, tail) = limit < 24 ? (0, 0) : (limit / 5, 4)
    let window = limit - head - tail - 2
    let common = zip(self, other).prefix { $0 == $1 }.count
    let start = common - 2 * window / 3
    if start <= head + 1 { return "\(prefix(limit - tail - 1))…\(suffix(tail))" }
    if start + window >= count - tail - 1 {
      return "\(prefix(head))…\(suffix(limit - head - 1))"
    }
    return "\(prefix(head))…\(dropFirst(start).prefix(window))…\(suffix(tail))"
  }

  /// From the file's name up: so ordered, paths that are most alike stand side by side.
  fileprivate var upwards: [Substring] { split(separator: "/").reversed() }

  /// What stands before the last slash.
  fileprivate var folders: [String] { split(separator: "/").dropLast().map(String.init) }

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

/// Short names of items that tell them apart: of files of one name in different folders the folders are
/// kept.
public struct ShortNames: Sendable {
  /// Folders that are kept, by path; none where the file's name says which it is.
  private let kept: [String: Int]

  /// - Parameter paths: all that are shown together.
  public init(_ paths: some Sequence<String>) {
    let sameNames = Dictionary(grouping: Set(paths), by: \.nameOfFile).values.filter {
      $0.count > 1
    }
    kept = Dictionary(
      uniqueKeysWithValues: sameNames.flatMap { paths in
        let ordered = paths.sorted { $0.upwards.lexicographicallyPrecedes($1.upwards) }
        return ordered.indices.map { index in
          let beside = [index - 1, index + 1].filter(ordered.indices.contains).map { ordered[$0] }
          return (ordered[index], beside.map(ordered[index].foldersUnlike).max() ?? 0)
        }
      })
  }

  /// The file's name, below the folders that tell it from another of that name.
  func lines(_ path: String) -> [String] {
    let folders = path.folders.suffix(kept[path] ?? 0)
    return (folders.isEmpty ? [] : [folders.joined(separator: "/")]) + [path.nameOfFile]
  }

  /// - Precondition: limit ≥ 8.
  func name(_ path: String, within limit: Int) -> String {
    path.shortened(to: limit, keeping: kept[path] ?? 0)
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

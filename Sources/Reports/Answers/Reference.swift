/// A publication that a method is taken from.
public struct Reference: Sendable, Hashable {
  /// Of BibTeX, e.g. `gretton2012`.
  public let key: String
  /// "Family, Given", in the order of the title page.
  let authors: [String]
  let title: String
  let year: Int
  let source: Source

  enum Source: Hashable {
    case journal(String, volume: String, pages: String)
    case proceedings(String, pages: String?)
    case book(publisher: String)
    case preprint(arXiv: String)
  }

  init(_ key: String, _ authors: [String], _ title: String, _ year: Int, _ source: Source) {
    (self.key, self.authors, self.title) = (key, authors, title)
    (self.year, self.source) = (year, source)
  }
}

extension Reference {
  /// "Gretton et al. 2012", as it stands in brackets.
  var short: String {
    let families = authors.map { String($0.prefix { $0 != "," }) }
    let names =
      switch families.count {
      case 1: families[0]
      case 2: "\(families[0]) and \(families[1])"
      default: "\(families[0]) et al."
      }
    return "\(names) \(year)"
  }

  /// As an entry of a list of references.
  var text: String {
    let names = authors.map { author in
      let parts = author.split(separator: ",", maxSplits: 1)
      guard parts.count == 2 else { return author }
      let initials = parts[1].split(separator: " ").compactMap(\.first).map { "\($0)." }
      return "\(parts[0]) \(initials.joined(separator: " "))"
    }
    return "\(names.joined(separator: ", ")) (\(year)). \(title). \(source.text)."
  }

  /// As an entry of a BibTeX file.
  var bibTeX: String {
    let fields =
      [
        ("author", authors.joined(separator: " and ")), ("title", title),
      ] + source.fields + [("year", "\(year)")]
    // A second pair of braces keeps the capitals of a title.
    let lines = fields.map { name, value in
      let text = value.laTeXEscaped
      return "  \(name) = {\(name == "title" ? "{\(text)}" : text)}"
    }
    return "@\(source.kind){\(key),\n\(lines.joined(separator: ",\n"))\n}\n"
  }
}

extension Reference.Source {
  fileprivate var text: String {
    switch self {
    case .journal(let name, let volume, let pages): "\(name) \(volume): \(pages)"
    case .proceedings(let name, let pages): name + (pages.map { ", pp. \($0)" } ?? "")
    case .book(let publisher): publisher
    case .preprint(let number): "arXiv:\(number)"
    }
  }

  fileprivate var kind: String {
    switch self {
    case .journal: "article"
    case .proceedings: "inproceedings"
    case .book: "book"
    case .preprint: "misc"
    }
  }

  fileprivate var fields: [(String, String)] {
    switch self {
    case .journal(let name, let volume, let pages):
      [("journal", name), ("volume", volume), ("pages", pages.replacing("–", with: "--"))]
    case .proceedings(let name, let pages):
      [("booktitle", name)] + (pages.map { [("pages", $0.replacing("–", with: "--"))] } ?? [])
    case .book(let publisher): [("publisher", publisher)]
    case .preprint(let number): [("eprint", number), ("archiveprefix", "arXiv")]
    }
  }
}

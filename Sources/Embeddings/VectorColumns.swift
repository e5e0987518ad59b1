import Datasets
import Foundation

/// Which column of a table says what.
///
/// A table that names pictures is one of pictures unless its headings say that it has vectors: other
/// lists and numbered columns, labels of several or the corners of a box, are nothing to compare.
struct VectorColumns {
  let id: Int?
  let label: Int?
  let group: Int?
  private let heading: [String]
  private let vector: Numbers

  private enum Numbers {
    case list(Int)
    case columns([Int])
  }

  /// What numbered columns of vectors are called before their number, besides `VectorColumn.vectors`.
  private static let stems: Set<String> = [
    "e", "emb", "embed", "f", "feat", "feature", "v", "vec", "dim", "d",
  ]
  /// Fewer numbered columns in a table of pictures are something else.
  private static let fewest = 8
  private static let longestNumber = 9

  /// - Parameter first: the fields of the first row.
  init(_ heading: [String], first: [String], file: String) throws(EmbeddingError) {
    let names = heading.map { $0.lowercased() }
    func position(_ known: [String]) -> Int? {
      known.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    self.heading = heading
    (id, label, group) = (
      position(VectorColumn.ids), position(VectorColumn.labels), position(VectorColumn.groups)
    )
    let lists = first.indices.filter {
      $0 < names.count && first[$0].hasPrefix("[") && first[$0].hasSuffix("]")
    }
    let named = lists.first { VectorColumn.vectors.contains(names[$0]) }
    let isOfPictures = names.contains { VectorColumn.pictures.contains($0) }
    if let list = named ?? (isOfPictures ? nil : lists.first) {
      vector = .list(list)
      return
    }
    let columns =
      isOfPictures
      ? Self.numbered(names, fewest: Self.fewest, Self.isOfVectors)
      : Self.numbered(names, fewest: 2) { _ in true }
    let known = [id, label, group]
    let others = heading.indices.filter { !known.contains($0) }
    let chosen = columns.isEmpty && !isOfPictures ? others : columns
    guard chosen.count >= 2, chosen.allSatisfy({ $0 < first.count && Double(first[$0]) != nil })
    else {
      throw .malformed(
        file: file,
        finding: "holds no vectors (columns \(heading.prefix(8).joined(separator: ", ")))",
        remedy: "save a column embedding with lists in brackets, or columns e0, e1, … of numbers")
    }
    vector = .columns(chosen)
  }

  /// Whether columns of a table of pictures that are called so, but for their number, hold vectors.
  private static func isOfVectors(_ stem: String) -> Bool {
    let name = String(stem.reversed().drop { "_-.".contains($0) }.reversed())
    return stems.contains(name) || VectorColumn.vectors.contains(name)
  }

  /// The longest run of columns called the same but for a number that counts up from 0 or 1.
  private static func numbered(
    _ names: [String], fewest: Int, _ isWanted: (_ stem: String) -> Bool
  ) -> [Int] {
    var longest: [Int] = []
    var run: [Int] = []
    var expected = ""
    for (index, name) in names.enumerated() {
      let stem = String(name.reversed().drop(while: \.isNumber).reversed())
      // Of few digits: a column called by the largest number there is has none after it.
      let digits = name.dropFirst(stem.count)
      let number = digits.count <= longestNumber ? Int(digits) : nil
      let isNext = !run.isEmpty && name == expected
      run = isNext ? run + [index] : (number ?? 2) < 2 && isWanted(stem) ? [index] : []
      expected = number.map { stem + String($0 + 1) } ?? ""
      if run.count > longest.count { longest = run }
    }
    return longest.count >= fewest ? longest : []
  }

  /// "column embedding" or "columns e0 to e511".
  var place: String {
    switch vector {
    case .list(let column): "column \(heading[column])"
    case .columns(let columns):
      "columns \(heading[columns[0]]) to \(heading[columns[columns.count - 1]])"
    }
  }

  func append(
    _ row: DelimitedRow, to numbers: inout [Double], file: String
  ) throws(EmbeddingError) {
    guard row.fields.count == heading.count else {
      throw .malformed(
        file: "\(file):\(row.line)",
        finding: "has \(row.fields.count) fields under \(heading.count) columns",
        remedy: "quote fields that hold the delimiter")
    }
    let words: [Substring] =
      switch vector {
      case .list(let column):
        row.fields[column].dropFirst().dropLast().split { $0 == "," || $0.isWhitespace }
      case .columns(let columns): columns.map { row.fields[$0][...] }
      }
    for word in words {
      // A number that no double holds is read as infinite.
      guard let number = Double(word.trimmingCharacters(in: .whitespaces)), number.isFinite else {
        throw .malformed(
          file: "\(file):\(row.line)", finding: "\"\(word)\" is not a finite number",
          remedy: "mend or drop the row")
      }
      numbers.append(number)
    }
  }

  /// A column with nil where it is empty, if there is one and it says anything.
  func someText(_ column: Int?, of rows: [DelimitedRow]) -> [String?]? {
    guard let column else { return nil }
    let texts = rows.map { $0.fields[column].isEmpty ? nil : $0.fields[column] }
    return texts.contains { $0 != nil } ? texts : nil
  }

  /// Columns of something else, by their headings in lower case, that say anything.
  func further(of rows: [DelimitedRow]) -> [String: [String?]] {
    let taken: [Int?] =
      switch vector {
      case .list(let column): [id, label, group, column]
      case .columns(let columns): [id, label, group] + columns
      }
    let others = heading.indices.filter { !taken.contains($0) && !heading[$0].isEmpty }
    return others.reduce(into: [:]) { found, column in
      found[heading[column].lowercased()] = someText(column, of: rows)
    }
  }

  /// A column, if there is one and it has no gaps.
  func text(_ column: Int?, of rows: [DelimitedRow]) -> [String]? {
    guard let column else { return nil }
    let texts = rows.map { $0.fields[column] }
    return texts.contains("") ? nil : texts
  }
}

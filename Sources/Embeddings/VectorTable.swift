import Datasets
import Foundation
import LinearAlgebra

/// Vectors in a CSV or TSV file with a head line.
///
/// Either one column holds a list of numbers in brackets; or columns called e.g. e0, e1, … hold one
/// number each; or, in a table that names no pictures, all columns do but those of id, label and
/// group. Other columns are passed over. Numbers are kept in double precision.
enum VectorTable {
  /// Whether a table holds vectors rather than names of pictures.
  static func isThere(at url: URL) -> Bool {
    // A table that cannot be read holds none; whoever reads it next says why.
    guard let rows = try? DelimitedText(beginningOf: url).rows.prefix(2), rows.count == 2 else {
      return false
    }
    return (try? VectorColumns(rows[0].fields, first: rows[1].fields, file: url.path)) != nil
  }

  static func read(_ url: URL) throws -> ImportedVectors {
    var rows = try DelimitedText(file: url).rows
    guard rows.count >= 2 else {
      throw EmbeddingError.malformed(
        file: url.path, finding: "has no row below its head line", remedy: "save it again")
    }
    let columns = try VectorColumns(
      rows.removeFirst().fields, first: rows[0].fields, file: url.path)
    var numbers: [Double] = []
    var dimension = 0
    for (index, row) in rows.enumerated() {
      let before = numbers.count
      try columns.append(row, to: &numbers, file: url.path)
      if index == 0 { dimension = numbers.count }
      guard numbers.count - before == dimension, dimension > 0 else {
        throw EmbeddingError.malformed(
          file: "\(url.path):\(row.line)",
          finding: "has \(numbers.count - before) numbers where the first row has \(dimension)",
          remedy: "save one vector a row, all of one length")
      }
    }
    return try ImportedVectors(
      .double(Matrix(rows: rows.count, columns: dimension, elements: numbers)),
      ids: columns.text(columns.id, of: rows), labels: columns.text(columns.label, of: rows),
      groups: columns.text(columns.group, of: rows), file: url.path)
  }
}

/// Which column says what.
private struct VectorColumns {
  let id: Int?
  let label: Int?
  let group: Int?
  private let width: Int
  private let vector: Numbers

  private enum Numbers {
    case list(Int)
    case columns([Int])
  }

  init(_ heading: [String], first: [String], file: String) throws(EmbeddingError) {
    let names = heading.map { $0.lowercased() }
    func position(_ known: [String]) -> Int? {
      known.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    width = heading.count
    (id, label, group) = (
      position(VectorColumn.ids), position(VectorColumn.labels), position(VectorColumn.groups)
    )
    let known = [id, label, group]
    if let list = first.firstIndex(where: { $0.hasPrefix("[") && $0.hasSuffix("]") }) {
      vector = .list(list)
      return
    }
    let numbered = Self.numbered(names)
    let isOfPictures = names.contains { VectorColumn.pictures.contains($0) }
    let others = heading.indices.filter { !known.contains($0) }
    let columns = numbered.isEmpty && !isOfPictures ? others : numbered
    guard columns.count >= 2, columns.allSatisfy({ $0 < first.count && Double(first[$0]) != nil })
    else {
      throw .malformed(
        file: file,
        finding: "holds no vectors (columns \(heading.prefix(8).joined(separator: ", ")))",
        remedy: "save a column embedding with lists in brackets, or columns e0, e1, … of numbers")
    }
    vector = .columns(columns)
  }

  private static let longestNumber = 9

  /// The longest run of columns called the same but for a number that counts up from 0 or 1.
  private static func numbered(_ names: [String]) -> [Int] {
    var longest: [Int] = []
    var run: [Int] = []
    var expected = ""
    for (index, name) in names.enumerated() {
      let stem = String(name.reversed().drop(while: \.isNumber).reversed())
      // Of few digits: a column called by the largest number there is has none after it.
      let digits = name.dropFirst(stem.count)
      let number = digits.count <= longestNumber ? Int(digits) : nil
      let isNext = number != nil && name == expected
      run = isNext ? run + [index] : (number ?? 2) < 2 ? [index] : []
      expected = number.map { stem + String($0 + 1) } ?? ""
      if run.count > longest.count { longest = run }
    }
    return longest.count >= 2 ? longest : []
  }

  func append(
    _ row: DelimitedRow, to numbers: inout [Double], file: String
  ) throws(EmbeddingError) {
    guard row.fields.count == width else {
      throw .malformed(
        file: "\(file):\(row.line)",
        finding: "has \(row.fields.count) fields under \(width) columns",
        remedy: "quote fields that hold the delimiter")
    }
    let words: [Substring] =
      switch vector {
      case .list(let column):
        row.fields[column].dropFirst().dropLast().split { $0 == "," || $0.isWhitespace }
      case .columns(let columns): columns.map { row.fields[$0][...] }
      }
    for word in words {
      guard let number = Double(word.trimmingCharacters(in: .whitespaces)) else {
        throw .malformed(
          file: "\(file):\(row.line)", finding: "\"\(word)\" is not a number",
          remedy: "mend or drop the row")
      }
      numbers.append(number)
    }
  }

  /// A column, if there is one and it has no gaps.
  func text(_ column: Int?, of rows: [DelimitedRow]) -> [String]? {
    guard let column else { return nil }
    let texts = rows.map { $0.fields[column] }
    return texts.contains("") ? nil : texts
  }
}

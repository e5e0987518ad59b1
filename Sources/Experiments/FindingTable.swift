import Analyses
import Datasets
import Embeddings
import Foundation

extension FindingSource {
  private static let present: Set<String> = ["1", "1.0", "true"]
  /// Uncertain findings count as absent.
  private static let absent: Set<String> = ["", "0", "0.0", "-1", "-1.0", "false"]

  /// Of each item the numbers of its findings.
  ///
  /// - Throws: `SettingsError` for a column that is missing or holds something else than 1, 0, −1 or nothing,
  ///   and for an item without a row.
  func findings(of items: EmbeddedItems) throws -> [Set<Int>] {
    switch self {
    case .columns(let names):
      var columns: [[String?]] = []
      for name in names {
        guard let column = items.columns[name] else {
          throw SettingsError.unknownName(
            what: "column", found: name, known: items.columns.keys.sorted())
        }
        guard let odd = column.first(where: { !Self.isFinding($0 ?? "") }) else {
          columns.append(column)
          continue
        }
        throw SettingsError.wrongValue(
          place: "\(items.name): \(name)", found: odd ?? "", expected: "1, 0, -1 or nothing")
      }
      return Self.findings(columns, count: items.count)
    case .table(let file): return try Self.table(file, items)
    }
  }

  private static func isFinding(_ value: String) -> Bool {
    isPresent(value) || absent.contains(word(value))
  }

  private static func isPresent(_ value: String) -> Bool { present.contains(word(value)) }

  private static func word(_ value: String) -> String {
    value.trimmingCharacters(in: .whitespaces).lowercased()
  }

  private static func findings(_ columns: [[String?]], count: Int) -> [Set<Int>] {
    (0..<count).map { row in
      Set(columns.indices.filter { isPresent(columns[$0][row] ?? "") })
    }
  }

  /// Findings are the columns that hold nothing else.
  private static func table(_ file: URL, _ items: EmbeddedItems) throws -> [Set<Int>] {
    let (names, rows) = try content(of: file)
    guard let key = names.firstIndex(of: "id") ?? names.firstIndex(of: "path") else {
      throw SettingsError.wrongValue(
        place: file.path, found: "columns \(names.joined(separator: ", "))",
        expected: "a column id, or path, that names the image")
    }
    let columns = names.indices.filter { column in
      column != key && rows.allSatisfy { isFinding($0[column]) }
        && rows.contains { isPresent($0[column]) }
    }
    let odd = names.indices.lazy.filter { $0 != key && !columns.contains($0) }
      .compactMap { column in oddCell(of: column, in: rows).map { (column, $0) } }.first
    if let (column, row) = odd {
      throw SettingsError.wrongValue(
        place: "\(file.path): column \(names[column]), row \(row + 1)", found: rows[row][column],
        expected: "1, 0, -1 or nothing as in the rest of the column")
    }
    guard !columns.isEmpty else {
      throw SettingsError.wrongValue(
        place: file.path, found: "no column of findings",
        expected:
          "columns of 1 where something is there, 0 or nothing where it is not, -1 where that is "
          + "uncertain")
    }
    var places: [String: Int] = [:]
    for (place, row) in rows.enumerated() {
      guard places.updateValue(place, forKey: row[key]) == nil else {
        throw SettingsError.wrongValue(
          place: file.path, found: "two rows of \(row[key])", expected: "one row an image")
      }
    }
    let order = try items.ids.map { id in
      guard let place = places["\(id)"] else {
        throw SettingsError.wrongValue(
          place: file.path, found: "no row of \(id)", expected: "a row for each image, by its id")
      }
      return place
    }
    return findings(columns.map { column in order.map { rows[$0][column] } }, count: items.count)
  }

  /// The row of a cell that is no finding in a column that holds little else; nil for other columns.
  private static func oddCell(of column: Int, in rows: [[String]]) -> Int? {
    let odd = rows.indices.filter { !isFinding(rows[$0][column]) }
    let present = rows.count { isPresent($0[column]) }
    return present > 0 && odd.count * 10 <= rows.count ? odd.first : nil
  }

  /// The head line in lower case, and rows as long as it.
  private static func content(of file: URL) throws -> (names: [String], rows: [[String]]) {
    let rows = try DelimitedText(file: file).rows
    guard rows.count >= 2 else {
      throw SettingsError.wrongValue(
        place: file.path, found: "no row below a head line", expected: "a row an image")
    }
    let names = rows[0].fields.map { $0.lowercased() }
    if let odd = rows.first(where: { $0.fields.count != names.count }) {
      throw SettingsError.wrongValue(
        place: "\(file.path), line \(odd.line)", found: "\(odd.fields.count) fields",
        expected: "\(names.count), as many as in the head line")
    }
    return (names, rows.dropFirst().map(\.fields))
  }
}

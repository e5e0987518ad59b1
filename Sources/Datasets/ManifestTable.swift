public import Foundation

/// A table of pictures as text, to be written again with fewer rows or in parts.
public struct ManifestTable: Sendable {
  public let file: URL
  public private(set) var heading: [String]
  public private(set) var rows: [DelimitedRow]
  /// Where the columns are that are known.
  public private(set) var positions: [ManifestColumn: Int]

  /// - Parameter columns: headings that are not the usual ones.
  /// - Throws: `DatasetError` for a file that cannot be read, has no rows or no column of paths.
  public init(file: URL, columns: [ManifestColumn: String] = [:]) throws {
    let source = try ManifestSource(table: file, columns: columns)
    var rows = try DelimitedText(file: file).rows
    guard rows.count > 1 else { throw DatasetError.empty(path: file.path, expected: "row") }
    self.file = file
    heading = rows.removeFirst().fields
    self.rows = rows
    positions = try source.positions(in: heading)
  }

  /// Nil for an empty field, and for a row that ends before.
  public func value(_ column: ManifestColumn, of row: DelimitedRow) -> String? {
    positions[column].flatMap { value(at: $0, of: row) }
  }

  /// The position of a column by its role, such as `label`, or by its heading.
  ///
  /// - Throws: `DatasetError` when there is none.
  public func position(of name: String) throws(DatasetError) -> Int {
    if let position = ManifestColumn(rawValue: name).flatMap({ positions[$0] }) { return position }
    if let position = heading.firstIndex(of: name) { return position }
    throw .malformed(
      path: file.path, line: 1, finding: "no column \"\(name)\"",
      remedy: "choose from \(heading.joined(separator: ", "))")
  }

  public func value(at position: Int, of row: DelimitedRow) -> String? {
    guard position < row.fields.count, !row.fields[position].isEmpty else { return nil }
    return row.fields[position]
  }

  /// The id of a row: its path where there is no column of ids.
  public func id(of row: DelimitedRow) -> String? { value(.id, of: row) ?? value(.path, of: row) }

  /// What the path of a row leads to.
  public func picture(of row: DelimitedRow) -> URL? {
    value(.path, of: row)
      .map { Datasets.file($0, relativeTo: file.deletingLastPathComponent()) }
  }

  /// The same rows in another order or fewer of them, by position.
  public func selecting(_ indices: [Int]) -> ManifestTable {
    var table = self
    table.rows = indices.map { rows[$0] }
    return table
  }

  /// The same with one value in a column of all rows; the column is added where it is not there.
  public func setting(_ column: ManifestColumn, to value: String) -> ManifestTable {
    mapping(column) { _ in value }
  }

  /// The same with another value in a column, which is added where it is not there.
  public func mapping(
    _ column: ManifestColumn, _ change: (DelimitedRow) -> String
  ) -> ManifestTable {
    var table = self
    let position = positions[column] ?? heading.count
    if position == heading.count {
      table.heading.append(column.rawValue)
      table.positions[column] = position
    }
    for index in rows.indices {
      let missing = max(0, position + 1 - rows[index].fields.count)
      table.rows[index].fields += Array(repeating: "", count: missing)
      table.rows[index].fields[position] = change(rows[index])
    }
    return table
  }

  /// The same for a file in another folder: relative paths lead to the same pictures, and rows whose
  /// id was their path keep it in a column of ids.
  public func moved(to folder: URL) -> ManifestTable {
    let from = file.deletingLastPathComponent().standardizedFileURL
    guard from.path != folder.standardizedFileURL.path else { return self }
    var table = positions[.id] == nil ? mapping(.id) { id(of: $0) ?? "" } : self
    for column in [ManifestColumn.path, .mask, .map] where positions[column] != nil {
      table = table.mapping(column) { row in
        guard let path = value(column, of: row), !path.hasPrefix("/") else {
          return value(column, of: row) ?? ""
        }
        return relativePath(from: folder, to: Datasets.file(path, relativeTo: from))
      }
    }
    return table
  }

  /// As it is written to a file: quoted where it has to be, lines ending in LF.
  public var text: String {
    let delimiter = ManifestSource.delimiter(of: file) == .tab ? "\t" : ","
    return DelimitedText.text(of: [heading] + rows.map(\.fields), delimiter: delimiter)
  }
}

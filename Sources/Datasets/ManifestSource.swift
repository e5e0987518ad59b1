public import Foundation

/// What a column of a manifest says.
public enum ManifestColumn: String, Sendable, Codable, CaseIterable {
  case path, id, label, split, group, site, caption
}

/// What stands between the fields of a manifest.
public enum ManifestDelimiter: String, Sendable, Codable, CaseIterable {
  case comma, tab
  /// Any run of spaces or tabs.
  case whitespace
}

/// A table of image files: CSV (RFC 4180), TSV or columns of text.
public struct ManifestSource: DatasetSource {
  public let file: URL
  /// Heading, or number from 1, of each column that is used. `path` is needed; ids default to it.
  public let columns: [ManifestColumn: String]
  public let delimiter: ManifestDelimiter
  public let hasHeader: Bool
  /// What labels of the table are called; others keep their name.
  public let labelNames: [String: String]

  public init(
    file: URL, columns: [ManifestColumn: String], delimiter: ManifestDelimiter = .comma,
    hasHeader: Bool = true, labelNames: [String: String] = [:]
  ) {
    self.file = file
    self.columns = columns
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.labelNames = labelNames
  }

  public func listing() throws -> SampleListing {
    let text = String(decoding: try fileBytes(file), as: UTF8.self)
    var rows = DelimitedText(text, delimiter).rows
    let heading = hasHeader && !rows.isEmpty ? rows.removeFirst().fields : []
    let positions = try columns.mapValues { try position(of: $0, in: heading) }
    guard let path = positions[.path] else {
      throw DatasetError.malformed(
        path: file.path, line: nil, finding: "no column of paths is named",
        remedy: "name it under columns: in dataset.yaml")
    }
    guard !rows.isEmpty else { throw DatasetError.empty(path: file.path, expected: "row") }
    return SampleListing(samples: try rows.map { try sample($0, positions, path) })
  }

  private func sample(
    _ row: DelimitedRow, _ positions: [ManifestColumn: Int], _ path: Int
  ) throws -> Sample {
    let needed = (positions.values.max() ?? 0) + 1
    guard row.fields.count >= needed else {
      throw DatasetError.malformed(
        path: file.path, line: row.line,
        finding: "\(row.fields.count) fields where \(needed) are needed", remedy: "complete the row"
      )
    }
    func value(_ column: ManifestColumn) -> String? {
      positions[column].map { row.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let relative = row.fields[path]
    guard !relative.isEmpty else {
      throw DatasetError.malformed(
        path: file.path, line: row.line, finding: "the path is empty",
        remedy: "fill or drop the row")
    }
    let url = Datasets.file(relative, relativeTo: file.deletingLastPathComponent())
    return Sample(
      id: value(.id) ?? relative, image: .file(url),
      label: value(.label).map { labelNames[$0] ?? $0 },
      split: value(.split),
      group: value(.group), site: value(.site), caption: value(.caption))
  }

  /// By heading, or by number from 1.
  private func position(of name: String, in heading: [String]) throws -> Int {
    if let index = heading.firstIndex(of: name) { return index }
    if let number = Int(name), number >= 1 { return number - 1 }
    throw DatasetError.malformed(
      path: file.path, line: 1, finding: "no column \"\(name)\"",
      remedy: heading.isEmpty
        ? "number the columns from 1" : "choose from \(heading.joined(separator: ", "))")
  }
}

/// A row of a table with the line it begins on.
struct DelimitedRow {
  let line: Int
  var fields: [String]
}

/// The rows of a delimited text. Quoted fields may hold delimiters, quotes (doubled) and line ends.
struct DelimitedText {
  let rows: [DelimitedRow]

  init(_ text: String, _ delimiter: ManifestDelimiter) {
    switch delimiter {
    case .whitespace: rows = Self.columns(of: text)
    case .comma: rows = Self.quoted(text, ",")
    case .tab: rows = Self.quoted(text, "\t")
    }
  }

  private static func columns(of text: String) -> [DelimitedRow] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { line, row in
        DelimitedRow(
          line: line + 1, fields: row.split(whereSeparator: \.isWhitespace).map(String.init))
      }
      .filter { !$0.fields.isEmpty }
  }

  private static func quoted(_ text: String, _ delimiter: Character) -> [DelimitedRow] {
    var rows: [DelimitedRow] = []
    var row = DelimitedRow(line: 1, fields: [])
    var field = ""
    var isQuoted = false
    var line = 1
    var characters = text.drop { $0 == "\u{FEFF}" }.makeIterator()
    var pending = characters.next()
    func isBlank(_ row: DelimitedRow) -> Bool { row.fields == [""] }
    while let character = pending {
      pending = characters.next()
      if isQuoted, character == "\"", pending == "\"" {
        field.append("\"")
        pending = characters.next()
      } else if character == "\"", isQuoted || field.isEmpty {
        isQuoted.toggle()
      } else if !isQuoted, character == delimiter {
        row.fields.append(field)
        field = ""
      } else if !isQuoted, character.isNewline {
        row.fields.append(field)
        if !isBlank(row) { rows.append(row) }
        field = ""
        line += 1
        row = DelimitedRow(line: line, fields: [])
      } else {
        if character.isNewline { line += 1 }
        field.append(character)
      }
    }
    row.fields.append(field)
    if !isBlank(row) { rows.append(row) }
    return rows
  }
}

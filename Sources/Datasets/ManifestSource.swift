public import Foundation

/// What a column of a manifest says.
public enum ManifestColumn: String, Sendable, Codable, CaseIterable {
  case path, id, label, split, group, site, caption, mask, map
}

/// What stands between the fields of a manifest.
public enum ManifestDelimiter: String, Sendable, Codable, CaseIterable {
  case comma, tab
  /// Any run of spaces or tabs.
  case whitespace
}

/// A table of image files: CSV (RFC 4180), TSV or columns of text.
///
/// Columns with a heading that are not used otherwise become attributes of the samples.
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
    var rows = try DelimitedText(fileBytes(file), delimiter, path: file.path).rows
    guard rows.count > (hasHeader ? 1 : 0) else {
      throw DatasetError.empty(path: file.path, expected: "row")
    }
    let width = rows[0].fields.count
    let heading = hasHeader ? rows.removeFirst().fields : []
    let positions = try positions(in: heading)
    guard let path = positions[.path] else {
      throw DatasetError.malformed(
        path: file.path, line: nil, finding: "no column of paths is named",
        remedy: "name it under columns: in dataset.yaml")
    }
    let others = heading.indices.filter { !positions.values.contains($0) && !heading[$0].isEmpty }
    let needed = (positions.values.max() ?? 0) + 1
    return SampleListing(
      samples: try rows.map { row in
        try check(row, needed: needed, width: width)
        return try sample(row, positions, path, others.map { (heading[$0], $0) })
      })
  }

  private func sample(
    _ row: DelimitedRow, _ positions: [ManifestColumn: Int], _ path: Int,
    _ others: [(heading: String, position: Int)]
  ) throws -> Sample {
    func value(_ column: ManifestColumn) -> String? {
      positions[column].map { row.fields[$0] }
        .flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
    let relative = row.fields[path]
    guard !relative.isEmpty else {
      throw DatasetError.malformed(
        path: file.path, line: row.line, finding: "the path is empty",
        remedy: "fill or drop the row")
    }
    let folder = file.deletingLastPathComponent()
    let attributes = others.compactMap { heading, position in
      position < row.fields.count && !row.fields[position].isEmpty
        ? (heading, row.fields[position]) : nil
    }
    return Sample(
      id: value(.id) ?? relative, image: .file(Datasets.file(relative, relativeTo: folder)),
      label: value(.label).map { labelNames[$0] ?? $0 },
      split: value(.split),
      group: value(.group), site: value(.site), caption: value(.caption),
      mask: value(.mask).map { .file(Datasets.file($0, relativeTo: folder)) },
      map: value(.map).map { .file(Datasets.file($0, relativeTo: folder)) },
      attributes: Dictionary(attributes, uniquingKeysWith: { first, _ in first }))
  }

  /// A row that is shorter than needed, or longer than the first one, has its values in the wrong
  /// columns; empty fields at its end do no harm.
  private func check(_ row: DelimitedRow, needed: Int, width: Int) throws {
    let count = row.fields.count
    guard count >= needed else {
      throw DatasetError.malformed(
        path: file.path, line: row.line, finding: "\(count) fields where \(needed) are needed",
        remedy: "complete the row")
    }
    guard row.fields.dropFirst(width).allSatisfy(\.isEmpty) else {
      throw DatasetError.malformed(
        path: file.path, line: row.line, finding: "\(count) fields under \(width) columns",
        remedy: delimiter == .whitespace
          ? "use a comma or tab between fields that hold blanks"
          : "quote fields that hold the delimiter")
    }
  }

  func positions(in heading: [String]) throws -> [ManifestColumn: Int] {
    var positions: [ManifestColumn: Int] = [:]
    for column in ManifestColumn.allCases {
      positions[column] = try columns[column].map { try position(of: $0, in: heading) }
    }
    return positions
  }

  /// By heading, or by number from 1.
  private func position(of name: String, in heading: [String]) throws -> Int {
    let matches = heading.indices.filter { heading[$0] == name }
    guard matches.count < 2 else {
      throw DatasetError.malformed(
        path: file.path, line: 1, finding: "\(matches.count) columns are called \"\(name)\"",
        remedy: "rename one, or give its number from 1")
    }
    if let index = matches.first { return index }
    if let number = Int(name), number >= 1 { return number - 1 }
    throw DatasetError.malformed(
      path: file.path, line: 1, finding: "no column \"\(name)\"",
      remedy: heading.isEmpty
        ? "number the columns from 1" : "choose from \(heading.joined(separator: ", "))")
  }
}

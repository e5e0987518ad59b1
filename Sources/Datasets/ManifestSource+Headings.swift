public import Foundation

extension ManifestColumn {
  /// Headings that mean the column where nobody says which one does, in lower case.
  private var headings: [String] {
    switch self {
    case .path: ["path", "file", "filename", "file_name", "filepath", "image", "image_path"]
    case .group: ["group", "patient", "patient_id"]
    case .id, .label, .split, .site, .caption, .mask, .map: [rawValue]
    }
  }

  /// The column that a heading usually means, whatever its case: `patient` is a group.
  public init?(usualHeading heading: String) {
    let known = Self.allCases.first { $0.headings.contains(heading.lowercased()) }
    guard let known else { return nil }
    self = known
  }

  /// The heading of the column, whatever its case: the first of the known ones that is there.
  fileprivate func heading(among headings: [String]) -> String? {
    self.headings.lazy.compactMap { known in headings.first { $0.lowercased() == known } }.first
  }
}

extension ManifestSource {
  /// A table with a head line whose columns are known by their headings.
  ///
  /// - Parameter columns: those that have other headings than the usual ones.
  /// - Throws: `DatasetError` where the file cannot be read.
  public init(table file: URL, columns: [ManifestColumn: String] = [:]) throws {
    let headings = try Self.headings(of: file)
    var found = columns
    for column in ManifestColumn.allCases where found[column] == nil {
      guard let heading = column.heading(among: headings) else { continue }
      // A column that was named for something else is not also what it is called.
      if !columns.values.contains(heading) { found[column] = heading }
    }
    try Self.requireHeadings(headings, of: file)
    guard found[.path] != nil else {
      throw DatasetError.malformed(
        path: file.path, line: 1,
        finding: "no column of paths among \(headings.joined(separator: ", "))",
        remedy: "call it path, or name it: --columns path=HEADING")
    }
    self.init(file: file, columns: found, delimiter: Self.delimiter(of: file))
  }

  /// A table of masks: one that names no pictures names masks or maps in their place.
  ///
  /// - Throws: `DatasetError` where the file cannot be read, and for a table of neither.
  public init(masks file: URL) throws {
    let headings = try Self.headings(of: file)
    let columns: [ManifestColumn] = [.mask, .map]
    guard ManifestColumn.path.heading(among: headings) == nil,
      let instead = columns.lazy.compactMap({ $0.heading(among: headings) }).first
    else {
      try self.init(table: file)
      return
    }
    let known = try ManifestSource(table: file, columns: [.path: instead])
    var columnsOfMasks = known.columns
    for column in columns { columnsOfMasks[column] = column.heading(among: headings) }
    self.init(file: file, columns: columnsOfMasks, delimiter: known.delimiter)
  }

  private static func requireHeadings(_ headings: [String], of file: URL) throws(DatasetError) {
    guard let first = headings.first else {
      throw .malformed(
        path: file.path, line: nil, finding: "the file is empty",
        remedy: "save a head line and a row for each picture")
    }
    guard headings.count == 1, first.contains(";"), delimiter(of: file) == .comma else { return }
    throw .malformed(
      path: file.path, line: 1, finding: "semicolons stand between the fields of \(first)",
      remedy: "save it with commas, or as .tsv with tabs")
  }

  /// The fields of the first line.
  public static func headings(of file: URL) throws -> [String] {
    try DelimitedText(fileBytes(file), delimiter(of: file), path: file.path).rows.first?.fields
      ?? []
  }

  static func delimiter(of file: URL) -> ManifestDelimiter {
    file.pathExtension.lowercased() == "tsv" ? .tab : .comma
  }
}

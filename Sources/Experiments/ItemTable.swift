import Datasets
import Embeddings
import Foundation

/// A table of what is known of vectors that lie in another file: ids, labels, splits, sites, groups and
/// further columns, and where masks of their pictures are.
struct ItemTable {
  /// What a row says; empty fields say nothing.
  struct Entry {
    let id: String?
    let columns: [String: String]
    /// The file of its picture's mask.
    let mask: URL?
    /// What found that; nil where nobody says.
    let maskMethod: String?
  }

  private let file: URL
  private let entries: [Entry]

  /// - Throws: `DatasetError` for a file that is no table; `SettingsError` for one without rows.
  init(file: URL) throws {
    self.file = file
    var rows = try DelimitedText(file: file).rows
    guard rows.count >= 2 else {
      throw SettingsError.wrongValue(
        place: file.path, found: "no row below a head line",
        expected: "a head line and a row a vector")
    }
    let names = rows.removeFirst().fields.map(Self.name)
    entries = rows.map { row in
      var columns: [String: String] = [:]
      for (name, field) in zip(names, row.fields) where !field.isEmpty && columns[name] == nil {
        columns[name] = field
      }
      let mask = columns.removeValue(forKey: ManifestColumn.mask.rawValue).map {
        Datasets.file($0, relativeTo: file.deletingLastPathComponent())
      }
      let method = columns.removeValue(forKey: NamedMask.methodColumn)
      return Entry(
        id: columns.removeValue(forKey: "id") ?? columns["path"], columns: columns, mask: mask,
        maskMethod: method)
    }
  }

  /// Usual headings are known whatever their case: `patient` is a group.
  private static func name(_ heading: String) -> String {
    ManifestColumn(usualHeading: heading)?.rawValue ?? heading
  }

  /// In the order of the vectors: by id where they have ids of their own, else row by row.
  ///
  /// - Throws: `SettingsError` where a vector has no row, or an id has two.
  func rows(for ids: [SampleID]) throws(SettingsError) -> [Entry] {
    let names = ids.compactMap { if case .name(let name) = $0 { name } else { nil } }
    guard names.count == ids.count else {
      guard entries.count == ids.count else {
        throw .wrongValue(
          place: file.path, found: "\(entries.count) rows",
          expected: "one for each of \(ids.count) vectors")
      }
      return entries
    }
    var known: [String: Entry] = [:]
    for entry in entries {
      guard let id = entry.id else { continue }
      guard known.updateValue(entry, forKey: id) == nil else {
        throw .wrongValue(place: file.path, found: "two rows of \(id)", expected: "one a vector")
      }
    }
    if known.isEmpty, entries.count == ids.count { return entries }
    var rows: [Entry] = []
    for name in names {
      guard let entry = known[name] else {
        throw .wrongValue(
          place: file.path, found: "no row with the id \(name)", expected: "one for each vector")
      }
      rows.append(entry)
    }
    return rows
  }
}

import ArgumentParser
import Datasets
import Experiments

/// What a folder's names and a table's headings mean.
struct SourceOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Meaning of the folders in a folder or archive: split, label, group, site or ignore, e.g. split,label."
  )
  var levels: String?

  @Option(
    name: .long,
    help: "Headings of a table that are not the usual ones, e.g. path=photo,label=diagnosis.")
  var columns: String?

  @Option(name: .long, help: "Collection of a Chroma store, where it has several.")
  var collection: String?

  func validate() throws {
    _ = try settings()
  }

  func settings() throws -> InputSettings {
    InputSettings(
      levels: try levels.map(levels(in:)) ?? [], columns: try columns.map(columns(in:)) ?? [:])
  }

  private func levels(in text: String) throws -> [FolderLevel] {
    try text.split(separator: ",").map { word in
      guard let level = FolderLevel(rawValue: String(word)) else {
        throw ValidationError(
          "--levels \(word) is not known; choose from "
            + FolderLevel.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return level
    }
  }

  private func columns(in text: String) throws -> [ManifestColumn: String] {
    var columns: [ManifestColumn: String] = [:]
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let column = ManifestColumn(rawValue: sides[0]) else {
        throw ValidationError(
          "--columns \(pair) is not COLUMN=HEADING; columns are "
            + ManifestColumn.allCases.map(\.rawValue).joined(separator: ", "))
      }
      columns[column] = sides[1]
    }
    return columns
  }
}

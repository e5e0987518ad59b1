import Embeddings
public import Foundation

/// Which items a filter accepted, and which not: `wanted.txt` and `unwanted.txt`, one id a line, which
/// `--exclude` and `exclude:` take.
public struct FilterLists: Sendable {
  private let wanted: [String]
  private let unwanted: [String]

  private static let names = (wanted: "wanted.txt", unwanted: "unwanted.txt")

  public init(_ inputs: [FilteredItems]) {
    func ids(_ isWanted: Bool) -> [String] {
      inputs.flatMap { input in
        input.ids.indices.filter { input.isWanted[$0] == isWanted }.map { input.ids[$0].inTable }
      }
    }
    (wanted, unwanted) = (ids(true), ids(false))
  }

  /// - Throws: `SettingsError` for an id that two inputs have.
  public static func requireDistinct(_ inputs: [FilteredItems]) throws(SettingsError) {
    var seen: [SampleID: String] = [:]
    for input in inputs {
      for id in input.ids {
        if let other = seen.updateValue(input.name, forKey: id) {
          throw .wrongValue(
            place: input.name, found: "\(id), an id that \(other) has, too",
            expected: "inputs without ids in common; apply the filter to one after the other")
        }
      }
    }
  }

  /// Refuses a folder that is there and holds anything else, before any work.
  public static func checkDestination(_ folder: URL) throws {
    try WholeFolder.check(folder)
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)  // no folder: nil
    guard let found, found.allSatisfy({ $0 == names.wanted || $0 == names.unwanted }) else {
      throw SettingsError.wrongValue(
        place: folder.path, found: "something that is no lists of a filter",
        expected: "a new or empty folder; choose another")
    }
  }

  /// Both files, whole or not at all.
  public func write(to folder: URL) throws {
    try WholeFolder.write(folder) { staging in
      for (name, ids) in [(Self.names.wanted, wanted), (Self.names.unwanted, unwanted)] {
        let text = ids.isEmpty ? Data() : try TextColumn.text(ids, of: folder.lastPathComponent)
        try WholeFile.write(text, to: staging.appending(path: name))
      }
    }
  }
}

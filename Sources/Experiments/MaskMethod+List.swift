import Analyses
import Datasets
import Foundation

extension MaskMethod {
  /// What a folder of masks may have instead of being one itself.
  private static let tables = ["dataset.yaml", "manifest.csv"]

  /// The masks that the path names: a table with a column mask or map, a folder with one, a folder of
  /// masks alone or of maps alone (`.npy`), or any other data set with masks.
  ///
  /// - Parameter folder: what the path is relative to; `$datasets/…` and `~/…` are known, too.
  func list(relativeTo folder: URL, installation: Installation) async throws -> MaskList {
    let place = Places(folder: folder, installation: installation).url(path)
    let input =
      Self.tables.lazy.map { place.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) } ?? place
    let source: any DatasetSource =
      if ["csv", "tsv"].contains(input.pathExtension.lowercased()) {
        try ManifestSource(masks: input)
      } else if let maps = try MapFolderSource(root: input) {
        maps
      } else {
        try DatasetDescription(input: input.path, installation: installation).source
      }
    return try MaskList(try await source.listing(), place: input.path)
  }

  /// - Parameters:
  ///   - matched: of the whole set.
  ///   - ids: of the pictures with a true mask.
  /// - Throws: `SettingsError` where the list has a mask of none of them.
  func warnings(
    of list: MaskList, _ matched: MatchedMasks, for ids: [String], in dataset: String
  ) throws(SettingsError) -> [AnalysisWarning] {
    let others = list.ids.count - ids.count { matched[$0] != nil }
    guard others < list.ids.count else { throw noneMatches(list, ids, in: dataset) }
    guard others > 0 else { return [] }
    return [
      AnalysisWarning(
        "\(others) of \(list.ids.count) masks of \(name) are of no picture with a true mask",
        remedy: "look whether their ids are those of \(dataset)")
    ]
  }

  /// Why a list is refused that has a mask of no picture.
  func noneMatches(_ list: MaskList, _ ids: [String], in dataset: String) -> SettingsError {
    .wrongValue(
      place: path, found: "masks of \(Self.some(list.ids))",
      expected: "masks of pictures of \(dataset), by their ids: \(Self.some(ids))")
  }

  private static func some(_ ids: [String]) -> String {
    guard !ids.isEmpty else { return "nothing" }
    return ids.prefix(3).joined(separator: ", ") + (ids.count > 3 ? ", …" : "")
  }
}

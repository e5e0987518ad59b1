import Datasets
import Foundation

/// Sources that are one file or several of a kind.
extension SettingsNode {
  func listSource(_ places: Places) throws(SettingsError) -> ListSource {
    try allow(Self.common + ["file"])
    return ListSource(file: places.url(try require("file", example: "files.txt").text()))
  }

  /// `file` may be a pattern of several.
  func archiveSource(
    _ places: Places, layout: ArchiveLayout
  ) throws(SettingsError) -> ArchiveSource {
    try allow(Self.common + ["file", "levels"])
    let file = try require("file", example: "images.zip")
    let pattern = FilePattern(places.url(try file.text()).path)
    do {
      return ArchiveSource(files: try pattern.files(), layout: layout, levels: try folderLevels())
    } catch let error as SettingsError {
      throw error
    } catch {
      throw file.wrong(expected: "files that are there (\(error))")
    }
  }

  func npzSource(_ places: Places) throws(SettingsError) -> NPZSource {
    try allow(Self.common + ["file", "label_names"])
    return NPZSource(
      file: places.url(try require("file", example: "pathmnist.npz").text()),
      labelNames: try texts("label_names"))
  }

  func cocoSource(_ places: Places) throws(SettingsError) -> COCOSource {
    try allow(Self.common + ["files", "root"])
    let files = try texts("files").map(places.url)
    guard !files.isEmpty else {
      throw .missingKey(place: place, key: "files", example: "[instances.json, captions.json]")
    }
    return COCOSource(
      files: files,
      root: try self["root"].map { root throws(SettingsError) in places.url(try root.text()) })
  }

  func folderLevels() throws(SettingsError) -> [FolderLevel] {
    var levels: [FolderLevel] = []
    for element in try self["levels"]?.elements() ?? [] {
      levels.append(try element.choice(of: FolderLevel.self))
    }
    return levels
  }

  /// A list of texts; empty where the key is absent.
  func texts(_ key: String) throws(SettingsError) -> [String] {
    var texts: [String] = []
    for element in try self[key]?.elements() ?? [] { texts.append(try element.text()) }
    return texts
  }
}

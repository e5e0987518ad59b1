public import ArgumentParser
public import Datasets
import Experiments
import Foundation

extension FrameChoice: ExpressibleByArgument {}

/// What a folder's names and a table's headings mean.
struct SourceOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Meaning of the folders in a folder or archive: split, label, group, site or ignore, e.g. split,label."
  )
  var levels: String?

  @OptionGroup var table: ColumnOptions

  @Option(name: .long, help: "Collection of a Chroma store, where it has several.")
  var collection: String?

  @Option(
    name: .long,
    help:
      "The folder is one of DICOM: name patients by a keyed hash with the secret in this file, which is made when it is missing.",
    completion: .file())
  var key: String?

  @Option(
    name: .long,
    help:
      "Pictures to take of a file with several: all, first or middle. (default: all of DICOM with --key, else first)"
  )
  var frames: FrameChoice?

  @Flag(name: .long, help: "Of a folder: NAME.txt beside NAME.png holds its caption.")
  var captionFiles = false

  @OptionGroup var pictures: PictureOptions

  @Option(
    name: .long, help: "Ids to leave out of every input, one a line, e.g. removed.txt of --export.",
    completion: .file(extensions: ["txt"]))
  var exclude: String?

  func validate() throws {
    _ = try settings()
  }

  func settings() throws -> InputSettings {
    var settings = InputSettings(
      levels: try levels.map(levels(in:)) ?? [], columns: try table.named(),
      collection: collection, key: key.map { URL(filePath: $0) }, frames: frames)
    settings.hasCaptionFiles = captionFiles
    settings.alpha = pictures.alpha
    settings.window = pictures.window
    settings.jpegScale = pictures.jpegScale
    settings.exclude = exclude.map { URL(filePath: $0) }
    return settings
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
}

/// What the headings of a table mean.
struct ColumnOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Headings of a table that are not the usual ones, e.g. path=photo,label=diagnosis.")
  var columns: String?

  func validate() throws {
    _ = try named()
  }

  func named() throws -> [ManifestColumn: String] {
    var found: [ManifestColumn: String] = [:]
    for pair in (columns ?? "").split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let column = ManifestColumn(rawValue: sides[0]) else {
        throw ValidationError(
          "--columns \(pair) is not COLUMN=HEADING; columns are "
            + ManifestColumn.allCases.map(\.rawValue).joined(separator: ", "))
      }
      found[column] = sides[1]
    }
    return found
  }
}

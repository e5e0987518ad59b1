public import Foundation

/// A plain list of image files: one path a line, absolute or relative to the list; empty lines are
/// passed over.
///
/// Ids are the lines as they are. A file that is not there is listed as unreadable.
public struct ListSource: DatasetSource {
  public let file: URL

  public init(file: URL) {
    self.file = file
  }

  public func listing() throws -> SampleListing {
    guard let text = String(validating: try fileBytes(file), as: UTF8.self) else {
      throw DatasetError.malformed(
        path: file.path, line: nil, finding: "the text is not UTF-8", remedy: "save it as UTF-8")
    }
    let folder = file.deletingLastPathComponent()
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    .filter { !$0.isEmpty }
    guard !lines.isEmpty else { throw DatasetError.empty(path: file.path, expected: "path") }
    return SampleListing(
      samples: lines.map { line in
        Sample(id: line, image: .file(Datasets.file(line, relativeTo: folder)))
      })
  }
}

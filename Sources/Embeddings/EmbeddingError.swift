import Foundation

/// Why vectors could not be read, made or kept.
public enum EmbeddingError: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case unwritable(file: String, reason: String)
  case malformed(file: String, finding: String, remedy: String)
  case notFinite(file: String, row: Int, column: Int, rows: Int)
  case modelMissing(name: String, file: String)
  case modelAltered(file: String, found: String, expected: String)
  case modelMismatch(name: String, finding: String)
  case noImages(dataset: String, unreadable: Int)

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): \(reason); check the path and its permissions"
    case .unwritable(let file, let reason):
      "\(file): could not be written (\(reason)); nothing was left half-written"
    case .malformed(let file, let finding, let remedy):
      "\(file): \(finding); \(remedy)"
    case .notFinite(let file, let row, let column, let rows):
      "\(file): row \(row), column \(column) is NaN or infinite (\(rows) such rows); "
        + "remove these rows or embed their images again"
    case .modelMissing(let name, let file):
      "encoder \(name): its weights are not at \(file); run scripts/setup (make setup)"
    case .modelAltered(let file, let found, let expected):
      "\(file): sha256 \(found) is not \(expected); delete the file and run scripts/setup"
    case .modelMismatch(let name, let finding):
      "encoder \(name): \(finding); the model file does not fit its card"
    case .noImages(let dataset, let unreadable):
      "\(dataset): no readable image (\(unreadable) unreadable); check the folder and its files"
    }
  }
}

/// A failed file operation in a few words.
public func reason(of error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileWriteOutOfSpace: "no space left on the device"
  case .fileWriteNoPermission, .fileReadNoPermission: "permission denied"
  case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or folder"
  case .fileWriteVolumeReadOnly: "the device is read-only"
  default: error.localizedDescription
  }
}

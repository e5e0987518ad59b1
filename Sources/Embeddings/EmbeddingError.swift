public import Datasets
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
  /// A tensor that was asked for is none of places.
  case featureMap(name: String, finding: String)
  /// Of one image; the model fits.
  case outputNotFinite(name: String, output: String)
  case noImages(dataset: String, unreadable: [UnreadableFile])

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
      "model \(name): its weights are not at \(file); "
        + "`semblance models fetch \(name)` says how to get them"
    case .modelAltered(let file, let found, let expected):
      "\(file): sha256 \(found) is not \(expected); delete the file and fetch it again"
    case .modelMismatch(let name, let finding):
      "model \(name): \(finding); the model file does not fit its card"
    case .featureMap(let name, let finding):
      "model \(name): \(finding); name another tensor with --feature-map"
    case .outputNotFinite(let name, let output):
      "model \(name): \"\(output)\" is NaN or infinite for this image; leave the image out, or "
        + "take another model"
    case .noImages(let dataset, let unreadable):
      switch (unreadable.first, unreadable.count) {
      case (nil, _): "\(dataset): no image is there; check the path, or the limit"
      case (let first?, 1):
        (dataset == first.path ? "" : "\(dataset): ")
          + "\(first.path): \(first.reason); name a readable image"
      case (let first?, let count):
        "\(dataset): none of \(count) images can be read, the first, \(first.path): \(first.reason)"
      }
    }
  }
}

/// A failed file operation in a few words.
public func reason(of error: any Error) -> String {
  if let code = (error as? POSIXError)?.code { return reason(of: code) ?? "\(code)" }
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
  if let known = underlying.flatMap({ reason(of: $0.code) }) { return known }
  return switch (error as? CocoaError)?.code {
  case .fileWriteOutOfSpace: "no space left on the device"
  case .fileWriteNoPermission, .fileReadNoPermission: "permission denied"
  case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or folder"
  case .fileWriteVolumeReadOnly: "the device is read-only"
  case .fileReadInapplicableStringEncoding, .fileReadCorruptFile: "not UTF-8 text"
  case .fileWriteFileExists: "something else has that name"
  default: error.localizedDescription
  }
}

private func reason(of code: POSIXErrorCode) -> String? {
  switch code {
  case .ENOSPC, .EDQUOT: "no space left on the device"
  case .EACCES, .EPERM: "permission denied"
  case .ENOENT: "no such file or folder"
  case .ENOTDIR: "a part of the path is no folder"
  case .EISDIR: "it is a folder"
  case .EROFS: "the device is read-only"
  case .ENAMETOOLONG: "the name is too long"
  case .EIO: "the device failed"
  case .EFBIG: "files may not grow so large here"
  default: nil
  }
}

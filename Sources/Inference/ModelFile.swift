import Foundation

/// What can be said about a model file before a library reads it.
///
/// OpenVINO tries a file that is no ONNX model as one of six other formats and writes their
/// complaints to the terminal, so such a file is not handed to it.
struct ModelFile {
  let path: String

  /// Whether there is a file; a folder is none.
  var exists: Bool {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue
  }

  /// Why this is no ONNX file, or nil where it may be one.
  var problem: String? {
    do {
      let start = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 1)
      guard let first = start?.first else { return "the file is empty" }
      return Self.firstBytes.contains(first) ? nil : "the file does not start as ONNX files do"
    } catch {
      return "the file cannot be read: \(error.localizedDescription)"
    }
  }

  /// The tags of an ONNX model's fields as they stand in the file: number and kind of each field of
  /// `ModelProto`, of which any may come first.
  private static let firstBytes: Set<UInt8> = [
    0x08, 0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72, 0xA2, 0xCA,
  ]
}

import Foundation

/// Where the bytes at hand stand as a file.
enum Workspace {
  static let folder = FileManager.default.temporaryDirectory.appending(
    path: "semblance-fuzz-\(ProcessInfo.processInfo.processIdentifier)")

  /// A copy of the Chroma store that `FUZZ_STORE` names, and the folder of its index.
  static let store: (folder: URL, index: URL)? = {
    guard let original = ProcessInfo.processInfo.environment["FUZZ_STORE"] else { return nil }
    let copy = folder.appending(path: "store")
    let files = FileManager.default
    // Without a copy there is nothing to read lists of ids from, which the corpus may do without.
    try? files.createDirectory(at: folder, withIntermediateDirectories: true)
    try? files.copyItem(at: URL(filePath: original), to: copy)
    let parts = try? files.contentsOfDirectory(at: copy, includingPropertiesForKeys: nil)
    return parts?.first { UUID(uuidString: $0.lastPathComponent) != nil }.map { (copy, $0) }
  }()

  static func write(_ bytes: [UInt8], _ name: String) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    return file
  }
}

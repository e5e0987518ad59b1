public import Foundation

/// A path that a file names: absolute, or relative to a folder.
public func file(_ path: String, relativeTo folder: URL) -> URL {
  path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path).standardizedFileURL
}

public import Foundation

/// Bytes that a picture or a table may have, so that a mistaken name does not fill the memory.
private let largestFile = 2 << 30

/// The content of a file.
///
/// - Throws: `DatasetError.unreadable` for what is missing, no regular file (a pipe would never end),
///   not permitted or larger than the limit.
func fileBytes(_ url: URL, atMost limit: Int = largestFile) throws(DatasetError) -> [UInt8] {
  let size = try requireRegularFile(url)
  // Foundation 6.3 leaks a page for each empty file that it reads.
  guard size > 0 else { return [] }
  guard size <= limit else {
    let most = limit < 1 << 30 ? "\(limit >> 20) MiB" : "\(limit >> 30) GiB"
    throw .unreadable(path: url.path, reason: "\(size) bytes are more than the \(most) read")
  }
  do {
    return [UInt8](try Data(contentsOf: url))
  } catch {
    throw .unreadable(path: url.path, reason: reason(of: error))
  }
}

/// The content of an image file.
///
/// - Throws: `DatasetError.unreadable` for what is missing, no regular file, not permitted or larger
///   than 2 GiB.
public func imageBytes(of file: URL) throws(DatasetError) -> [UInt8] {
  try fileBytes(file)
}

/// The first bytes of a file, all of them when it has fewer.
///
/// - Throws: as `fileBytes`, but for the size.
func fileStart(_ url: URL, count: Int) throws(DatasetError) -> [UInt8] {
  guard try requireRegularFile(url) > 0 else { return [] }
  do {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    return [UInt8](try file.read(upToCount: count) ?? Data())
  } catch {
    throw .unreadable(path: url.path, reason: reason(of: error))
  }
}

/// Looks before a file is opened, because opening a pipe waits for its other end.
///
/// - Returns: its size in bytes.
@discardableResult
func requireRegularFile(_ url: URL) throws(DatasetError) -> UInt64 {
  let attributes: [FileAttributeKey: Any]
  do {
    // Attributes of a link are its own, not those of what it leads to.
    attributes = try FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
  } catch {
    throw .unreadable(path: url.path, reason: reason(of: error))
  }
  switch attributes[.type] as? FileAttributeType {
  case .typeRegular: return attributes[.size] as? UInt64 ?? 0
  case .typeDirectory: throw .unreadable(path: url.path, reason: "a folder, not a file")
  default: throw .unreadable(path: url.path, reason: "not a regular file")
  }
}

/// Of a file of 0 bytes where something has to be in it.
func emptyFile(_ path: String) -> DatasetError {
  .malformed(
    path: path, line: nil, finding: "the file is empty", remedy: "fetch or save it again")
}

/// What the system had against reading a file or folder.
func reason(of error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or folder"
  case .fileReadNoPermission: "permission denied"
  case let code?: "could not be read (\(code.rawValue))"
  case nil: "could not be read (\(error))"
  }
}

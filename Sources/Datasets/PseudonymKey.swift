import Crypto
public import Foundation
import Images

/// A secret that turns identifiers into names that say nothing, the same for the same identifier.
///
/// It stays with the user, in a file that nobody else may read: who has it can find out whether a
/// patient is in a data set.
public struct PseudonymKey: Sendable {
  private let key: SymmetricKey

  private static let bytes = 32

  /// Reads the key of a file, which is made when it is missing, readable by its owner only.
  ///
  /// - Throws: `DatasetError` for a file that others may read, or that holds no key.
  public init(file: URL) throws(DatasetError) {
    if !FileManager.default.fileExists(atPath: file.path) { try Self.make(file) }
    try Self.requirePrivate(file)
    let text = String(decoding: try fileBytes(file), as: UTF8.self)
    guard let bytes = Self.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw .malformed(
        path: file.path, line: 1, finding: "is no key of \(2 * Self.bytes) hexadecimal digits",
        remedy: "name another file, or delete this one to have a new key made")
    }
    key = SymmetricKey(data: bytes)
  }

  /// 16 hexadecimal digits of HMAC-SHA256 over what the identifier is of and the identifier.
  public func pseudonym(_ identifier: String, of kind: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Data("\(kind)\0\(identifier)".utf8), using: key)
    return String(ContentDigest(bytes: Array(code)).hex.prefix(16))
  }

  private static func make(_ file: URL) throws(DatasetError) {
    let digits = (0..<bytes).map { _ in
      let byte = String(UInt8.random(in: 0...255), radix: 16)
      return byte.count == 2 ? byte : "0" + byte
    }
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw .unreadable(path: file.path, reason: reason(of: error))
    }
    // Private from its first moment on; a file that another program made meanwhile is kept.
    let descriptor = unsafe open(file.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw .unreadable(path: file.path, reason: "no key could be made there")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data((digits.joined() + "\n").utf8))
      try handle.close()
    } catch {
      throw .unreadable(path: file.path, reason: "no key could be written there")
    }
  }

  private static func requirePrivate(_ file: URL) throws(DatasetError) {
    try requireRegularFile(file)
    // What was just looked at has attributes; if it vanished, reading it says so.
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: file.resolvingSymlinksInPath().path)
    let permissions = attributes?[.posixPermissions] as? Int ?? 0o600
    guard permissions & 0o077 == 0 else {
      throw .malformed(
        path: file.path, line: nil, finding: "is a key that others may read",
        remedy: "run chmod 600 on it, or have a new key made elsewhere")
    }
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text)
    guard digits.count == 2 * bytes else { return nil }
    let found = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    return found.count == bytes ? found : nil
  }
}

public import Foundation

/// Files that are written whole or not at all.
public enum WholeFile {
  /// Writes to a temporary name beside the destination, then renames it.
  ///
  /// A destination that is a device or a pipe (`/dev/stdout`) is written directly.
  /// - Throws: `EmbeddingError.unwritable`; the destination then is as it was.
  public static func write(_ data: Data, to url: URL) throws(EmbeddingError) {
    do {
      try data.write(to: url, options: isSpecial(url) ? [] : .atomic)
    } catch {
      throw .unwritable(file: url.path, reason: reason(of: error))
    }
  }

  public static func write(_ text: String, to url: URL) throws(EmbeddingError) {
    try write(Data(text.utf8), to: url)
  }

  private static func isSpecial(_ url: URL) -> Bool {
    // A destination that does not exist yet has no attributes, and is no device.
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    guard let type = attributes?[.type] as? FileAttributeType else { return false }
    return type != .typeRegular && type != .typeDirectory
  }
}

import Embeddings
import Foundation

/// A UTF-8 text that a user wrote.
public enum TextFile {
  /// - Throws: `SettingsError.unreadable` with what is wrong and the remedy.
  public static func read(_ path: String) throws(SettingsError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(
        file: path, reason: reason(of: error), remedy: "name a UTF-8 text that may be read")
    }
  }
}

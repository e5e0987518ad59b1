import Foundation

/// Files with one value a line: ids, labels, units.
public enum TextColumn {
  /// - Parameter count: values that there have to be.
  /// - Throws: `SettingsError` that names the file and both counts.
  public static func read(_ path: String, count: Int) throws(SettingsError) -> [String] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(file: path, reason: "no such file, or not UTF-8 text")
    }
    // "\r\n" is one character, and a line end like any other.
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == count else {
      throw .wrongValue(
        place: path, found: "\(lines.count) lines", expected: "one for each of \(count) rows")
    }
    if let blank = lines.firstIndex(where: \.isEmpty) {
      throw .wrongValue(place: "\(path):\(blank + 1)", found: "an empty line", expected: "a value")
    }
    return lines
  }
}

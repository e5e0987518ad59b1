public import Foundation

/// Files with one value a line: ids, labels, units.
public enum TextColumn {
  /// - Parameter count: values that there have to be.
  /// - Throws: `SettingsError` that names the file and both counts.
  public static func read(_ path: String, count: Int) throws(SettingsError) -> [String] {
    let lines = try lines(of: path, count: count)
    if let blank = lines.firstIndex(where: \.isEmpty) {
      throw .wrongValue(place: "\(path):\(blank + 1)", found: "an empty line", expected: "a value")
    }
    return lines
  }

  /// The same with nil for an empty line.
  public static func readWithGaps(
    _ path: String, count: Int
  ) throws(SettingsError) -> [String?] {
    try lines(of: path, count: count).map { $0.isEmpty ? nil : $0 }
  }

  /// However many there are; empty lines say nothing.
  public static func read(_ path: String) throws(SettingsError) -> [String] {
    try TextFile.read(path).split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func lines(of path: String, count: Int) throws(SettingsError) -> [String] {
    let text = try TextFile.read(path)
    // "\r\n" is one character, and a line end like any other.
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == count else {
      throw .wrongValue(
        place: path, found: "\(lines.count) lines", expected: "one for each of \(count) rows")
    }
    return lines
  }

  /// The text of such a file.
  ///
  /// - Parameter source: what the values are of, for messages.
  /// - Throws: `SettingsError` for a value that holds a line break.
  public static func text(_ values: [String], of source: String) throws(SettingsError) -> Data {
    if let broken = values.first(where: { $0.contains(where: \.isNewline) }) {
      throw .wrongValue(
        place: source, found: "a line break in the id \(broken.debugDescription)",
        expected: "ids of one line; rename the file")
    }
    return Data((values.joined(separator: "\n") + "\n").utf8)
  }
}

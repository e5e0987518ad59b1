public import Foundation

extension DelimitedText {
  /// Rows as a text that reads as they are: quoted where it has to be, lines ending in LF.
  public static func text(of rows: [[String]], delimiter: String = ",") -> String {
    rows.map { fields in
      fields.map { quoted($0, delimiter) }.joined(separator: delimiter) + "\n"
    }.joined()
  }

  private static func quoted(_ field: String, _ delimiter: String) -> String {
    let isPlain = !field.unicodeScalars.contains { "\"\n\r".unicodeScalars.contains($0) }
    guard !isPlain || field.contains(delimiter) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

/// How a text in a folder names a file.
public func relativePath(from folder: URL, to file: URL) -> String {
  let here = folder.standardizedFileURL.pathComponents
  let there = file.standardizedFileURL.pathComponents
  let shared = zip(here, there).prefix { $0 == $1 }.count
  let up = Array(repeating: "..", count: here.count - shared)
  return (up + there.dropFirst(shared)).joined(separator: "/")
}

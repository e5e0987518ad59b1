import Foundation

/// Compares a text with a committed one; with `UPDATE_GOLDEN=1` writes it instead.
///
/// - Parameters:
///   - name: of the file under `References` beside the test.
///   - testFile: the calling test's file.
/// - Returns: whether they agree.
public func matchesGolden(
  _ text: String, _ name: String, testFile: String = #filePath
) throws -> Bool {
  let file = URL(filePath: testFile).deletingLastPathComponent()
    .appending(path: "References").appending(path: name)
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try Data(text.utf8).write(to: file)
    return true
  }
  return try String(contentsOf: file, encoding: .utf8) == text
}

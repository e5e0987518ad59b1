public import Foundation

/// Several files in one word, as WebDataset writes its shards: `train-{000..146}.tar`, `{a,b}.tar`,
/// `shards/*.tar`.
public struct FilePattern: Sendable {
  public let text: String

  /// More files than this are a mistake in the braces.
  private static let largestCount = 100_000

  public init(_ text: String) {
    self.text = text
  }

  /// Whether there is anything to expand.
  public var isPattern: Bool { text.contains { "{*?[".contains($0) } }

  /// The files in the order of the braces, those of a `*` by name.
  ///
  /// - Throws: `DatasetError` for braces that are not closed or name too many files, and for a
  ///   pattern that no file fits.
  public func files() throws -> [URL] {
    // A file may be called so.
    if FileManager.default.fileExists(atPath: text) { return [URL(filePath: text)] }
    let names = try expanded(text)
    let found = names.flatMap { $0.contains { "*?[".contains($0) } ? matches($0) : [$0] }
    guard !found.isEmpty else {
      throw DatasetError.unreadable(path: text, reason: "no file fits the pattern")
    }
    return found.map { URL(filePath: $0) }
  }

  private func expanded(_ word: String) throws -> [String] {
    guard let open = word.firstIndex(of: "{") else { return [word] }
    guard let close = word[open...].firstIndex(of: "}") else {
      throw malformed("a brace is never closed", "close it")
    }
    let rest = try expanded(String(word[word.index(after: close)...]))
    let choices = try choices(String(word[word.index(after: open)..<close]))
    guard choices.count * rest.count <= Self.largestCount else {
      throw malformed("names more than \(Self.largestCount) files", "split the pattern")
    }
    return choices.flatMap { choice in rest.map { word[..<open] + choice + $0 } }
  }

  /// `000..146` counts with as many digits as its first number has; else the words between commas.
  private func choices(_ inner: String) throws -> [String] {
    let ends = inner.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { return inner.split(separator: ",").map(String.init) }
    guard let first = Int(ends[0]), let last = Int(ends[1]), first >= 0, first <= last,
      last - first < Self.largestCount
    else { throw malformed("{\(inner)} is no range of numbers", "write it as {000..146}") }
    return (first...last).map { number in
      String(repeating: "0", count: max(0, ends[0].count - String(number).count)) + String(number)
    }
  }

  private func matches(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].flatMap { unsafe String(validatingCString: $0) }
    }
  }

  private func malformed(_ finding: String, _ remedy: String) -> DatasetError {
    .malformed(path: text, line: nil, finding: finding, remedy: remedy)
  }
}

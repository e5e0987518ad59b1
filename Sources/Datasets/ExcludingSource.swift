public import Foundation

/// A source without some of its samples, named by their ids.
public struct ExcludingSource: DatasetSource {
  private let source: any DatasetSource
  private let excluded: Set<String>
  /// How warnings call the list.
  private let list: String

  /// - Parameter file: one id a line, as `removed.txt` of a clean split; empty lines say nothing.
  /// - Throws: `DatasetError` for a file that cannot be read or is not UTF-8.
  public init(_ source: any DatasetSource, excluding file: URL) throws(DatasetError) {
    let bytes = try fileBytes(file)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(
        path: file.path, line: 1, finding: "the text is not UTF-8", remedy: "save it as UTF-8")
    }
    self.source = source
    excluded = Set(text.split(whereSeparator: \.isNewline).map(String.init))
    list = file.lastPathComponent
  }

  public func listing() async throws -> SampleListing {
    let whole = try await source.listing()
    let left = whole.samples.filter { !excluded.contains($0.id) }
    let unknown = excluded.count - (whole.samples.count - left.count)
    let warning = "\(unknown) of \(excluded.count) ids of \(list) are not in the data set"
    return SampleListing(
      samples: left, unreadable: whole.unreadable,
      warnings: whole.warnings + (unknown > 0 ? [warning] : []))
  }
}

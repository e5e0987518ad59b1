public import Analyses
import Embeddings
public import Foundation
import Statistics

/// The small JSON file of a filter.
public enum LabelFilterFile {
  /// Filters of a few thousand numbers are some hundred kilobytes.
  private static let largest = 64 << 20

  /// - Throws: `EmbeddingError.unwritable`.
  public static func write(_ filter: LabelFilter, to url: URL) throws {
    try WholeFile.write(try RunJSON.pretty(filter), to: url)
  }

  /// - Throws: `SettingsError` for a file that is no filter, of another format, or whose numbers do not
  ///   fit each other; the key is named.
  public static func read(_ url: URL) throws(SettingsError) -> LabelFilter {
    let data = try bytes(of: url)
    let format = try decoded(FilterFormat.self, data, url).format
    guard format == LabelFilter.currentFormat else {
      throw .wrongValue(
        place: "\(url.path): format", found: "\(format)",
        expected: "\(LabelFilter.currentFormat); train the filter again with this program")
    }
    let filter = try decoded(LabelFilter.self, data, url)
    try check(filter, url)
    return filter
  }

  private struct FilterFormat: Decodable {
    let format: Int
  }

  private static func bytes(of url: URL) throws(SettingsError) -> Data {
    let remedy = "name a file that semblance label filter train wrote"
    let size: Int
    do {
      let values = try url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
      guard values.isRegularFile == true else {
        throw SettingsError.unreadable(
          file: url.path, reason: "not a regular file", remedy: remedy)
      }
      size = values.fileSize ?? 0
      guard size <= largest else {
        throw SettingsError.unreadable(
          file: url.path, reason: "\(size) bytes are too many for a filter", remedy: remedy)
      }
      return try Data(contentsOf: url)
    } catch let error as SettingsError {
      throw error
    } catch {
      throw .unreadable(file: url.path, reason: reason(of: error), remedy: remedy)
    }
  }

  private static func decoded<Value: Decodable>(
    _ type: Value.Type, _ data: Data, _ url: URL
  ) throws(SettingsError) -> Value {
    do {
      return try RunJSON.decode(type, from: data)
    } catch let error as DecodingError {
      throw .unreadable(
        file: url.path, reason: error.finding,
        remedy: "name a file that semblance label filter train wrote")
    } catch {
      throw .unreadable(
        file: url.path, reason: "not JSON",
        remedy: "name a file that semblance label filter train wrote")
    }
  }

  private static func check(_ filter: LabelFilter, _ url: URL) throws(SettingsError) {
    guard filter.dimension >= 1, filter.scorer.isValid(columns: filter.dimension) else {
      throw .wrongValue(
        place: "\(url.path): scorer",
        found: "numbers that do not fit dimension \(filter.dimension)",
        expected: "as many finite weights, means and positive deviations; train the filter again")
    }
    guard filter.threshold.isFinite else {
      throw .wrongValue(
        place: "\(url.path): threshold", found: "\(filter.threshold)", expected: "a finite number")
    }
  }
}

extension DecodingError {
  /// What is wrong, by the name of the key as it stands in the file.
  fileprivate var finding: String {
    switch self {
    case .keyNotFound(let key, let context):
      "key \"\((context.codingPath + [key]).inFile)\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "key \"\(context.codingPath.inFile)\" has a value of another kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "key \"\(context.codingPath.inFile)\" has a value that cannot be read"
    default: "not JSON"
    }
  }
}

extension [any CodingKey] {
  /// "training.point.recall_interval".
  fileprivate var inFile: String {
    map { key in
      key.stringValue.reduce(into: "") { name, letter in
        name += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
      }
    }.joined(separator: ".")
  }
}

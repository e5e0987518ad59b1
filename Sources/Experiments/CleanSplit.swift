public import Analyses
public import Datasets
import Embeddings
public import Foundation

/// What is left of a set when look-alikes are left out, and what was left out and why.
///
/// Three files: `clean.csv`, what is left, with the path of every picture that is a file of its own;
/// `removed.csv`, with reason, what stays instead and its cosine; `removed.txt`, one id a line,
/// which `--exclude` and `exclude:` take for a source of any kind.
public struct CleanSplit: Sendable {
  private let ids: [String]
  private let samples: [Sample]?
  /// Names of what else the source says.
  private let attributes: [String]
  private let removals: [String: Removal]

  /// - Parameters:
  ///   - removals: of any items; those that are not of this set are left out, and of several of an
  ///     item the first counts.
  ///   - samples: of the items, in order, where they are known.
  public init(_ items: EmbeddedItems, samples: [Sample]?, removals: [Removal]) {
    let known = Set(items.ids)
    ids = items.ids.map(\.plain)
    self.samples = samples
    attributes = Set((samples ?? []).flatMap(\.attributes.keys)).sorted()
    self.removals = Dictionary(
      removals.filter { known.contains($0.item) }.map { ($0.item.plain, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether every removed id fits a line.
  var isWritable: Bool { removals.keys.allSatisfy { !$0.contains(where: \.isNewline) } }

  public var removedCount: Int { removals.count }
  public var keptCount: Int { ids.count - removals.count }

  /// - Throws: `EmbeddingError.unwritable`; `SettingsError` for an id with a line break.
  public func write(to folder: URL) throws {
    try WholeFolder.write(folder) { try write(into: $0, as: folder) }
  }

  /// - Parameters:
  ///   - staging: is there.
  ///   - folder: what it will be; paths of pictures are relative to it.
  func write(into staging: URL, as folder: URL) throws {
    try WholeFile.write(clean(in: folder), to: staging.appending(path: "clean.csv"))
    try WholeFile.write(removed(in: folder), to: staging.appending(path: "removed.csv"))
    let removed = ids.filter { removals[$0] != nil }
    try WholeFile.write(
      removed.isEmpty ? Data() : try TextColumn.text(removed, of: folder.lastPathComponent),
      to: staging.appending(path: "removed.txt"))
  }

  /// Refuses a folder that is there and holds anything else, before any work.
  public static func checkDestination(_ folder: URL) throws {
    try WholeFolder.check(folder)
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)  // no folder: nil
    let own = ["clean.csv", "removed.csv", "removed.txt"]
    guard let names, names.allSatisfy(own.contains) else {
      throw SettingsError.wrongValue(
        place: folder.path, found: "something that is no clean split",
        expected: "a new or empty folder; choose another")
    }
  }

  private func clean(in folder: URL) -> String {
    let kept = ids.indices.filter { removals[ids[$0]] == nil }
    return DelimitedText.text(of: [heading] + kept.map { fields(of: $0, in: folder) })
  }

  private func removed(in folder: URL) -> String {
    let rows = ids.indices.compactMap { row in
      removals[ids[row]].map { removal in
        fields(of: row, in: folder) + [
          removal.reason.rawValue, removal.kept.plain, removal.cosine.map { "\($0)" } ?? "",
        ]
      }
    }
    return DelimitedText.text(of: [heading + ["reason", "kept", "cosine"]] + rows)
  }

  private var heading: [String] {
    samples == nil ? ["id"] : ["id", "path", "label", "split", "group", "site"] + attributes
  }

  private func fields(of row: Int, in folder: URL) -> [String] {
    guard let sample = samples?[row] else { return [ids[row]] }
    let columns = [sample.label, sample.split, sample.group, sample.site].map { $0 ?? "" }
    return [sample.id, sample.image.path(from: folder) ?? ""] + columns
      + attributes.map { sample.attributes[$0] ?? "" }
  }
}

extension SampleID {
  /// The name, or the row's number alone.
  fileprivate var plain: String {
    switch self {
    case .name(let name): name
    case .row(let row): "\(row)"
    }
  }
}

extension ImageReference {
  /// Of a picture that is a file of its own.
  fileprivate func path(from folder: URL) -> String? {
    guard case .file(let url, frame: 0) = self else { return nil }
    return relativePath(from: folder, to: url)
  }
}

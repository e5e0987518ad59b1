import Embeddings
public import Foundation

/// The runs that were made on this machine, one file each below the set-up's folder.
///
/// Files are written whole, so that runs at the same time do not disturb each other.
public struct RunRegistry: Sendable {
  private let folder: URL

  public init(_ installation: Installation) {
    folder = installation.runs
  }

  /// Remembers a run that has been written.
  ///
  /// - Throws: `EmbeddingError.unwritable`.
  public func add(_ run: RegisteredRun) throws { try write(run) }

  /// All, the oldest first; damaged files are left out and named.
  public func all() throws -> (runs: [RegisteredRun], damaged: [URL]) {
    guard FileManager.default.fileExists(atPath: folder.path) else { return ([], []) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".json") }.map { folder.appending(path: $0) }
    // What is wrong with a file that programs write does not help: it can be removed.
    let read = files.map { ($0, try? Self.entry(in: $0)) }
    let runs = read.compactMap(\.1).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    return (runs, read.filter { $0.1 == nil }.map(\.0))
  }

  /// - Parameter name: an id, the beginning of one, or a tag that one run has.
  /// - Throws: `SettingsError.wrongValue` for none, and for several with their ids.
  public func run(named name: String) throws -> RegisteredRun {
    let runs = try all().runs
    let found = runs.filter { $0.id.hasPrefix(name) || $0.tags.contains(name) }
    guard let run = found.first, found.count == 1 else {
      let known = (found.isEmpty ? runs : found).suffix(5).map(\.id).joined(separator: ", ")
      throw SettingsError.wrongValue(
        place: folder.path, found: found.isEmpty ? "no run \(name)" : "\(found.count) runs \(name)",
        expected: known.isEmpty
          ? "a run; make one with `semblance run PLAN`"
          : "the id or tag of one run, such as \(known)")
    }
    return run
  }

  /// Adds tags and takes others away.
  public func tag(
    _ run: RegisteredRun, adding added: [String], removing removed: [String]
  ) throws -> RegisteredRun {
    var changed = run
    changed.tags = Set(run.tags).union(added).subtracting(removed).sorted()
    try write(changed)
    return changed
  }

  /// Forgets a run; its folder stays.
  public func forget(_ run: RegisteredRun) throws {
    try FileManager.default.removeItem(at: file(of: run))
  }

  private func write(_ run: RegisteredRun) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
    }
    try WholeFile.write(try RunJSON.pretty(run), to: file(of: run))
  }

  private func file(of run: RegisteredRun) -> URL { folder.appending(path: "\(run.id).json") }

  private static func entry(in file: URL) throws -> RegisteredRun {
    let run = try RunJSON.decode(RegisteredRun.self, from: try Data(contentsOf: file))
    guard run.format == RegisteredRun.currentFormat, "\(run.id).json" == file.lastPathComponent
    else { throw CocoaError(.coderInvalidValue) }
    return run
  }
}

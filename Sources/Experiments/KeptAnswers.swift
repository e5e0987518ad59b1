import Crypto
import Datasets
import Embeddings
import Foundation
import Images
import Scaleout
import Statistics

/// The answers that a run has found so far, and the finished parts of the one that it is at, kept until its
/// report is written: a run that was killed goes on from them, and gives the same bytes.
///
/// Ranks that share a run go by the answers that rank 0 has kept.
///
/// They are those of one plan on the same data, by the same program, encoders and linear algebra; whatever
/// else differs has a folder of its own.
public struct KeptAnswers: Sendable {
  private let folder: URL
  private let ranks: Ranks?
  /// What is the same on all ranks; the folder also goes by the program's file.
  private let job: Data

  /// Days after which what a run left behind goes.
  private static let lifetime = 30.0

  /// - Parameters:
  ///   - record: of the run, without results.
  ///   - ranks: that share the work, where there are several.
  init(
    _ record: RunRecord, of dataset: Dataset, in installation: Installation, ranks: Ranks? = nil
  ) throws {
    self.ranks = ranks
    job = try RunJSON.compact(record.plan) + Data(dataset.fingerprint.hex.utf8)
    let all = installation.runCache
    Self.removeForgotten(in: all)
    var hash = SHA256()
    hash.update(data: try RunJSON.compact(record))
    hash.update(data: Data(Self.programStamp.utf8))
    for sample in dataset.samples {
      hash.update(data: try RunJSON.compact([sample.id, sample.caption ?? ""]))
      hash.update(data: try RunJSON.compact(sample.attributes))
    }
    let key = hash.finalize().prefix(16).map { String(format: "%02x", $0) }.joined()
    folder = all.appending(path: key)
  }

  /// An answer that was kept, or what `make` gives, which is kept.
  ///
  /// A kept answer that cannot be read is made again; one that cannot be written ends no run.
  /// - Parameter name: of the question, fit for a file.
  func value<Value: Codable>(_ name: String, _ make: () throws -> Value) throws -> Value {
    if let kept = self[name, Value.self] { return kept }
    let value = try SharedWork.$sharing.withValue(sharing(of: name)) { try make() }
    keep(value, as: name)
    return value
  }

  func value<Value: Codable & Sendable>(
    _ name: String, _ make: () async throws -> Value
  ) async throws -> Value {
    if let kept = self[name, Value.self] { return kept }
    let value = try await SharedWork.$sharing.withValue(sharing(of: name)) { try await make() }
    keep(value, as: name)
    return value
  }

  /// What a phase says whose answer is there already; empty for others.
  func summary(of name: String) -> String {
    FileManager.default.fileExists(atPath: file(name).path)
      ? "as found by a run that did not end" : ""
  }

  /// Called when the report is there.
  func remove() {
    try? FileManager.default.removeItem(at: folder)  // what stays goes when it is old
  }

  private subscript<Value: Decodable>(name: String, type: Value.Type) -> Value? {
    let own = FileManager.default.contents(atPath: file(name).path).flatMap { data in
      (try? RunJSON.decode(type, from: data)).map { _ in data }  // damaged: made again
    }
    let agreed = ranks.map { ranks in Data(ranks.agreed { Array(own ?? Data()) }) } ?? own
    return agreed.flatMap { try? RunJSON.decode(type, from: $0) }
  }

  /// Who shares the loops of an answer; what is finished of long ones is kept.
  private func sharing(of name: String) -> any PartSharing {
    let parts = PartFolder(partFolder(name), job: Data(folder.lastPathComponent.utf8))
    return ranks?.sharing(of: job, keepingIn: parts, after: Self.patience)
      ?? KeptParts(in: parts, after: Self.patience)
  }

  /// Seconds of a loop that are not worth keeping.
  private static let patience = 5.0

  private func partFolder(_ name: String) -> URL {
    file(name).deletingPathExtension().appendingPathExtension("parts")
  }

  private func keep(_ value: some Encodable, as name: String) {
    // Keeping is a courtesy to the next run: where it fails, this one goes on.
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if let data = try? RunJSON.compact(value) { try? WholeFile.write(data, to: file(name)) }
    try? FileManager.default.removeItem(at: partFolder(name))
  }

  private func file(_ name: String) -> URL {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_@."))
    let plain = name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
    return folder.appending(path: "\(plain).json")
  }

  /// Another build of the same version is another program.
  private static var programStamp: String {
    // A program whose file cannot be looked at has no stamp but its version.
    let attributes = Program.file.flatMap {
      try? FileManager.default.attributesOfItem(atPath: $0.path)
    }
    let changed = attributes?[.modificationDate] as? Date
    return "\(attributes?[.size] ?? 0) \(changed?.timeIntervalSince1970 ?? 0)"
  }

  private static func removeForgotten(in folder: URL) {
    let files = FileManager.default
    // Tidying up is a courtesy: where it fails, the work does not.
    for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let place = folder.appending(path: name).path
      guard let changed = try? files.attributesOfItem(atPath: place)[.modificationDate] as? Date,
        changed.timeIntervalSinceNow < -86_400 * lifetime
      else { continue }
      try? files.removeItem(atPath: place)
    }
  }
}

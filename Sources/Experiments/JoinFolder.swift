import Embeddings
public import Foundation
import Images
public import Scaleout

/// What a join is of; parts of two joins mix only where this is the same.
public struct JoinManifest: Sendable, Codable, Equatable {
  static let currentFormat = 2

  let format: Int
  /// Version of the program, which decides how a join is cut.
  let program: String
  /// SHA-256 of each file of vectors.
  let sha256: [String]
  let rows: [Int]
  let threshold: Double
  /// Pairs that are listed at most.
  let listed: Int

  /// - Parameter files: of vectors: one for the pairs within it, two for those between them.
  public init(files: [URL], rows: [Int], threshold: Double, listed: Int) throws {
    format = Self.currentFormat
    program = Program.version
    sha256 = try files.map {
      ContentDigest(sha256Of: try Data(contentsOf: $0, options: .alwaysMapped)).hex
    }
    (self.rows, self.threshold, self.listed) = (rows, threshold, listed)
  }
}

extension PartFolder {
  /// Makes the folder of a join's parts, or opens one of the same join; `manifest.json` says which it is.
  ///
  /// - Throws: `SettingsError` for a folder of another join, or with anything else in it;
  ///   `EmbeddingError.unwritable`.
  public init(_ url: URL, of manifest: JoinManifest) throws {
    let file = url.appending(path: "manifest.json")
    let text = try RunJSON.pretty(manifest)
    self.init(url, job: text)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: url.path, reason: reason(of: error))
    }
    // Looked at before the manifest, which other processes of the same join may be about to write.
    let others = try FileManager.default.contentsOfDirectory(atPath: url.path).filter {
      $0 != file.lastPathComponent && !$0.hasPrefix(".")
    }
    if FileManager.default.fileExists(atPath: file.path) {
      // What cannot be read is another join's.
      let found = try? RunJSON.decode(JoinManifest.self, from: Data(contentsOf: file))
      guard found == manifest else {
        throw SettingsError.wrongValue(
          place: file.path, found: "parts of another join",
          expected: "those of the same files, threshold and limit; name another folder")
      }
      return
    }
    if let foreign = others.min() {
      throw SettingsError.wrongValue(
        place: url.path, found: "\(foreign), which is no part of a join",
        expected: "a new or empty folder, or that of the same join")
    }
    try WholeFile.write(text, to: file)
  }
}

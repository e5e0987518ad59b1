import Embeddings
public import Foundation
import Images
public import Statistics

/// What a join is of; parts of two joins mix only where this is the same.
public struct JoinManifest: Sendable, Codable, Equatable {
  static let currentFormat = 1

  let format: Int
  /// SHA-256 of each file of vectors.
  let sha256: [String]
  let rows: [Int]
  let threshold: Double
  /// Pairs that are listed at most.
  let listed: Int
  /// Tiles of each part.
  let tiles: [Int]

  /// - Parameter files: of vectors: one for the pairs within it, two for those between them.
  public init(files: [URL], rows: [Int], threshold: Double, listed: Int, tiles: [Int]) throws {
    format = Self.currentFormat
    sha256 = try files.map {
      ContentDigest(sha256Of: try Data(contentsOf: $0, options: .alwaysMapped)).hex
    }
    (self.rows, self.threshold, self.listed, self.tiles) = (rows, threshold, listed, tiles)
  }
}

/// A folder that keeps the finished parts of a join, so that it can be killed and goes on.
///
/// `manifest.json` says which join; each part is a file of its own, written whole, with its counts
/// and a checksum. A part that is damaged is computed again.
public struct JoinFolder: Sendable {
  private let url: URL

  /// Makes the folder, or opens one of the same join.
  ///
  /// - Throws: `SettingsError` for a folder of another join, or with anything else in it;
  ///   `EmbeddingError.unwritable`.
  public init(_ url: URL, _ manifest: JoinManifest) throws {
    self.url = url
    let file = url.appending(path: "manifest.json")
    let text = try RunJSON.pretty(manifest)
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
    if let foreign = try? FileManager.default.contentsOfDirectory(atPath: url.path).min() {
      throw SettingsError.wrongValue(
        place: url.path, found: "\(foreign), which is no part of a join",
        expected: "a new or empty folder, or that of the same join")
    }
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: url.path, reason: reason(of: error))
    }
    try WholeFile.write(text, to: file)
  }

  /// Nil for a part that is not there, or not whole.
  public func part(_ number: Int) -> SimilarPairs? {
    guard let data = try? Data(contentsOf: file(number)) else { return nil }
    return JoinPart.pairs(in: data, number: number)
  }

  /// - Throws: `EmbeddingError.unwritable`.
  public func keep(_ number: Int, _ pairs: SimilarPairs) throws {
    try WholeFile.write(JoinPart.data(of: pairs, number: number), to: file(number))
  }

  private func file(_ number: Int) -> URL { url.appending(path: "part-\(number).csv") }
}

/// A part as a file: a heading with both counts, a line for each pair, a checksum.
private enum JoinPart {
  static func data(of found: SimilarPairs, number: Int) -> Data {
    var text = heading(number, found.count, found.pairs.count)
    for pair in found.pairs { text += "\(pair.a),\(pair.b),\(pair.cosine)\n" }
    return Data((text + checksum(of: text)).utf8)
  }

  static func pairs(in data: Data, number: Int) -> SimilarPairs? {
    guard let text = String(data: data, encoding: .utf8),
      let last = text.range(of: "# sha256", options: .backwards),
      checksum(of: String(text[..<last.lowerBound])) == text[last.lowerBound...]
    else { return nil }
    let lines = text[..<last.lowerBound].split(separator: "\n")
    let pairs = lines.dropFirst().compactMap { line -> SimilarPair? in
      let fields = line.split(separator: ",")
      guard fields.count == 3, let a = Int(fields[0]), let b = Int(fields[1]),
        let cosine = Double(fields[2])
      else { return nil }
      return SimilarPair(a: a, b: b, cosine: cosine)
    }
    let counts = lines.first?.split(separator: " ").compactMap { Int($0) } ?? []
    guard counts.count == 3, counts[0] == number, counts[2] == pairs.count,
      counts[1] >= counts[2]
    else { return nil }
    return SimilarPairs(pairs: pairs, count: counts[1])
  }

  private static func heading(_ number: Int, _ count: Int, _ listed: Int) -> String {
    "# part \(number) : \(count) pairs, \(listed) listed: row a, row b, cosine\n"
  }

  private static func checksum(of text: String) -> String {
    "# sha256 \(ContentDigest(of: Array(text.utf8)).hex)\n"
  }
}

import Analyses
public import Embeddings
public import Foundation
import Images

/// What `semblance embed` writes beside its vectors, so that new images can be compared with stored ones
/// without reading those again: `NAME.ids.txt`, `NAME.digests.txt` and `NAME.encoder.json` for
/// `NAME.npy`.
public struct EmbeddingStore: Sendable {
  /// Who made the vectors.
  public let encoder: EncoderID
  private let digestFile: URL

  /// - Parameter vectors: the file of the vectors.
  /// - Returns: nil where it has no such companions.
  /// - Throws: `SettingsError` for companions that cannot be read.
  public init?(of vectors: URL) throws(SettingsError) {
    let place = Self.encoderFile(of: vectors)
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    let text = try TextFile.read(place.path)
    do {
      encoder = try RunJSON.decode(EncoderID.self, from: Data(text.utf8))
    } catch {
      throw .unreadable(
        file: place.path, reason: "not what `semblance embed` writes",
        remedy: "embed the images again")
    }
    digestFile = Self.digestFile(of: vectors)
  }

  static func encoderFile(of vectors: URL) -> URL { companion(of: vectors, "encoder.json") }
  static func digestFile(of vectors: URL) -> URL { companion(of: vectors, "digests.txt") }
  static func idFile(of vectors: URL) -> URL { companion(of: vectors, "ids.txt") }

  private static func companion(of vectors: URL, _ ending: String) -> URL {
    vectors.deletingPathExtension().appendingPathExtension(ending)
  }

  /// A line an item, the words that `ItemDigests.init(words:)` reads.
  static func text(_ digests: [ItemDigests]) -> Data {
    let lines = digests.map { digests in
      let hashes = [digests.hashes?.frequency, digests.hashes?.difference]
      let words =
        [digests.pixels, digests.file] + hashes.map { $0?.hex } + [digests.area.map { "\($0)" }]
      return words.map { $0 ?? "-" }.joined(separator: " ") + "\n"
    }
    return Data(lines.joined().utf8)
  }

  /// - Throws: `SettingsError` that names the line.
  func digests(count: Int) throws(SettingsError) -> [ItemDigests] {
    let lines = try TextColumn.read(digestFile.path, count: count)
    var digests: [ItemDigests] = []
    for (index, line) in lines.enumerated() {
      guard let known = ItemDigests(words: line.split(separator: " ").map(String.init)) else {
        throw .wrongValue(
          place: "\(digestFile.path):\(index + 1)", found: "\"\(line.prefix(80))\"",
          expected: "two SHA-256 digests, two perceptual hashes and a number of pixels, a dash for "
            + "what is not known; embed the images again")
      }
      digests.append(known)
    }
    return digests
  }
}

extension ItemDigests {
  /// SHA-256 of the pixels and of the file, pHash, dHash, pixels of the picture; a dash for what is not
  /// known, but for the first.
  fileprivate init?(words: [String]) {
    guard words.count == 5, ContentDigest(hex: words[0]) != nil else { return nil }
    let known = words.map { $0 == "-" ? nil : $0 }
    let hashes = known[2...3].compactMap { $0.flatMap(PerceptualHash.init(hex:)) }
    guard known[1].map({ ContentDigest(hex: $0) != nil }) ?? true,
      hashes.count == known[2...3].count(where: { $0 != nil }),
      known[4].map({ Int($0) != nil }) ?? true
    else { return nil }
    self.init(
      file: known[1], pixels: words[0],
      hashes: hashes.count == 2
        ? PerceptualHashes(frequency: hashes[0], difference: hashes[1]) : nil,
      area: known[4].flatMap { Int($0) })
  }
}

extension PerceptualHash {
  fileprivate var hex: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  fileprivate init?(hex: String) {
    guard hex.count == 16, let bits = UInt64(hex, radix: 16) else { return nil }
    self.init(bits: bits)
  }
}

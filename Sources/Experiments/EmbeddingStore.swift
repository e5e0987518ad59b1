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

  /// A line an item: SHA-256 of its pixels, then of its file or a dash.
  static func text(_ digests: [ItemDigests]) -> Data {
    Data(digests.map { "\($0.pixels) \($0.file ?? "-")\n" }.joined().utf8)
  }

  /// - Throws: `SettingsError` that names the line.
  func digests(count: Int) throws(SettingsError) -> [ItemDigests] {
    let lines = try TextColumn.read(digestFile.path, count: count)
    var digests: [ItemDigests] = []
    for (index, line) in lines.enumerated() {
      let words = line.split(separator: " ").map(String.init)
      let isComplete = words.count == 2 && ContentDigest(hex: words[0]) != nil
      guard isComplete, words[1] == "-" || ContentDigest(hex: words[1]) != nil else {
        throw .wrongValue(
          place: "\(digestFile.path):\(index + 1)", found: "\"\(line.prefix(80))\"",
          expected: "two SHA-256 digests, or one and a dash; embed the images again")
      }
      digests.append(ItemDigests(file: words[1] == "-" ? nil : words[1], pixels: words[0]))
    }
    return digests
  }
}

import Analyses
import Embeddings
public import Foundation
import Images

/// Pairs that a human looked at and accepted, keyed by content: `accepted.json`.
///
/// A pair is named by the SHA-256 of both pictures' pixels, smaller first, so that renaming and moving
/// files changes nothing, and any change of a picture does.
public struct AcceptedPairs: Sendable, Codable, Equatable {
  public let format: Int
  /// Ascending; one for each pair of images, so that equal pictures are accepted as often as they were
  /// seen.
  public let pairs: [Pair]

  public struct Pair: Sendable, Codable, Hashable {
    /// 64 hexadecimal digits each, a ≤ b.
    public let a: String
    public let b: String
    /// What they were called when they were accepted; for the reader.
    public let names: [String]?

    var key: [String] { [a, b] }
  }

  static let currentFormat = 1

  /// - Throws: `SettingsError` for a file that is not what this program writes.
  public init(file: URL) throws(SettingsError) {
    let text = try TextFile.read(file.path)
    let content: AcceptedPairs
    do {
      content = try RunJSON.decode(AcceptedPairs.self, from: Data(text.utf8))
    } catch {
      throw .unreadable(
        file: file.path, reason: "no list of accepted pairs",
        remedy: "write one with --write-baseline")
    }
    guard content.format == Self.currentFormat else {
      throw .wrongValue(
        place: file.path, found: "format \(content.format)", expected: "\(Self.currentFormat)")
    }
    let digests = content.pairs.flatMap(\.key)
    if let bad = digests.first(where: { ContentDigest(hex: $0) == nil }) {
      throw .wrongValue(
        place: file.path, found: "\"\(bad)\"", expected: "SHA-256 digests of 64 digits")
    }
    self.init(content.pairs)
  }

  init(_ pairs: [Pair]) {
    format = Self.currentFormat
    let ordered = pairs.map { pair in
      Pair(a: min(pair.a, pair.b), b: max(pair.a, pair.b), names: pair.names?.sorted())
    }
    self.pairs = Set(ordered).sorted {
      ($0.a, $0.b, $0.names?.joined(separator: " ") ?? "")
        < ($1.a, $1.b, $1.names?.joined(separator: " ") ?? "")
    }
  }

  public static let none = AcceptedPairs([])

  public func adding(_ more: AcceptedPairs) -> AcceptedPairs {
    AcceptedPairs(pairs + more.pairs)
  }

  public func write(to file: URL) throws {
    try WholeFile.write(try RunJSON.pretty(self), to: file)
  }
}

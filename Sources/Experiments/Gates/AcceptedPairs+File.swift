public import Analyses
import Embeddings
public import Foundation
import Images

extension AcceptedPairs {
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

  public func write(to file: URL) throws {
    try WholeFile.write(try RunJSON.pretty(self), to: file)
  }
}

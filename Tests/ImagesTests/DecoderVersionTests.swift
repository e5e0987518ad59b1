import Foundation
import Images
import Testing

@Suite struct DecoderVersionTests {
  /// What all references are decoded to, with the version that says so. When this fails, what is
  /// decoded has changed: raise `decoderVersion`, then write the digest that was found here.
  @Test func otherPixelsHaveAnotherVersion() throws {
    let expected = "3: 3cf2f86a6b83dc16"
    let names =
      try References.cases().decode.map(\.file)
      + FormatReferences.load().decode.map { "formats/\($0.file)" }
    let lines = try Set(names).sorted().map { name in
      let decoded = try decodeImage(References.bytes(name))
      return "\(name) \(decoded.image.digest) \(decoded.notes.map(\.rawValue))"
    }
    let digest = ContentDigest(of: Array(lines.joined(separator: "\n").utf8)).hex.prefix(16)
    #expect("\(decoderVersion): \(digest)" == expected)
  }
}

import Crypto
public import Foundation

/// A SHA-256 digest.
public struct ContentDigest: Sendable, Hashable {
  /// 32 bytes.
  public let bytes: [UInt8]

  /// - Precondition: 32 bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == SHA256.byteCount)
    self.bytes = bytes
  }

  /// The digest of some data.
  public init(sha256Of data: Data) {
    bytes = Array(SHA256.hash(data: data))
  }

  public init(of content: [UInt8]) {
    bytes = Array(SHA256.hash(data: content))
  }

  /// Nil for what is not 64 hexadecimal digits.
  public init?(hex: some StringProtocol) {
    let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == 2 * SHA256.byteCount, hex.utf8.count == digits.count else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

extension ContentDigest: CustomStringConvertible {
  public var description: String { hex }
}

extension Image {
  /// SHA-256 over width, height and channels (8 bytes each, little-endian), then the samples.
  public var digest: ContentDigest {
    var hash = SHA256()
    for number in [width, height, channels] {
      let value = UInt64(number)
      hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
    hash.update(data: samples)
    return ContentDigest(bytes: Array(hash.finalize()))
  }
}

import Crypto
import Foundation
import Images

/// One file of the cache: magic, dimension, count, digests, vectors, SHA-256 of all before.
struct EmbeddingShard {
  /// Whose vectors these are, row by row.
  let digests: [ContentDigest]
  private let dimension: Int
  /// Of float32, little-endian, one vector after the other.
  private let vectors: ArraySlice<UInt8>

  static let fileExtension = "shard"
  private static let magic = Array("SEMBVEC1".utf8)
  private static let headBytes = 16
  private static let digestBytes = 32

  /// - Precondition: every vector has `dimension` numbers.
  init(_ vectors: [ContentDigest: [Float]], dimension: Int) {
    // The same vectors give the same bytes.
    let ordered = vectors.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
    digests = ordered.map(\.key)
    self.dimension = dimension
    self.vectors = ordered.flatMap { unsafe $0.value.withUnsafeBytes(Array.init) }[...]
  }

  /// Nil when the file is unreadable, damaged or of another dimension.
  init?(contentsOf file: URL, dimension: Int) {
    guard let data = try? Data(contentsOf: file),  // unreadable counts as damaged
      data.count >= Self.headBytes + Self.digestBytes
    else { return nil }
    let body = [UInt8](data.dropLast(Self.digestBytes))
    guard body.starts(with: Self.magic),
      data.suffix(Self.digestBytes).elementsEqual(SHA256.hash(data: body))
    else { return nil }
    let count = Self.integer(body, at: 12)
    let firstVector = Self.headBytes + count * Self.digestBytes
    guard Self.integer(body, at: 8) == dimension,
      body.count == firstVector + count * dimension * 4
    else { return nil }
    self.dimension = dimension
    digests = (0..<count).map { row in
      let start = Self.headBytes + row * Self.digestBytes
      return ContentDigest(bytes: Array(body[start..<(start + Self.digestBytes)]))
    }
    vectors = body[firstVector...]
  }

  /// Length `dimension`.
  func vector(_ row: Int) -> [Float] {
    let start = vectors.startIndex + row * dimension * 4
    return unsafe vectors[start..<(start + dimension * 4)].withUnsafeBytes { raw in
      (0..<dimension).map { unsafe raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  var encoded: Data {
    var data = Data(Self.magic)
    data.append(contentsOf: Self.bytes(of: UInt32(dimension)))
    data.append(contentsOf: Self.bytes(of: UInt32(digests.count)))
    for digest in digests { data.append(contentsOf: digest.bytes) }
    data.append(contentsOf: vectors)
    data.append(contentsOf: SHA256.hash(data: data))
    return data
  }

  private static func bytes(of value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func integer(_ body: [UInt8], at offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(body[offset + $1]) << (8 * $1) }
  }
}

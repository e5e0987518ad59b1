import Crypto
public import Foundation
public import Images

/// Vectors on disk, keyed by an image's pixels and the encoder that made them, so that moving or
/// renaming files embeds nothing anew.
///
/// One folder an encoder; in it shards that are written whole and never changed. A shard that is
/// damaged is passed over, and its images are embedded again.
public struct EmbeddingCache: Sendable {
  private let folder: URL
  private let dimension: Int

  /// - Parameter root: the folder of all caches; made when the first shard is written.
  public init(root: URL, encoder: EncoderID, dimension: Int) {
    let key = ContentDigest(sha256Of: Data(encoder.key.utf8)).hex.prefix(16)
    folder = root.appending(path: "\(encoder.name)-\(key)")
    self.dimension = dimension
  }

  /// All vectors kept so far, by the digest of the image's pixels; each of length `dimension`.
  public func load() -> [ContentDigest: [Float]] {
    var vectors: [ContentDigest: [Float]] = [:]
    for file in shards() {
      guard let shard = EmbeddingShard(contentsOf: file, dimension: dimension) else { continue }
      vectors.merge(shard.vectors) { kept, _ in kept }
    }
    return vectors
  }

  /// Adds a shard. Does nothing for no vectors.
  public func append(_ vectors: [ContentDigest: [Float]]) throws(EmbeddingError) {
    guard !vectors.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: reason(of: error))
    }
    let data = EmbeddingShard(vectors: vectors).encoded(dimension: dimension)
    let name = ContentDigest(sha256Of: data).hex.prefix(16)
    try WholeFile.write(data, to: folder.appending(path: "\(name).shard"))
  }

  private func shards() -> [URL] {
    // A folder that does not exist yet holds no shards.
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "shard" }.sorted { $0.path < $1.path }
  }
}

/// One file of the cache: magic, dimension, count, digests, vectors, SHA-256 of all before.
struct EmbeddingShard {
  let vectors: [ContentDigest: [Float]]

  private static let magic = Array("SEMBVEC1".utf8)
  private static let digestBytes = 32

  init(vectors: [ContentDigest: [Float]]) {
    self.vectors = vectors
  }

  /// Nil when the file is unreadable, damaged or of another dimension.
  init?(contentsOf file: URL, dimension: Int) {
    guard let data = try? Data(contentsOf: file),  // unreadable counts as damaged
      data.count >= Self.magic.count + 8 + Self.digestBytes
    else { return nil }
    let body = [UInt8](data.dropLast(Self.digestBytes))
    guard body.starts(with: Self.magic),
      data.suffix(Self.digestBytes).elementsEqual(SHA256.hash(data: body))
    else { return nil }
    let stored = Self.integer(body, at: 8)
    let count = Self.integer(body, at: 12)
    let vectorBytes = dimension * 4
    guard stored == dimension, body.count == 16 + count * (Self.digestBytes + vectorBytes)
    else { return nil }
    let firstVector = 16 + count * Self.digestBytes
    var vectors: [ContentDigest: [Float]] = [:]
    for i in 0..<count {
      let digest = body[(16 + i * Self.digestBytes)..<(16 + (i + 1) * Self.digestBytes)]
      let start = firstVector + i * vectorBytes
      vectors[ContentDigest(bytes: Array(digest))] = Self.floats(
        body[start..<(start + vectorBytes)])
    }
    self.vectors = vectors
  }

  /// The same vectors give the same bytes.
  func encoded(dimension: Int) -> Data {
    let ordered = vectors.sorted { $0.key.hex < $1.key.hex }
    var data = Data(Self.magic)
    data.append(contentsOf: Self.bytes(of: UInt32(dimension)))
    data.append(contentsOf: Self.bytes(of: UInt32(ordered.count)))
    for (digest, _) in ordered { data.append(contentsOf: digest.bytes) }
    for (_, vector) in ordered {
      unsafe vector.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    }
    data.append(contentsOf: SHA256.hash(data: data))
    return data
  }

  private static func bytes(of value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func integer(_ body: [UInt8], at offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(body[offset + $1]) << (8 * $1) }
  }

  private static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    unsafe bytes.withUnsafeBytes { raw in
      (0..<(raw.count / 4)).map {
        unsafe raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)
      }
    }
  }
}

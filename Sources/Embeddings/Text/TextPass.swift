public import Foundation
import Images
public import LinearAlgebra

/// A text encoder on its way through many texts: what the cache holds is left alone, each other text is
/// encoded once, and kept.
public struct TextPass: Sendable {
  private let encoder: any TextEncoder
  private let cacheRoot: URL
  private let concurrency: Int

  /// A kill loses at most this many vectors.
  private static let shardSize = 1_024
  private static let taskSize = 8

  /// - Parameter concurrency: texts that are encoded at once, ≥ 1.
  public init(encoder: any TextEncoder, cacheRoot: URL, concurrency: Int) {
    (self.encoder, self.cacheRoot, self.concurrency) = (encoder, cacheRoot, max(1, concurrency))
  }

  public var id: EncoderID { encoder.id }

  /// One row a text, in order.
  ///
  /// - Parameter progress: called with the texts done and to do, of those not in the cache.
  /// - Throws: what the encoder throws, after keeping what was done.
  public func vectors(
    of texts: [String], progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> Matrix<Float> {
    var cache = EmbeddingCache(root: cacheRoot, encoder: encoder.id, dimension: encoder.dimension)
    let digests = texts.map { ContentDigest(sha256Of: Data($0.utf8)) }
    var seen: Set<ContentDigest> = []
    let missing = texts.indices.filter {
      !cache.holds(digests[$0]) && seen.insert(digests[$0]).inserted
    }
    for start in stride(from: 0, to: missing.count, by: Self.shardSize) {
      let part = Array(missing[start..<min(start + Self.shardSize, missing.count)])
      let vectors = try await encode(part.map { texts[$0] }) { done in
        progress(start + done, missing.count)
      }
      let keyed = zip(part, vectors).map { (digests[$0], $1) }
      try cache.append(Dictionary(uniqueKeysWithValues: keyed))
    }
    return try cache.vectors(of: digests)
  }

  private func encode(
    _ texts: [String], _ progress: (_ done: Int) -> Void
  ) async throws -> [[Float]] {
    let starts = Array(stride(from: 0, to: texts.count, by: Self.taskSize))
    var found = texts.map { _ in [Float]() }
    try await withThrowingTaskGroup(of: (Int, Matrix<Float>).self) { group in
      func add(_ start: Int) {
        let part = Array(texts[start..<min(start + Self.taskSize, texts.count)])
        group.addTask { [encoder] in (start, try await encoder.encode(part)) }
      }
      for start in starts.prefix(concurrency) { add(start) }
      var (next, done) = (concurrency, 0)
      while let (start, vectors) = try await group.next() {
        for row in 0..<vectors.rows { found[start + row] = Array(vectors.row(row)) }
        done += vectors.rows
        progress(done)
        if next < starts.count { add(starts[next]) }
        next += 1
      }
    }
    return found
  }
}

/// How texts fitted a model.
public struct TextFit: Sendable, Codable, Hashable {
  public let texts: Int
  /// That were longer than the model reads, and lost their ends.
  public let cutOff: Int
  /// With pieces that the vocabulary does not have.
  public let unknown: Int
  /// The first that was cut off, at most 60 characters of it.
  public let firstCutOff: String?

  /// Of texts that were encoded elsewhere.
  public init(texts: Int) {
    (self.texts, cutOff, unknown, firstCutOff) = (texts, 0, 0, nil)
  }

  public init(of texts: [String], by encoder: any TextEncoder) {
    let tokens = texts.map(encoder.tokens)
    self.texts = texts.count
    cutOff = tokens.count { $0.cutOff > 0 }
    unknown = tokens.count { $0.unknown > 0 }
    firstCutOff = zip(texts, tokens).first { $1.cutOff > 0 }.map { String($0.0.prefix(60)) }
  }
}

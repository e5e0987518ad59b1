public import Datasets
public import Foundation
import Images
import LinearAlgebra

/// The vectors of a data set, and how much of it had to be encoded.
public struct EncodedDataset: Sendable {
  public let table: EmbeddingTable
  /// Distinct images that were not in the cache.
  public let newlyEncoded: Int

  /// "2,624 vectors, 10 images newly encoded, the rest from the cache".
  public var summary: String {
    let origin = newlyEncoded == 0 ? "all from the cache" : "\(newlyEncoded) images newly encoded"
    return "\(table.vectors.rows) vectors of \(table.vectors.columns) numbers, \(origin)"
  }
}

/// Embeds a data set: what the cache holds is read, the rest is encoded and kept.
public struct EncodingPass: Sendable {
  private let encoder: any Encoder
  private let cache: EmbeddingCache
  /// Chunks being decoded and encoded at the same time.
  private let concurrency: Int

  /// Images decoded and encoded by one task; also bounds the pixels in memory.
  private static let chunkSize = 16
  /// A kill loses at most this many vectors, or what `flushInterval` made.
  private static let shardSize = 1_024
  private static let flushInterval = Duration.seconds(5)

  public init(encoder: any Encoder, cacheRoot: URL, concurrency: Int) {
    self.encoder = encoder
    cache = EmbeddingCache(root: cacheRoot, encoder: encoder.id, dimension: encoder.dimension)
    self.concurrency = max(1, concurrency)
  }

  /// One row a sample, in the data set's order.
  ///
  /// - Parameter progress: called with the images done and to do, of those not in the cache.
  /// - Throws: `EmbeddingError.noImages` for a data set without a readable image;
  ///   `CancellationError` when cancelled, after keeping what was done.
  public func table(
    of dataset: Dataset, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> EncodedDataset {
    guard !dataset.samples.isEmpty else {
      throw EmbeddingError.noImages(dataset: dataset.name, unreadable: dataset.unreadable)
    }
    var known = cache.load()
    let missing = firstOfEachImage(in: dataset) { known[$0] == nil }
    if !missing.isEmpty {
      try await encode(missing, of: dataset, into: &known, progress)
    }
    var elements: [Float] = []
    elements.reserveCapacity(dataset.samples.count * encoder.dimension)
    for facts in dataset.facts { elements += known[facts.pixelDigest] ?? [] }
    let table = EmbeddingTable(
      encoder: encoder.id, dataset: dataset.fingerprint.hex,
      sampleIDs: dataset.samples.map(\.id),
      vectors: Matrix(
        rows: dataset.samples.count, columns: encoder.dimension, elements: elements))
    return EncodedDataset(table: table, newlyEncoded: missing.count)
  }

  /// Copies of an image are encoded once.
  private func firstOfEachImage(
    in dataset: Dataset, where isWanted: (ContentDigest) -> Bool
  ) -> [Int] {
    var seen: Set<ContentDigest> = []
    return dataset.facts.indices.filter { index in
      let digest = dataset.facts[index].pixelDigest
      return isWanted(digest) && seen.insert(digest).inserted
    }
  }

  private func encode(
    _ indices: [Int], of dataset: Dataset, into known: inout [ContentDigest: [Float]],
    _ progress: @Sendable (Int, Int) -> Void
  ) async throws {
    var unsaved: [ContentDigest: [Float]] = [:]
    var lastFlush = ContinuousClock.now
    var done = 0
    progress(0, indices.count)
    do {
      try await forEachChunk(indices, of: dataset) { chunk in
        unsaved.merge(chunk) { kept, _ in kept }
        known.merge(chunk) { kept, _ in kept }
        done += chunk.count
        progress(done, indices.count)
        if unsaved.count >= Self.shardSize || lastFlush.duration(to: .now) >= Self.flushInterval {
          try cache.append(unsaved)
          unsaved = [:]
          lastFlush = .now
        }
      }
    } catch {
      try cache.append(unsaved)
      throw error
    }
    try cache.append(unsaved)
  }

  /// Encodes chunks side by side, never more than `concurrency` at once, and hands each over.
  private func forEachChunk(
    _ indices: [Int], of dataset: Dataset, _ body: ([ContentDigest: [Float]]) throws -> Void
  ) async throws {
    let chunks = stride(from: 0, to: indices.count, by: Self.chunkSize).map {
      indices[$0..<min($0 + Self.chunkSize, indices.count)]
    }
    try await withThrowingTaskGroup(of: [ContentDigest: [Float]].self) { group in
      for (position, chunk) in chunks.enumerated() {
        if position >= concurrency, let finished = try await group.next() { try body(finished) }
        group.addTask { try await vectors(of: chunk, in: dataset) }
      }
      for try await finished in group { try body(finished) }
    }
  }

  private func vectors(
    of chunk: ArraySlice<Int>, in dataset: Dataset
  ) async throws -> [ContentDigest: [Float]] {
    try Task.checkCancellation()
    let images = try chunk.map { try image($0, of: dataset) }
    let matrix = try await encoder.encode(images)
    let digests = chunk.map { dataset.facts[$0].pixelDigest }
    return Dictionary(
      zip(digests, (0..<matrix.rows).map { Array(matrix.row($0)) }), uniquingKeysWith: { a, _ in a }
    )
  }

  /// - Throws: `EmbeddingError.malformed` when the file is no longer the one that was read first:
  ///   its vector would be kept under the name of other pixels.
  private func image(_ index: Int, of dataset: Dataset) throws(EmbeddingError) -> Image {
    let sample = dataset.samples[index]
    // Why a file that was readable no longer is does not change what to do.
    let image = try? sample.loadImage(dataset.decoding).image
    guard let image, image.digest == dataset.facts[index].pixelDigest else {
      throw .malformed(
        file: sample.id, finding: "changed while the data set was being read",
        remedy: "run the command again")
    }
    return image
  }
}

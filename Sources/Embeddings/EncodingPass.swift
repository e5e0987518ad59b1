public import Datasets
public import Foundation
public import Images
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

/// One encoder on its way through a data set: what the cache holds is left alone, the rest is
/// encoded while it is being read, and kept.
public actor EncodingPass {
  private nonisolated let encoder: any Encoder
  private var cache: EmbeddingCache
  private var unsaved: [ContentDigest: [Float]] = [:]
  private var lastFlush = ContinuousClock.now
  private var newlyEncoded = 0

  /// A kill loses at most this many vectors, or what `flushInterval` made.
  private static let shardSize = 1_024
  private static let flushInterval = Duration.seconds(5)

  public init(encoder: any Encoder, cacheRoot: URL) {
    self.encoder = encoder
    cache = EmbeddingCache(root: cacheRoot, encoder: encoder.id, dimension: encoder.dimension)
  }

  public nonisolated var id: EncoderID { encoder.id }

  /// Whether the vector of the picture with these pixels is not there yet.
  public func wants(_ pixels: ContentDigest) -> Bool {
    unsaved[pixels] == nil && !cache.holds(pixels)
  }

  /// - Parameter pixels: the digest of the picture's pixels.
  public nonisolated func encode(_ picture: Image, _ pixels: ContentDigest) async throws {
    let vector = try await encoder.encode([picture]).elements
    try await keep(vector, of: pixels)
  }

  private func keep(_ vector: [Float], of pixels: ContentDigest) throws {
    guard wants(pixels) else { return }
    unsaved[pixels] = vector
    newlyEncoded += 1
    if unsaved.count >= Self.shardSize || lastFlush.duration(to: .now) >= Self.flushInterval {
      try flush()
    }
  }

  /// Writes what has not been written yet.
  public func flush() throws {
    try cache.append(unsaved)
    unsaved = [:]
    lastFlush = .now
  }

  /// One row a sample, in the data set's order; images without a vector are read and encoded first.
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
    let missing = missing(in: dataset)
    if !missing.isEmpty {
      try await [self].keepingWork { use in
        try await dataset.read(missing, use: use, progress: progress)
      }
    }
    try requireAll(of: dataset)
    let vectors = try cache.vectors(of: dataset.facts.map(\.pixelDigest))
    let table = EmbeddingTable(
      encoder: encoder.id, dataset: dataset.fingerprint.hex,
      sampleIDs: dataset.samples.map(\.id), vectors: vectors)
    return EncodedDataset(table: table, newlyEncoded: newlyEncoded)
  }

  /// Positions of the images without a vector; copies of an image are encoded once.
  private func missing(in dataset: Dataset) -> [Int] {
    var seen: Set<ContentDigest> = []
    return dataset.facts.indices.filter { index in
      let pixels = dataset.facts[index].pixelDigest
      return wants(pixels) && seen.insert(pixels).inserted
    }
  }

  /// An image that gave no vector under its former pixels has others by now.
  private func requireAll(of dataset: Dataset) throws(EmbeddingError) {
    guard let changed = missing(in: dataset).first else { return }
    throw .malformed(
      file: dataset.samples[changed].id, finding: "changed while the data set was being read",
      remedy: "run the command again")
  }
}

extension [EncodingPass] {
  /// Reads pictures and encodes each with every encoder that has no vector of it yet; what was made
  /// is kept however the reading ends.
  public func keepingWork<Value>(
    _ reading: @Sendable (PictureUse) async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await reading(use)
      for pass in self { try await pass.flush() }
      return value
    } catch {
      for pass in self { try await pass.flush() }
      throw error
    }
  }

  private var use: PictureUse {
    PictureUse(
      isWanted: { pixels in
        for pass in self where await pass.wants(pixels) { return true }
        return false
      },
      use: { picture, pixels in
        for pass in self where await pass.wants(pixels) {
          try await pass.encode(picture, pixels)
        }
      })
  }
}

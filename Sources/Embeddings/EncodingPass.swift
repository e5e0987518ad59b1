public import Datasets
public import Foundation
public import Images
public import LinearAlgebra

/// One encoder on its way through a data set: what the cache holds is left alone, the rest is
/// encoded while it is being read, and kept.
public actor EncodingPass {
  private nonisolated let encoder: any Encoder
  private var cache: EmbeddingCache
  private var unsaved: [ContentDigest: [Float]] = [:]
  private var lastFlush = ContinuousClock.now

  /// A kill loses at most this many vectors, or what `flushInterval` made.
  private static let shardSize = 1_024
  private static let flushInterval = Duration.seconds(5)

  public init(encoder: any Encoder, cacheRoot: URL) {
    self.encoder = encoder
    cache = EmbeddingCache(root: cacheRoot, encoder: encoder.id, dimension: encoder.dimension)
  }

  public nonisolated var id: EncoderID { encoder.id }
  /// Numbers in each vector.
  public nonisolated var dimension: Int { encoder.dimension }

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

  /// "2624 vectors of 1280 numbers, 10 images newly encoded".
  public func summary(of dataset: Dataset) -> String {
    let origin = newlyEncoded == 0 ? "all from the cache" : "\(newlyEncoded) images newly encoded"
    return "\(dataset.samples.count) vectors of \(encoder.dimension) numbers, \(origin)"
  }

  /// Distinct images that were not in the cache.
  public private(set) var newlyEncoded = 0

  /// One row a sample, in the data set's order; images without a vector are read and encoded first.
  ///
  /// - Parameter progress: called with the images done and to do, of those not in the cache.
  /// - Throws: `EmbeddingError.noImages` for a data set without a readable image;
  ///   `CancellationError` when cancelled, after keeping what was done.
  public func table(
    of dataset: Dataset, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> EmbeddingTable {
    try await complete(dataset, progress)
    return EmbeddingTable(
      encoder: encoder.id, dataset: dataset.fingerprint.hex,
      sampleIDs: dataset.samples.map(\.id),
      vectors: try cache.vectors(of: dataset.facts.map(\.pixelDigest)))
  }

  /// Vectors of pictures that went through this pass or an earlier one, shape (pixels.count, dimension).
  ///
  /// - Precondition: `wants` none of them.
  public func vectors(of pixels: [ContentDigest]) throws -> Matrix<Float> {
    try flush()
    return try cache.vectors(of: pixels)
  }

  /// The same table as a float32 `.npy` file that is never in memory as a whole.
  public func array(
    of dataset: Dataset, to url: URL, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> WholeFile.Part {
    try await complete(dataset, progress)
    let (cache, dimension) = (cache, encoder.dimension)
    return WholeFile.Part(url) { place in
      try NumPyFile.write(rows: dataset.samples.count, columns: dimension, to: place) { write in
        try cache.forEachVector(of: dataset.facts.map(\.pixelDigest), write)
      }
    }
  }

  /// What a function makes of the vectors of a data set, one value a sample in its order; the vectors are
  /// never in memory but for a batch.
  ///
  /// - Parameters:
  ///   - size: of a batch, ≥ 1.
  ///   - progress: as `table`.
  ///   - value: gives one value a row.
  public func mapBatches<Value: Sendable>(
    of dataset: Dataset, size: Int, progress: @Sendable (_ done: Int, _ total: Int) -> Void,
    _ value: @Sendable (Matrix<Float>) throws -> [Value]
  ) async throws -> [Value] {
    try await complete(dataset, progress)
    var found: [(row: Int, value: Value)] = []
    var (rows, elements): ([Int], [Float]) = ([], [])
    func finishBatch() throws {
      let batch = Matrix(rows: rows.count, columns: encoder.dimension, elements: elements)
      found += zip(rows, try value(batch)).map { (row: $0, value: $1) }
      (rows, elements) = ([], [])
    }
    try cache.forEachVector(of: dataset.facts.map(\.pixelDigest)) { row, vector in
      rows.append(row)
      elements += vector
      if rows.count == size { try finishBatch() }
    }
    if !rows.isEmpty { try finishBatch() }
    return found.sorted { $0.row < $1.row }.map(\.value)
  }

  private func complete(
    _ dataset: Dataset, _ progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws {
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

public import Foundation
public import Images
public import LinearAlgebra

/// Vectors on disk, keyed by an image's pixels and the encoder that made them, so that moving or
/// renaming files embeds nothing anew.
///
/// One folder an encoder; in it shards that are written whole and never changed. A shard that is
/// damaged is passed over, and its images are embedded again. In memory is only where each vector
/// is.
public struct EmbeddingCache: Sendable {
  private let folder: URL
  private let dimension: Int
  private var places: [ContentDigest: Place] = [:]
  private var shards: [URL] = []

  private struct Place {
    let shard: Int
    let row: Int
  }

  /// Looks through the shards that are there.
  ///
  /// - Parameter root: the folder of all caches; made when the first shard is written.
  public init(root: URL, encoder: EncoderID, dimension: Int) {
    let key = ContentDigest(sha256Of: Data(encoder.key.utf8)).hex.prefix(16)
    folder = root.appending(path: "\(encoder.name)-\(key)")
    self.dimension = dimension
    // A folder that does not exist yet holds no shards.
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in (files ?? []).sorted(by: { $0.path < $1.path })
    where file.pathExtension == EmbeddingShard.fileExtension {
      guard let shard = EmbeddingShard(contentsOf: file, dimension: dimension) else { continue }
      add(shard.digests, in: file)
    }
  }

  public func holds(_ pixels: ContentDigest) -> Bool {
    places[pixels] != nil
  }

  /// Adds a shard. Does nothing for no vectors.
  public mutating func append(_ vectors: [ContentDigest: [Float]]) throws(EmbeddingError) {
    guard !vectors.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: reason(of: error))
    }
    let shard = EmbeddingShard(vectors, dimension: dimension)
    let data = shard.encoded
    let name = ContentDigest(sha256Of: data).hex.prefix(16)
    let file = folder.appending(path: "\(name).\(EmbeddingShard.fileExtension)")
    try WholeFile.write(data, to: file)
    add(shard.digests, in: file)
  }

  /// Vectors from the disk, shape (pixels.count, dimension).
  ///
  /// - Throws: `EmbeddingError.unreadable` when a shard is no longer what it was.
  /// - Precondition: the cache holds all of them.
  public func vectors(of pixels: [ContentDigest]) throws -> Matrix<Float> {
    var elements = [Float](repeating: 0, count: pixels.count * dimension)
    try forEachVector(of: pixels) { row, vector in
      elements.replaceSubrange((row * dimension)..<((row + 1) * dimension), with: vector)
    }
    return Matrix(rows: pixels.count, columns: dimension, elements: elements)
  }

  /// Hands over the vector of each picture with its position, by shards, each read once.
  func forEachVector(
    of pixels: [ContentDigest], _ body: (_ row: Int, _ vector: [Float]) throws -> Void
  ) throws {
    for (shard, rows) in Dictionary(grouping: pixels.indices, by: { place(of: pixels[$0]).shard }) {
      guard let vectors = EmbeddingShard(contentsOf: shards[shard], dimension: dimension) else {
        throw EmbeddingError.unreadable(
          file: shards[shard].path, reason: "changed while it was in use")
      }
      for row in rows { try body(row, vectors.vector(place(of: pixels[row]).row)) }
    }
  }

  private func place(of pixels: ContentDigest) -> Place {
    guard let place = places[pixels] else { preconditionFailure("no vector of \(pixels)") }
    return place
  }

  private mutating func add(_ digests: [ContentDigest], in file: URL) {
    for (row, digest) in digests.enumerated() where places[digest] == nil {
      places[digest] = Place(shard: shards.count, row: row)
    }
    shards.append(file)
  }
}

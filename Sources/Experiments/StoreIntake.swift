import Datasets
import Embeddings
import Foundation
import Images
import LinearAlgebra
import VectorStore

/// Makes of pictures on their way through a data set what a store lacks: vectors, which the cache keeps,
/// and thumbnails.
actor StoreIntake {
  private let store: any WritableStore
  private let passes: [EncodingPass]
  private let thumbnailSide: Int?
  private var thumbnails: [ContentDigest: [UInt8]] = [:]
  private var lastFlush = ContinuousClock.now

  /// A kill loses at most so many thumbnails, or what `flushInterval` made.
  private static let flushCount = 512
  private static let flushInterval = Duration.seconds(5)
  private static let jpegQuality = 85

  init(_ store: any WritableStore, _ passes: [EncodingPass], thumbnailSide: Int?) {
    (self.store, self.passes, self.thumbnailSide) = (store, passes, thumbnailSide)
  }

  private nonisolated var use: PictureUse {
    PictureUse(
      isWanted: { pixels in
        if try await self.wantsThumbnail(pixels) { return true }
        return try await !self.missing(pixels).isEmpty
      },
      use: { picture, pixels in
        for pass in try await self.missing(pixels) { try await pass.encode(picture, pixels) }
        if try await self.wantsThumbnail(pixels) { try await self.keepThumbnail(picture, pixels) }
      })
  }

  /// What was made is kept however the reading ends.
  nonisolated func keepingWork<Value: Sendable>(
    _ reading: @Sendable (PictureUse) async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await reading(use)
      try await finish()
      return value
    } catch {
      try await finish()
      throw error
    }
  }

  private func finish() async throws {
    for pass in passes { try await pass.flush() }
    try await flush()
  }

  /// Of each encoder the vectors that the store lacks.
  ///
  /// - Throws: `EmbeddingError.malformed` where a picture has not been through an encoder.
  func vectors(of pixels: [ContentDigest]) async throws -> [String: [ContentDigest: [Float]]] {
    var found: [String: [ContentDigest: [Float]]] = [:]
    for pass in passes {
      let lacking = try await store.lacking(pixels, by: pass.id.name)
      for pixels in lacking where await pass.wants(pixels) {
        throw EmbeddingError.malformed(
          file: "the data set", finding: "changed while it was being read",
          remedy: "run the command again")
      }
      let vectors = try await pass.vectors(of: lacking)
      found[pass.id.name] = Dictionary(
        uniqueKeysWithValues: lacking.enumerated().map { ($1, Array(vectors.row($0))) })
    }
    return found
  }

  /// Passes that have no vector of a picture, nor has the store.
  private func missing(_ pixels: ContentDigest) async throws -> [EncodingPass] {
    var missing: [EncodingPass] = []
    for pass in passes where await pass.wants(pixels) {
      if try await !store.lacking([pixels], by: pass.id.name).isEmpty { missing.append(pass) }
    }
    return missing
  }

  private func wantsThumbnail(_ pixels: ContentDigest) async throws -> Bool {
    guard thumbnailSide != nil, thumbnails[pixels] == nil else { return false }
    return try await !store.withoutThumbnail([pixels]).isEmpty
  }

  private nonisolated func keepThumbnail(_ picture: Image, _ pixels: ContentDigest) async throws {
    guard let thumbnailSide else { return }
    let jpeg = try picture.fitting(thumbnailSide).encodedJPEG(quality: Self.jpegQuality)
    try await keep(jpeg, of: pixels)
  }

  private func keep(_ jpeg: [UInt8], of pixels: ContentDigest) async throws {
    thumbnails[pixels] = jpeg
    if thumbnails.count >= Self.flushCount || lastFlush.duration(to: .now) >= Self.flushInterval {
      try await flush()
    }
  }

  private func flush() async throws {
    let made = thumbnails
    (thumbnails, lastFlush) = ([:], .now)
    if !made.isEmpty { try await store.append(thumbnails: made) }
  }
}

import Datasets
import Embeddings
import Foundation
import Images
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

/// Counts what it encodes, and fails where it is told to.
private final class CountingEncoder: Embeddings.Encoder {
  let id = EncoderID(name: "counting", weights: nil, preprocessing: "sum", runtime: nil)
  let dimension = 2
  private let encoded = Mutex(0)
  private let failsAfter: Int

  init(failsAfter: Int = .max) {
    self.failsAfter = failsAfter
  }

  var count: Int { encoded.withLock { $0 } }

  func encode(_ images: [Image]) throws -> Matrix<Float> {
    let total = encoded.withLock { count in
      count += images.count
      return count
    }
    if total > failsAfter { throw CancellationError() }
    return Matrix(
      images.map { image in [Float(image.samples.reduce(0) { $0 + Int($1) }), Float(image.width)] })
  }
}

private struct MemorySource: DatasetSource {
  let images: [Image]

  func listing() -> SampleListing {
    SampleListing(
      samples: images.enumerated().map { index, image in
        Sample(id: String(format: "%04d", index), image: .pixels(image))
      })
  }
}

@Suite struct EncodingPassTests {
  private func dataset(_ count: Int, copies: Int = 0) async throws -> Dataset {
    let images = (0..<count).map { index in
      Image(
        width: 2, height: 1, channels: 1, samples: [UInt8(index % 251), UInt8(index / 251)])
    }
    let source = MemorySource(images: images + Array(repeating: images[0], count: copies))
    return try await Dataset.load(name: "memory", from: source, seed: 0) { _, _ in }
  }

  private func pass(_ encoder: any Embeddings.Encoder, _ folder: TemporaryFolder) -> EncodingPass {
    EncodingPass(encoder: encoder, cacheRoot: folder.url)
  }

  @Test func rowsKeepTheOrderOfSamples() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(100)
    let table = try await pass(CountingEncoder(), folder).table(of: dataset) { _, _ in }
    #expect(table.sampleIDs == dataset.samples.map(\.id))
    #expect((0..<100).allSatisfy { table.vectors[$0, 0] == Float($0 % 251 + $0 / 251) })
  }

  @Test func theSecondPassEncodesNothingAndCopiesAreEncodedOnce() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(50, copies: 9)
    let encoder = CountingEncoder()
    let first = try await pass(encoder, folder).table(of: dataset) { _, _ in }
    #expect(encoder.count == 50)
    let again = pass(encoder, folder)
    let second = try await again.table(of: dataset) { _, _ in }
    #expect(encoder.count == 50 && second.vectors == first.vectors)
    #expect(await again.newlyEncoded == 0)
  }

  @Test func anInterruptedPassKeepsWhatWasDone() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(300)
    let failing = CountingEncoder(failsAfter: 150)
    await #expect(throws: CancellationError.self) {
      try await pass(failing, folder).table(of: dataset) { _, _ in }
    }
    let resumed = CountingEncoder()
    _ = try await pass(resumed, folder).table(of: dataset) { _, _ in }
    #expect(resumed.count < 300 && resumed.count > 0)
  }

  @Test func damagedShardsAreEncodedAgain() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(20)
    let encoder = CountingEncoder()
    let first = try await pass(encoder, folder).table(of: dataset) { _, _ in }
    let files = FileManager.default
    let folders = try files.contentsOfDirectory(at: folder.url, includingPropertiesForKeys: nil)
    let cache = try #require(folders.first)
    let shards = try files.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
    // A slow machine writes more than one.
    #expect(!shards.isEmpty)
    for shard in shards {
      var bytes = try Data(contentsOf: shard)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: shard)
    }
    let again = try await pass(encoder, folder).table(of: dataset) { _, _ in }
    #expect(encoder.count == 40)
    #expect(again.vectors == first.vectors)
  }

  @Test func aFileThatChangesInTheMiddleNeverGivesItsVectorToFormerPixels() async throws {
    let folder = try TemporaryFolder()
    let dark = Image(width: 2, height: 2, channels: 1, samples: [0, 1, 2, 3])
    let light = Image(width: 2, height: 2, channels: 1, samples: [252, 253, 254, 255])
    let file = try folder.write(try dark.encodedPNG(), to: "images/a.png")
    let source = FolderSource(root: file.deletingLastPathComponent())
    let dataset = try await Dataset.load(name: "d", from: source, seed: 0) { _, _ in }
    for bytes in [try light.encodedPNG(), Array("no image".utf8)] {
      try folder.write(bytes, to: "images/a.png")
      let error = await #expect(throws: EmbeddingError.self) {
        try await pass(CountingEncoder(), folder).table(of: dataset) { _, _ in }
      }
      #expect(error?.description.contains("a.png: changed while") == true)
    }
  }

  @Test func picturesAreEncodedWhileTheyAreReadAndNeverDecodedAgain() async throws {
    let folder = try TemporaryFolder()
    for index in 0..<40 {
      let image = Image(width: 2, height: 1, channels: 1, samples: [UInt8(index), 9])
      try folder.write(try image.encodedPNG(), to: "images/\(index).png")
    }
    let source = FolderSource(root: folder.url.appending(path: "images"))
    let encoders = [CountingEncoder(), CountingEncoder()]
    func load(_ passes: [EncodingPass]) async throws -> Dataset {
      try await passes.keepingWork { use in
        try await Dataset.load(
          name: "d", from: source, seed: 0,
          facts: FactsCache(root: folder.url.appending(path: "facts")), use: use
        ) { _, _ in }
      }
    }
    let first = pass(encoders[0], folder)
    let dataset = try await load([first])
    #expect(encoders[0].count == 40)
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "images/7.png"), to: folder.url.appending(path: "images/x.png")
    )
    let second = pass(encoders[1], folder)
    let renamed = try await load([second])
    #expect(encoders[1].count == 0, "both have one id, and so one cache")
    #expect(Set(renamed.facts.map(\.pixelDigest)) == Set(dataset.facts.map(\.pixelDigest)))
    // The files are gone: whoever decoded again would fail.
    try FileManager.default.removeItem(at: folder.url.appending(path: "images"))
    let table = try await second.table(of: renamed) { _, _ in }
    #expect(table.sampleIDs.contains("x.png") && table.vectors.rows == 40)
  }

  @Test func arraysOnDiskEqualTables() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(50, copies: 9)
    let pass = pass(CountingEncoder(), folder)
    let table = try await pass.table(of: dataset) { _, _ in }
    let file = folder.url.appending(path: "out.npy")
    try WholeFile.write([try await pass.array(of: dataset, to: file) { _, _ in }])
    #expect(try NumPyFile.read(file) == .float(table.vectors))
  }

  @Test func encodersDoNotShareVectors() async throws {
    let folder = try TemporaryFolder()
    let dataset = try await dataset(10)
    _ = try await pass(CountingEncoder(), folder).table(of: dataset) { _, _ in }
    let pixels = pass(PixelEncoder(side: 4), folder)
    _ = try await pixels.table(of: dataset) { _, _ in }
    #expect(await pixels.newlyEncoded == 10)
  }

  @Test func aDataSetWithoutImagesIsAnError() async throws {
    let folder = try TemporaryFolder()
    let empty = try await Dataset.load(
      name: "none", from: MemorySource(images: []), seed: 0
    ) { _, _ in }
    await #expect(throws: EmbeddingError.noImages(dataset: "none", unreadable: [])) {
      try await pass(CountingEncoder(), folder).table(of: empty) { _, _ in }
    }
  }
}

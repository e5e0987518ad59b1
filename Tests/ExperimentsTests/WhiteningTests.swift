import Embeddings
import Experiments
import Foundation
import Images
import LinearAlgebra
import TestSupport
import Testing

@Suite struct WhiteningTests {
  private let folder: TemporaryFolder
  private let installation: Installation

  /// 40 pictures of noise as IDX files, half of them in each split.
  init() throws {
    folder = try TemporaryFolder()
    installation = Installation(root: folder.url.appending(path: "home"))
    var state: UInt32 = 1
    for split in ["train", "test"] {
      let samples = (0..<(20 * 16)).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
      }
      try folder.write(
        [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, 4] + samples, to: "\(split).idx")
    }
    try folder.write(
      """
      name: noise
      source: idx
      splits: {train: {images: train.idx}, test: {images: test.idx}}
      """, to: "dataset.yaml")
  }

  private func fit(
    _ encoder: String = "pixels-4", split: String? = "train", components: Int = 5,
    name: String = "white"
  ) async throws -> EncoderID {
    try await SetUp.catalog(installation).fit(
      WhiteningFit(
        name: name, encoder: encoder, dataset: folder.url.appending(path: "dataset.yaml").path,
        split: split, components: components)
    ) { _ in }
  }

  private func images(_ split: String) throws -> [Image] {
    let bytes = try Data(contentsOf: folder.url.appending(path: "\(split).idx")).dropFirst(16)
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: 16).map {
      Image(width: 4, height: 4, channels: 1, samples: Array(bytes[$0..<($0 + 16)]))
    }
  }

  /// Rounding to 32 bits is all that keeps it from being exact.
  @Test func whatItWasFittedOnHasMeanZeroAndUnitCovariance() async throws {
    _ = try await fit()
    let encoder = try SetUp.catalog(installation).encoder(named: "white")
    let found = try await encoder.encode(images("train"))
    #expect(found.rows == 20 && found.columns == 5 && encoder.dimension == 5)
    for i in 0..<5 {
      let mean = (0..<20).reduce(0) { $0 + Double(found[$1, i]) } / 20
      #expect(abs(mean) < 1e-5)
      for j in 0..<5 {
        let sum = (0..<20).reduce(0) { $0 + Double(found[$1, i]) * Double(found[$1, j]) }
        #expect(abs(sum / 19 - (i == j ? 1 : 0)) < 1e-5, "\(i), \(j)")
      }
    }
    let alone = try await encoder.encode([images("train")[7]])
    #expect(alone.elements == Array(found.row(7)))
  }

  @Test func theIdSaysWhatItWasFittedOn() async throws {
    let id = try await fit()
    #expect(
      id.name == "white" && id.output?.contains("fitted on noise (split train, 20 images") == true)
    let other = try await fit(split: "test", name: "white-test")
    #expect(other.output?.contains("split test") == true && other.key != id.key)
    #expect(try ModelList(ModelLibrary(installation)).models.contains { $0.name == "white" })
    #expect(try Catalog.knows(encoder: "white", in: installation))
  }

  @Test func aSplitHasToBeNamedAndKnown() async throws {
    let error = await #expect(throws: SettingsError.self) { try await fit(split: nil) }
    #expect(error?.description == "noise has the splits test, train; add --split train")
    await #expect(throws: SettingsError.self) { try await fit(split: "val") }
    #expect(try !Catalog.knows(encoder: "white", in: installation))
  }

  @Test func whatCannotBeFittedIsRefused() async throws {
    await #expect(throws: SettingsError.self) { try await fit(components: 17) }
    await #expect(throws: SettingsError.self) { try await fit(name: "phash") }
    await #expect(throws: SettingsError.self) { try await fit(name: "a/b") }
    _ = try await fit()
    await #expect(throws: SettingsError.self) { try await fit() }
    await #expect(throws: SettingsError.self) { try await fit("white", name: "whiter") }
  }

  @Test func alteredNumbersAreRefused() async throws {
    _ = try await fit()
    let file = installation.models.appending(path: "white/whitening.npy")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: file)
    #expect(throws: EmbeddingError.self) {
      try SetUp.catalog(installation).encoder(named: "white")
    }
  }
}

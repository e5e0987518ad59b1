import Embeddings
import Experiments
import Foundation
import Images
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// What every encoder promises.
@Suite struct EncoderContractTests {
  private let images = [(40, 30, 3), (30, 40, 1), (224, 224, 3), (5, 5, 3), (1, 90, 3)].map {
    width, height, channels in
    Image(
      width: width, height: height, channels: channels,
      samples: (0..<(width * height * channels)).map { UInt8(($0 * 7 + width) % 256) })
  }

  private func check(_ encoder: any Embeddings.Encoder) async throws {
    let all = try await encoder.encode(images)
    #expect(all.rows == images.count && all.columns == encoder.dimension)
    let isFinite = all.elements.allSatisfy { $0.isFinite }
    #expect(isFinite)
    #expect(try await encoder.encode(images) == all)
    for (row, image) in images.enumerated() {
      #expect(try await encoder.encode([image]).elements == Array(all.row(row)))
    }
    let reversed = try await encoder.encode(images.reversed())
    #expect(Array(reversed.row(0)) == Array(all.row(images.count - 1)))
  }

  @Test(arguments: [
    "pixels", "pixels-8", "histogram-rgb", "histogram-hsv-4", "phash", "dhash",
    "random-projection-64",
    "random-projection-300-seed-18446744073709551615",
  ])
  func plainEncodersKeepTheContract(_ name: String) async throws {
    try await check(SetUp.catalog(SetUp.fetched).encoder(named: name))
  }

  @Test(
    .enabled(if: SetUp.hasRuntimes, SetUp.remedy), arguments: RuntimeKind.allCases,
    SetUp.tinyModels)
  func modelsKeepTheContract(_ runtime: RuntimeKind, _ name: String) async throws {
    let folder = try TemporaryFolder()
    let installation = try SetUp.empty(in: folder)
    let catalog = try SetUp.catalog(installation, runtime: runtime)
    _ = try await ModelLibrary(installation).add(card: SetUp.reference("\(name).yaml"), catalog)
    let encoder = try catalog.encoder(named: name)
    try await check(encoder)
    let alone = try SetUp.catalog(installation, runtime: runtime, concurrency: 1)
    #expect(
      try await alone.encoder(named: name).encode(images) == encoder.encode(images),
      "one session or two")
  }

  /// Those that are there: the tests' set-up fetches EfficientNet-Lite0, `make setup` all.
  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func fetchedModelsKeepTheContract() async throws {
    let catalog = try SetUp.catalog(SetUp.fetched)
    for model in try ModelLibrary(SetUp.fetched).models() where model.isShipped {
      for checkpoint in model.checkpoints where checkpoint.isThere {
        try await check(catalog.encoder(named: checkpoint.name))
      }
    }
  }
}

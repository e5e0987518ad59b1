import Embeddings
import Foundation
import Images
import Inference
import LinearAlgebra
import Testing

/// What every encoder promises.
@Suite struct EncoderContractTests {
  /// The set-up's folder, found from the checkout.
  static let home = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".semblance")

  static let encoders: [any Embeddings.Encoder] = {
    let small: [any Embeddings.Encoder] = [PixelEncoder(side: 8), PixelEncoder()]
    let card = ModelCard.efficientNetLite0
    // Without weights or runtimes only the others are checked; make test fetches them.
    guard
      let runtime = try? InferenceRuntime.find(in: [home.appending(path: "runtime")]),
      let network = try? OnnxEncoder(
        card: card, models: home.appending(path: "models"), runtime: runtime, concurrency: 2)
    else { return small }
    return small + [network]
  }()

  private let images = [(40, 30, 3), (30, 40, 1), (224, 224, 3), (5, 5, 3)].map {
    width, height, channels in
    Image(
      width: width, height: height, channels: channels,
      samples: (0..<(width * height * channels)).map { UInt8(($0 * 7 + width) % 256) })
  }

  @Test(arguments: encoders.indices)
  func vectorsAreFiniteRepeatableAndFreeOfTheirBatch(_ index: Int) async throws {
    let encoder = Self.encoders[index]
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

  @Test func pixelVectorsAreGreyLevels() {
    let image = Image(width: 2, height: 2, channels: 1, samples: [0, 51, 102, 255])
    #expect(PixelEncoder(side: 2).encode([image]).elements == [0, 0.2, 0.4, 1])
  }

  static let hasRuntime = (try? InferenceRuntime.find(in: [home.appending(path: "runtime")])) != nil

  @Test(.enabled(if: hasRuntime, "no inference runtime; run scripts/setup"))
  func missingWeightsAreNamedWithTheirRemedy() throws {
    let card = ModelCard.efficientNetLite0
    let empty = URL(filePath: NSTemporaryDirectory()).appending(path: "no-models-here")
    let found = try InferenceRuntime.find(in: [Self.home.appending(path: "runtime")])
    #expect(
      throws: EmbeddingError.modelMissing(
        name: card.name, file: empty.appending(path: card.file).path)
    ) { try OnnxEncoder(card: card, models: empty, runtime: found, concurrency: 1) }
  }
}

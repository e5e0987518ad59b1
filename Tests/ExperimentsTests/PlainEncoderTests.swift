import Datasets
import Embeddings
import Experiments
import Foundation
import Images
import LinearAlgebra
import TestSupport
import Testing

/// Encoders without weights, against Pillow, NumPy and imagehash on the sample photographs.
@Suite struct PlainEncoderTests {
  private static let photos = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Experiments/Verification")

  private func encode(_ name: String, _ images: [Image]) async throws -> Matrix<Float> {
    try await SetUp.catalog(SetUp.fetched).encoder(named: name).encode(images)
  }

  /// Fractions and signs are the same numbers; projections are rounded once here, often there.
  @Test(arguments: [
    "histogram-rgb-4", "histogram-hsv-5", "phash", "dhash", "random-projection-40-seed-7",
  ])
  func vectorsEqualPythons(_ name: String) async throws {
    let file = try #require(Bundle.module.resourceURL).appending(
      path: "References/plain/\(name).npy")
    let expected = try NumPyFile.read(file).doubles
    let images = try ["cat", "coffee", "camera"].map { photo in
      let bytes = try Data(contentsOf: Self.photos.appending(path: "\(photo).jpg"))
      return try decodeImage([UInt8](bytes)).image
    }
    let found = try await encode(name, images)
    #expect(found.rows == expected.rows && found.columns == expected.columns)
    let largest = zip(found.elements, expected.elements).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(largest < 1e-6)
  }

  @Test func histogramsSumToOneAndSeeNoPlaces() async throws {
    let samples: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]
    let image = Image(width: 4, height: 1, channels: 3, samples: samples)
    let turned = Image(width: 1, height: 4, channels: 3, samples: samples)
    for name in ["histogram-rgb", "histogram-hsv-4"] {
      let found = try await encode(name, [image, turned])
      #expect(Array(found.row(0)) == Array(found.row(1)))
      #expect(found.row(0).reduce(0, +) == 1)
      #expect(found.row(0).filter { $0 == 0.25 }.count == 4)
    }
  }

  @Test func aBlankPictureHasNoFrequenciesButItsMean() async throws {
    let blank = Image(
      width: 50, height: 40, channels: 1, samples: Array(repeating: 77, count: 2_000))
    #expect(try await encode("phash", [blank]).elements == [1] + Array(repeating: -1, count: 63))
    #expect(try await encode("dhash", [blank]).elements == Array(repeating: -1, count: 64))
  }

  @Test func seedsGiveOtherProjectionsAndHaveOneNameEach() async throws {
    let image = Image(width: 2, height: 2, channels: 1, samples: [0, 60, 120, 255])
    let first = try await encode("random-projection-16", [image])
    #expect(try await encode("random-projection-16-seed-1", [image]) != first)
    for name in [
      "random-projection-16-seed-0", "random-projection-16-seed-01", "random-projection-016",
      "random-projection-0", "random-projection-16-seed-", "pixels-+8", "pixels-",
      "histogram-rgb-1",
      "histogram-lab", "phash-8",
    ] { #expect(try !Catalog.knows(encoder: name), "\(name)") }
  }
}

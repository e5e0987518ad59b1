import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct NPZSourceTests {
  @Test(arguments: ["medmnist.npz", "medmnist-packed.npz"])
  func splitsPicturesAndLabelsAreThoseOfNumPy(_ name: String) async throws {
    let dataset = try await load(
      NPZSource(file: try archive(name), labelNames: ["zero", "one", "two"]))
    #expect(
      dataset.samples.map(\.id) == [
        "test/00000", "test/00001", "train/00000", "train/00001", "train/00002",
      ])
    #expect(dataset.samples.map(\.label) == ["zero", "7", "two", "zero", "one"])
    #expect(dataset.samples.map(\.split) == ["test", "test", "train", "train", "train"])
    for (sample, seed) in zip(dataset.samples, [3, 4, 0, 1, 2]) {
      let image = try sample.loadImage(.standard).image
      #expect(image.width == 4 && image.height == 3 && image.channels == 1)
      #expect(image.samples == (0..<12).map { UInt8($0 + seed) })
    }
  }

  @Test func colorsAndOtherIntegersAreRead() async throws {
    let dataset = try await load(NPZSource(file: try archive("colors.npz")))
    #expect(dataset.samples.map(\.label) == ["2", "0", "1", "0", "7"])
    let second = try dataset.samples[1].loadImage(.standard).image
    #expect(second.samples.prefix(6) == [1, 1, 1, 2, 2, 2])
  }

  @Test func severalLabelsOfAPictureAreAnAttribute() async throws {
    let dataset = try await load(NPZSource(file: try archive("several.npz")))
    #expect(dataset.samples.map(\.id).first == "00000")
    #expect(dataset.samples.allSatisfy { $0.label == nil && $0.split == nil })
    #expect(dataset.samples.map(\.attributes["labels"]) == ["1", "0|2", "1", "0|2", "1"])
  }

  @Test(arguments: [
    ("floats.npz", "type <f4"), ("volumes.npz", "shape [2, 5, 5, 5]"),
    ("uneven.npz", "for 5 pictures"), ("countless.npz", "declares 1048576 pictures"),
    ("other.npz", "no array of pictures among embeddings.npy"),
  ])
  func otherArraysAreRefusedWithTheFinding(_ name: String, _ finding: String) async throws {
    let error = await #expect(throws: DatasetError.self) {
      try await load(NPZSource(file: try archive(name)))
    }
    #expect(error?.description.contains(finding) == true)
    #expect(try NPZSource.holdsPictures(archive(name)) == (name != "other.npz"))
  }
}

import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct IDXSourceTests {
  private func big(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func images(_ count: Int, declared: Int? = nil) -> [UInt8] {
    [0, 0, 8, 3] + big(declared ?? count) + big(2) + big(3)
      + (0..<(count * 6)).map { UInt8($0 % 256) }
  }

  private func labels(_ values: [UInt8]) -> [UInt8] { [0, 0, 8, 1] + big(values.count) + values }

  @Test func imagesAndLabelsAreRead() async throws {
    let folder = try TemporaryFolder()
    let split = IDXSplit(
      name: "train", images: try folder.write(images(3), to: "images"),
      labels: try folder.write(labels([0, 1, 7]), to: "labels"))
    let dataset = try await load(IDXSource(splits: [split], labelNames: ["shirt", "bag"]))
    #expect(dataset.samples.map(\.id) == ["train/00000", "train/00001", "train/00002"])
    #expect(dataset.samples.map(\.label) == ["shirt", "bag", "7"])
    let image = try dataset.samples[1].loadImage().image
    #expect(image.width == 3 && image.height == 2 && image.samples == [6, 7, 8, 9, 10, 11])
  }

  @Test func filesThatDisagreeAreRefused() async throws {
    let folder = try TemporaryFolder()
    let whole = try folder.write(images(3), to: "images")
    let cut = try folder.write(images(3, declared: 4), to: "cut")
    let two = try folder.write(labels([0, 1]), to: "two")
    for (images, labels) in [(whole, two), (cut, two), (two, two)] {
      await #expect(throws: DatasetError.self) {
        try await load(
          IDXSource(splits: [IDXSplit(name: "train", images: images, labels: labels)]))
      }
    }
  }

  /// Labels 0, 1, 2 as `gzip -n` writes them.
  private let zippedLabels: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 99, 96, 224, 96, 100, 96, 96, 96, 102, 96, 100, 2, 0, 233, 236,
    85, 249, 11, 0, 0, 0,
  ]

  @Test func gzippedFilesAreReadAndAFlippedChecksumIsFound() async throws {
    let folder = try TemporaryFolder()
    let images = try folder.write(images(3), to: "images")
    for flipped in [false, true] {
      var bytes = zippedLabels
      if flipped { bytes[bytes.count - 6] ^= 1 }
      let labels = try folder.write(bytes, to: "labels.gz")
      let source = IDXSource(splits: [IDXSplit(name: "train", images: images, labels: labels)])
      if flipped {
        await #expect(throws: DatasetError.self) { try await load(source) }
      } else {
        #expect(try await load(source).samples.map(\.label) == ["0", "1", "2"])
      }
    }
  }

  @Test func damagedGzipIsRefused() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([0x1F, 0x8B, 8, 0, 1, 2, 3], to: "images.gz")
    await #expect(throws: DatasetError.self) {
      try await load(IDXSource(splits: [IDXSplit(name: "train", images: file, labels: nil)]))
    }
  }

  static let fashionMNIST = URL(filePath: "/usr/share/datasets/fashion-mnist")
  static let isInstalled = FileManager.default.fileExists(atPath: fashionMNIST.path)

  @Test(.enabled(if: isInstalled, "Debian's dataset-fashion-mnist is not installed"))
  func fashionMNISTTestSetHasTenThousandDistinctImages() async throws {
    let split = IDXSplit(
      name: "test", images: Self.fashionMNIST.appending(path: "t10k-images-idx3-ubyte.gz"),
      labels: Self.fashionMNIST.appending(path: "t10k-labels-idx1-ubyte.gz"))
    let dataset = try await load(IDXSource(splits: [split]))
    #expect(dataset.samples.count == 10_000)
    #expect(Set(dataset.facts.map(\.pixelDigest)).count == 10_000)
    #expect(dataset.samples.first?.label == "9")
  }
}

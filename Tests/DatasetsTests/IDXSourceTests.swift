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
    let image = try dataset.samples[1].loadImage(.standard).image
    #expect(image.width == 3 && image.height == 2 && image.samples == [6, 7, 8, 9, 10, 11])
  }

  @Test func filesThatDisagreeAreRefusedInTheirWords() async throws {
    let folder = try TemporaryFolder()
    let whole = try folder.write(images(3), to: "images")
    let two = try folder.write(labels([0, 1]), to: "two")
    let ints = try folder.write([0, 0, 12, 3] + images(3).dropFirst(4), to: "ints")
    for (images, labels, file, finding) in [
      (whole, two, two, "2 labels for 3 images"),
      (two, two, two, "not an IDX file of bytes with 3 dimensions"),
      (whole, whole, whole, "not an IDX file of bytes with 1 dimensions"),
      (ints, two, ints, "not an IDX file of bytes with 3 dimensions"),
    ] {
      #expect(try await problem(images, labels) == [file.path, finding])
    }
  }

  @Test func sizesThatTheFileDoesNotHoldAreRefused() async throws {
    let folder = try TemporaryFolder()
    for (bytes, finding) in [
      (images(3, declared: 4), "declares 4 × 2 × 3 bytes and holds 18"),
      (images(3, declared: 2), "declares 2 × 2 × 3 bytes and holds 18"),
      (
        images(3, declared: 0xFFFF_FFFF),
        "declares 4294967295 × 2 × 3 bytes and holds 18"
      ),
      (
        [0, 0, 8, 3] + big(0xFFFF_FFFF) + big(0xFFFF_FFFF) + big(0xFFFF_FFFF),
        "declares 4294967295 × 4294967295 × 4294967295 bytes and holds 0"
      ),
    ] {
      let file = try folder.write(bytes, to: "images")
      #expect(try await problem(file, nil) == [file.path, finding])
    }
    let none = try folder.write(images(0), to: "none")
    await #expect(throws: DatasetError.empty(path: none.path, expected: "element (0 × 2 × 3)")) {
      try await load(IDXSource(splits: [IDXSplit(name: "train", images: none, labels: nil)]))
    }
  }

  @Test func truncatedFilesAreRefusedAtEveryLength() async throws {
    let folder = try TemporaryFolder()
    for whole in [images(3), gzipped(images(3))] {
      for length in 0..<whole.count {
        let file = try folder.write(Array(whole.prefix(length)), to: "images")
        await #expect(throws: DatasetError.self, "cut at \(length)") {
          try await load(IDXSource(splits: [IDXSplit(name: "train", images: file, labels: nil)]))
        }
      }
    }
  }

  @Test func gzippedFilesOfOneOrMoreMembersAreRead() async throws {
    let folder = try TemporaryFolder()
    let (first, second) = (Array(images(3).prefix(20)), Array(images(3).dropFirst(20)))
    for bytes in [gzipped(images(3)), gzipped(first) + gzipped(second)] {
      let file = try folder.write(bytes, to: "images.gz")
      let dataset = try await load(
        IDXSource(splits: [IDXSplit(name: "train", images: file, labels: nil)]))
      #expect(dataset.samples.count == 3)
      #expect(try dataset.samples[2].loadImage(.standard).image.samples == Array(12..<18))
    }
  }

  /// A file with flipped bits once gave other pictures without a word.
  @Test func gzippedFilesWithFlippedBitsAreRefused() async throws {
    let folder = try TemporaryFolder()
    let whole = gzipped(images(3))
    for place in 10..<whole.count {
      var bytes = whole
      bytes[place] ^= 4
      let file = try folder.write(bytes, to: "images.gz")
      await #expect(throws: DatasetError.self, "flipped at \(place)") {
        try await load(IDXSource(splits: [IDXSplit(name: "train", images: file, labels: nil)]))
      }
    }
  }

  /// Path and finding of the error that a split gives.
  private func problem(_ images: URL, _ labels: URL?) async throws -> [String] {
    do {
      let split = IDXSplit(name: "train", images: images, labels: labels)
      _ = try await load(IDXSource(splits: [split]))
      return []
    } catch DatasetError.malformed(let path, _, let finding, _) {
      return [path, finding]
    }
  }

  /// A gzip member that stores its bytes as they are (RFC 1951, 3.2.4; RFC 1952).
  private func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let size = UInt32(bytes.count)
    var checksum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 {
        checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1
      }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1] + little(size, 2) + little(~size, 2) + bytes
      + little(~checksum, 4) + little(size, 4)
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

  @Test(.enabled(if: isInstalled, "Debian's dataset-fashion-mnist is not installed"))
  func fashionMNISTTrainingSetBeginsWithAnAnkleBoot() throws {
    let split = IDXSplit(
      name: "train", images: Self.fashionMNIST.appending(path: "train-images-idx3-ubyte.gz"),
      labels: Self.fashionMNIST.appending(path: "train-labels-idx1-ubyte.gz"))
    let samples = try IDXSource(splits: [split]).listing().samples
    #expect(samples.count == 60_000)
    #expect(samples.first?.label == "9" && samples.first?.id == "train/00000")
    let pictures = try samples.map { try $0.loadImage(.standard).image }
    #expect(Set(pictures.map(\.samples)).count == 60_000)
    #expect(pictures.allSatisfy { $0.width == 28 && $0.height == 28 && $0.channels == 1 })
  }
}

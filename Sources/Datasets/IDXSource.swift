public import Foundation
import Images

/// One split of an IDX data set.
public struct IDXSplit: Sendable {
  public let name: String
  public let images: URL
  public let labels: URL?

  public init(name: String, images: URL, labels: URL?) {
    self.name = name
    self.images = images
    self.labels = labels
  }
}

/// MNIST's format: unsigned bytes with big-endian sizes, plain or gzipped.
///
/// Ids are the split and the position: "train/00042". A file that ends early, or labels that are not
/// as many as the images, is an error. Source: LeCun, Cortes & Burges, MNIST.
public struct IDXSource: DatasetSource {
  public let splits: [IDXSplit]
  /// What label 0, 1, … is called; labels beyond these keep their number.
  public let labelNames: [String]

  public init(splits: [IDXSplit], labelNames: [String] = []) {
    self.splits = splits
    self.labelNames = labelNames
  }

  /// One file of pictures with the labels that stand beside it under MNIST's names, if they do:
  /// `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`. The split is what comes before.
  public init(images: URL) throws(DatasetError) {
    let name = images.lastPathComponent
    guard let marker = name.range(of: "-images-idx3-ubyte") else {
      throw .malformed(
        path: images.path, line: nil, finding: "not an IDX file of pictures by its name",
        remedy: "name the file called …-images-idx3-ubyte, or describe it in a dataset.yaml")
    }
    let folder = images.deletingLastPathComponent()
    let stem = name[..<marker.lowerBound] + "-labels-idx1-ubyte"
    let labels = [String(name[marker.upperBound...]), "", ".gz"].lazy
      .map { folder.appending(path: stem + $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    self.init(splits: [
      IDXSplit(name: String(name[..<marker.lowerBound]), images: images, labels: labels)
    ])
  }

  public func listing() throws -> SampleListing {
    SampleListing(samples: try splits.flatMap(samples))
  }

  private func samples(of split: IDXSplit) throws -> [Sample] {
    let images = try IDXArray(contentsOf: split.images, rank: 3)
    try Self.check(images.sizes[0], in: split.images)
    let labels = try split.labels.map { try IDXArray(contentsOf: $0, rank: 1) }
    if let labels, labels.sizes[0] != images.sizes[0] {
      throw DatasetError.malformed(
        path: split.labels?.path ?? split.name, line: nil,
        finding: "\(labels.sizes[0]) labels for \(images.sizes[0]) images",
        remedy: "name the labels that belong to these images")
    }
    let digits = max(5, String(images.sizes[0]).count)
    return (0..<images.sizes[0]).map { index in
      let number = String(index)
      let padded = String(repeating: "0", count: digits - number.count) + number
      return Sample(
        id: "\(split.name)/\(padded)", image: .pixels(images.image(index)),
        label: labels.map { name(of: Int($0.bytes[$0.start + index])) }, split: split.name)
    }
  }
}

extension IDXSource {
  /// Refuses more pictures than a gzipped file of that size has unless they are of a few equal pixels.
  private static func check(_ count: Int, in file: URL) throws(DatasetError) {
    let size = try requireRegularFile(file)
    guard count / PixelArray.largestCountOfByte > size else { return }
    throw .malformed(
      path: file.path, line: nil, finding: "declares \(count) pictures in \(size) bytes",
      remedy: "save pictures of more than a few pixels")
  }

  private func name(of label: Int) -> String {
    label < labelNames.count ? labelNames[label] : String(label)
  }
}

/// An array of unsigned bytes.
private struct IDXArray {
  let bytes: [UInt8]
  let sizes: [Int]
  /// Where the values begin.
  let start: Int

  init(contentsOf url: URL, rank: Int) throws {
    bytes = try decompressedBytes(url)
    start = 4 + 4 * rank
    guard bytes.count >= start, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, bytes[3] == rank else {
      throw DatasetError.malformed(
        path: url.path, line: nil, finding: "not an IDX file of bytes with \(rank) dimensions",
        remedy: "check which file is which")
    }
    let head = bytes
    sizes = (0..<rank).map { dimension in
      head[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
    }
    try Self.check(sizes, held: bytes.count - start, url)
  }

  private static func check(_ sizes: [Int], held: Int, _ url: URL) throws(DatasetError) {
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw .empty(path: url.path, expected: "element (\(text(sizes)))")
    }
    // Nil: more than there can be.
    let declared = sizes.reduce(1 as Int?) { product, size in
      guard let (value, isTooLarge) = product?.multipliedReportingOverflow(by: size) else {
        return nil
      }
      return isTooLarge ? nil : value
    }
    guard declared != held else { return }
    throw .malformed(
      path: url.path, line: nil, finding: "declares \(text(sizes)) bytes and holds \(held)",
      remedy: held < declared ?? .max
        ? "it is truncated; fetch it again" : "it has more than one array; fetch it again")
  }

  private static func text(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: " × ")
  }

  /// One grey image of a rank-3 array.
  func image(_ index: Int) -> Image {
    let count = sizes[1] * sizes[2]
    let first = start + index * count
    return Image(
      width: sizes[2], height: sizes[1], channels: 1, samples: Array(bytes[first..<(first + count)])
    )
  }
}

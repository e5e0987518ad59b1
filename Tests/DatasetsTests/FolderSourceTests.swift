import Datasets
import Foundation
import Images
import TestSupport
import Testing

/// A small grey picture that differs from those with other values.
func picture(_ value: UInt8, side: Int = 4) throws -> [UInt8] {
  let samples = (0..<(side * side)).map { UInt8(truncatingIfNeeded: $0) &+ value }
  return try Image(width: side, height: side, channels: 1, samples: samples).encodedPNG()
}

func load(_ source: any DatasetSource, limit: DatasetLimit = .none) async throws -> Dataset {
  try await Dataset.load(name: "test", from: source, limit: limit, seed: 1) { _, _ in }
}

@Suite struct FolderSourceTests {
  @Test func idsAreRelativePathsInOrderAndFoldersNameLabels() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "train/dog/b.png")
    try folder.write(try picture(2), to: "train/cat/a.PNG")
    try folder.write(try picture(3), to: "test/cat/c.png")
    try folder.write("notes", to: "train/readme.txt")
    try folder.write(try picture(4), to: ".hidden/d.png")
    let dataset = try await load(FolderSource(root: folder.url, levels: [.split, .label]))
    #expect(dataset.samples.map(\.id) == ["test/cat/c.png", "train/cat/a.PNG", "train/dog/b.png"])
    #expect(dataset.samples.map(\.label) == ["cat", "cat", "dog"])
    #expect(dataset.samples.map(\.split) == ["test", "train", "train"])
    #expect(dataset.unreadable.isEmpty)
  }

  @Test func brokenFilesAreListedAndPassedOver() async throws {
    let folder = try TemporaryFolder()
    let whole = try picture(1)
    try folder.write(whole, to: "whole.png")
    try folder.write(Array(whole.prefix(40)), to: "cut.png")
    try folder.write([], to: "empty.png")
    try folder.write("not an image", to: "text.jpg")
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["whole.png"])
    #expect(dataset.unreadable.map(\.path) == ["cut.png", "empty.png", "text.jpg"])
    #expect(dataset.unreadable.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func linksCountOnceAndLoopsEnd() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(try picture(1), to: "real/a.png")
    let files = FileManager.default
    try files.createSymbolicLink(
      at: folder.url.appending(path: "again.png"), withDestinationURL: file)
    try files.createSymbolicLink(
      at: folder.url.appending(path: "real/loop"), withDestinationURL: folder.url)
    try files.createSymbolicLink(
      at: folder.url.appending(path: "dead.png"),
      withDestinationURL: folder.url.appending(path: "gone.png"))
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["real/a.png"])
    #expect(dataset.unreadable.map(\.path) == ["dead.png"])
  }

  @Test func emptyAndMissingFoldersAreErrors() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: DatasetError.empty(path: folder.url.path, expected: "PNG or JPEG image"))
    {
      try await load(FolderSource(root: folder.url))
    }
    let missing = folder.url.appending(path: "gone")
    await #expect(
      throws: DatasetError.unreadable(path: missing.path, reason: "no such file or folder")
    ) { try await load(FolderSource(root: missing)) }
  }

  @Test func namesWithoutEndingCountByTheirFirstBytes() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "IM000001")
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["IM000001"])
  }
}

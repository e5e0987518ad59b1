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

  /// It was found only when the ids were written, after all the work.
  @Test func aNameWithALineBreakIsListedBeforeAnyWork() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a\nb.png")
    try folder.write(try picture(2), to: "c.png")
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["c.png"])
    #expect(dataset.unreadable.map(\.path) == ["a\nb.png"])
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

  @Test func aDanglingLinkWasSaidToLeadBackToItself() async throws {
    let folder = try TemporaryFolder()
    let links = [
      "dead.png": "gone.png", "deader.png": "dead.png", "itself.png": "itself.png",
      "there.png": "back.png", "back.png": "there.png",
    ]
    for (link, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: link).path, withDestinationPath: target)
    }
    let dataset = try await load(FolderSource(root: folder.url))
    let reasons = Dictionary(dataset.unreadable.map { ($0.path, $0.reason) }) { a, _ in a }
    for link in ["dead.png", "deader.png"] {
      #expect(reasons[link] == "a link to a file that is not there")
    }
    for link in ["itself.png", "there.png", "back.png"] {
      #expect(reasons[link] == "a link that leads back to itself")
    }
  }

  @Test func emptyAndMissingFoldersAreErrors() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: DatasetError.empty(path: folder.url.path, expected: "image")) {
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

  @Test func linksThatSortFirstDoNotNameTheSample() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "real/a.png")
    let outside = try TemporaryFolder()
    try outside.write(try picture(2), to: "far/b.png")
    let files = FileManager.default
    for (link, target) in [
      ("0-folder", folder.url.appending(path: "real")),
      ("0.png", folder.url.appending(path: "real/a.png")),
      ("1-outside", outside.url.appending(path: "far")),
      ("itself.png", folder.url.appending(path: "itself.png")),
    ] {
      try files.createSymbolicLink(
        at: folder.url.appending(path: link), withDestinationURL: target)
    }
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["1-outside/b.png", "real/a.png"])
    #expect(dataset.unreadable.map(\.path) == ["itself.png"])
  }

  @Test func rootsMayBeLinksAndSingleFiles() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(try picture(1), to: "real/a.png")
    let link = folder.url.appending(path: "link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appending(path: "real"))
    for root in [link, file] {
      #expect(try await load(FolderSource(root: root)).samples.map(\.id) == ["a.png"])
    }
  }

  @Test func pipesAreListedAndNeverWaitedFor() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    for name in ["pipe.png", "pipe"] {
      let status = unsafe mkfifo(folder.url.appending(path: name).path, 0o600)
      try #require(status == 0)
    }
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["a.png"])
    #expect(dataset.unreadable.map(\.path) == ["pipe", "pipe.png"])
    let single = try await load(FolderSource(root: folder.url.appending(path: "pipe.png")))
    #expect(single.unreadable.map(\.reason) == ["not a regular file"])
    let table = try folder.write("path\npipe.png\n", to: "table.csv")
    let listed = try await load(ManifestSource(file: table, columns: [.path: "path"]))
    #expect(listed.unreadable.map(\.reason) == ["not a regular file"])
  }

  @Test func awkwardNamesAreReadAsTheyAre() async throws {
    let folder = try TemporaryFolder()
    let names = ["100%.png", "%41.png", "a b.png", "a#b?.png", "\u{E9}\u{65E5}.png", "~.png"]
    for name in names { try folder.write(try picture(1), to: name) }
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == names.sorted())
    #expect(dataset.unreadable.isEmpty)
  }

  /// One of the two was once passed over without a word.
  @Test func namesThatDifferOnlyInTheWayAccentsAreWrittenAreRefused() async throws {
    let folder = try TemporaryFolder()
    for name in ["caf\u{E9}.png", "cafe\u{301}.png"] { try folder.write(try picture(1), to: name) }
    await #expect {
      try await load(FolderSource(root: folder.url))
    } throws: { error in
      if case DatasetError.duplicateID = error { true } else { false }
    }
  }

  @Test func filesThatAreTooLargeOrBrokenKeepTheRunGoing() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let wide = Image(
      width: 20_000, height: 2, channels: 1, samples: Array(repeating: 9, count: 40_000))
    try folder.write(try wide.encodedPNG(), to: "wide.png")
    let sparse = try folder.write([], to: "sparse.png")
    let handle = try FileHandle(forWritingTo: sparse)
    try handle.truncate(atOffset: 5 << 30)
    try handle.close()
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["a.png"])
    #expect(dataset.unreadable.map(\.path) == ["sparse.png", "wide.png"])
    #expect(dataset.unreadable.last?.reason.contains("20000 × 2 pixels is above") == true)
  }

  static let isRoot = geteuid() == 0

  @Test(.enabled(if: !isRoot, "root may read everything"))
  func whatMayNotBeReadIsListedAndARootIsAnError() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(try picture(1), to: "file.png")
    try folder.write(try picture(1), to: "a.png")
    try folder.write(try picture(1), to: "closed/b.png")
    let closed = folder.url.appending(path: "closed")
    let files = FileManager.default
    for place in [file, closed] {
      try files.setAttributes([.posixPermissions: 0], ofItemAtPath: place.path)
    }
    defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: closed.path) }
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["a.png"])
    #expect(dataset.unreadable.map(\.path) == ["closed", "file.png"])
    #expect(dataset.unreadable.map(\.reason) == ["permission denied", "permission denied"])
    await #expect(
      throws: DatasetError.unreadable(path: closed.path, reason: "permission denied")
    ) { try await load(FolderSource(root: closed)) }
  }
}

@Suite struct CaptionFileTests {
  private func source(_ folder: TemporaryFolder) -> FolderSource {
    FolderSource(root: folder.url, levels: [.label], groupsByFolder: true, hasCaptionFiles: true)
  }

  @Test func captionsAreTheFirstLinesBesidePictures() async throws {
    let folder = try TemporaryFolder()
    for (number, path) in ["a/x/1.png", "a/x/2.png", "b/3.png", "4.png"].enumerated() {
      try folder.write(try picture(UInt8(number)), to: path)
    }
    try folder.write("\n  A cat. \r\nde=Eine Katze.\n", to: "a/x/1.txt")
    try folder.write("\n \n", to: "a/x/2.txt")
    try folder.write("A dog.", to: "b/3.txt")
    let dataset = try await load(source(folder))
    #expect(dataset.samples.map(\.id) == ["4.png", "a/x/1.png", "a/x/2.png", "b/3.png"])
    #expect(dataset.samples.map(\.caption) == [nil, "A cat.", nil, "A dog."])
    #expect(dataset.samples.map(\.group) == ["", "a/x", "a/x", "b"])
    #expect(dataset.samples.map(\.label) == [nil, "a", "a", "b"])
  }

  @Test func aTextThatCannotBeReadIsListedAndItsPictureStays() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    try folder.write([0xFF, 0xFE, 0x41], to: "a.txt")
    let dataset = try await load(source(folder))
    #expect(dataset.samples.map(\.caption) == [nil])
    #expect(dataset.unreadable.map(\.path) == ["a.txt"])
  }
}

import Datasets
import Foundation
import Images
import TestSupport
import Testing

/// Archives that `References/make_archives.py` made.
func archive(_ name: String) throws -> URL {
  let folder = try #require(Bundle.module.url(forResource: "References", withExtension: nil))
  return folder.appending(path: "archives").appending(path: name)
}

@Suite struct ArchiveSourceTests {
  private func loaded(_ names: String...) async throws -> Dataset {
    try await load(ArchiveSource(files: try names.map(archive)))
  }

  /// The first grey level of each picture is its seed.
  private func seeds(_ dataset: Dataset) throws -> [UInt8] {
    try dataset.samples.map { try $0.loadImage(.standard).image.samples[0] }
  }

  @Test(arguments: [
    "deflated.zip", "stored.zip", "wide.zip", "piped.zip", "self-extracting.zip", "pax.tar",
    "gnu.tar", "packed.tar.gz",
  ])
  func everyKindOfArchiveHoldsTheSamePictures(_ name: String) async throws {
    let dataset = try await loaded(name)
    #expect(
      dataset.samples.map(\.id) == ["test/cat/noname", "train/cat/é1.png", "train/dog/2.png"])
    #expect(try seeds(dataset) == [3, 1, 2])
    #expect(dataset.unreadable.isEmpty)
    #expect(dataset.facts.allSatisfy { $0.fileDigest != nil })
  }

  @Test func anArchiveOfAFolderAndTheFolderAreOneDataSet() async throws {
    let folder = try TemporaryFolder()
    let levels = [FolderLevel.split, .label]
    let source = ArchiveSource(files: [try archive("stored.zip")], levels: levels)
    for sample in try source.listing().samples {
      try folder.write(try sample.loadImage(.standard).image.encodedPNG(), to: sample.id)
    }
    let unpacked = try await load(FolderSource(root: folder.url, levels: levels))
    let packed = try await load(source)
    #expect(packed.samples.map(\.label) == ["cat", "cat", "dog"])
    #expect(packed.fingerprint == unpacked.fingerprint)
  }

  @Test(arguments: ["hostile.zip", "hostile.tar"])
  func whatCannotBeTrustedIsListedWithItsReason(_ name: String) async throws {
    let dataset = try await loaded(name)
    #expect(dataset.samples.map(\.id) == ["good.png", "twice.png"])
    // As on unpacking, the last of two members of one name counts.
    #expect(try seeds(dataset) == [4, 6])
    let reasons = Dictionary(
      dataset.unreadable.map { ($0.path, $0.reason) }, uniquingKeysWith: { a, _ in a })
    #expect(reasons["../out.png"] == "a name that leads out of the archive")
    #expect(reasons["a/../../out.png"] == "a name that leads out of the archive")
    #expect(
      reasons["/etc/absolute.png"] == "an absolute name; make the archive with relative ones")
    #expect(reasons["inner.zip"] == "an archive within the archive; unpack it first")
    #expect(reasons["twice.png"] == "an earlier member of this name; the last one counts")
    #expect(reasons["empty.png"] == "the file is empty; fetch it again")
    #expect(reasons["broken.png"] != nil)
    let isTar = name.hasSuffix("tar")
    #expect((reasons["astray.png"] == "a link to a file that is not in the archive") == isTar)
    // Links to members are the members once more, and a pipe is no file.
    #expect(dataset.unreadable.count == (isTar ? 8 : 7))
  }

  @Test(arguments: [
    ("encrypted.zip", "encrypted"), ("checksum.zip", "checksum"),
    ("huge.zip", "above the limit"), ("ratio.zip", "more than its bytes can hold"),
    ("elsewhere.zip", "points to no member"), ("bzip2.zip", "method 12"),
    ("huge.tar", "above the limit"),
  ])
  func liesAboutAMemberEndOnlyThatMember(_ name: String, _ finding: String) async throws {
    let dataset = try await loaded(name)
    #expect(dataset.samples.isEmpty)
    #expect(dataset.unreadable.contains { $0.reason.contains(finding) })
  }

  @Test(arguments: [
    ("truncated.zip", "truncated"), ("beyond.zip", "lies beyond its end"),
    ("text.tar", "not a tar file"), ("truncated.tar.gz", "gzip data are damaged"),
    ("empty.tar", "holds no picture"), ("negative.tar", "a member of -5 bytes"),
    ("not-there.zip", "no such file"),
  ])
  func filesThatAreNoArchiveAreRefused(_ name: String, _ finding: String) async throws {
    let error = await #expect(throws: DatasetError.self) { try await loaded(name) }
    #expect(error?.description.contains(finding) == true, "\(String(describing: error))")
  }

  @Test func aTruncatedTarGivesWhatStandsBeforeItsEnd() async throws {
    let dataset = try await loaded("truncated.tar")
    #expect(dataset.samples.map(\.id) == ["train/cat/é1.png"])
    #expect(dataset.unreadable.map(\.path) == ["train/dog/2.png", "truncated.tar"])
  }

  @Test func shardsJoinTheMembersOfAKey() async throws {
    let dataset = try await loaded("shard-000.tar", "shard-001.tar")
    #expect(
      dataset.samples.map(\.id) == [
        "shard-000/0000", "shard-000/0001", "shard-001/0002", "shard-001/0003",
      ])
    #expect(dataset.samples.map(\.label) == ["0", "1", "0", "1"])
    #expect(dataset.samples.map(\.group) == ["p0", "p0", "p1", "p1"])
    #expect(dataset.samples[2].caption == "picture 0002")
    #expect(dataset.samples[1].attributes == ["age": "41", "ok": "true"])
    #expect(try seeds(dataset) == [0, 1, 10, 11])
    guard case .entry(let mask) = dataset.samples[0].mask else {
      Issue.record("no mask")
      return
    }
    #expect(mask.name == "0000.mask.png")
  }

  @Test func aLoneShardIsKnownByItsTexts() async throws {
    let dataset = try await loaded("shard-001.tar")
    #expect(dataset.samples.map(\.id) == ["0002", "0003"])
    let files = try await load(ArchiveSource(files: [try archive("shard-001.tar")], layout: .files))
    #expect(files.samples.count == 4 && files.samples[0].label == nil)
  }

  @Test func everyByteOfAnArchiveMayBeWrong() async throws {
    let folder = try TemporaryFolder()
    for name in ["deflated.zip", "wide.zip", "pax.tar", "packed.tar.gz", "medmnist-packed.npz"] {
      let content = [UInt8](try Data(contentsOf: try archive(name)))
      for step in 0..<120 {
        var bytes = content
        bytes[step * (content.count - 1) / 119] ^= UInt8(1 << (step % 8))
        let file = try folder.write(bytes, to: name)
        let source: any DatasetSource =
          name.hasSuffix("npz") ? NPZSource(file: file) : ArchiveSource(files: [file])
        // A refusal is as good as a result: what counts is that there is one.
        _ = try? await load(source)
      }
    }
  }
}

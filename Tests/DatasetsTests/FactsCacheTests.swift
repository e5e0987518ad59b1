import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct FactsCacheTests {
  private let folder: TemporaryFolder
  private var facts: URL { folder.url.appending(path: "facts") }

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<5 {
      let image = Image(width: 3, height: 1, channels: 1, samples: [UInt8(index), 2, 3])
      try folder.write(try image.encodedPNG(), to: "images/\(index).png")
    }
    try folder.write("no image", to: "images/bad.png")
  }

  private func load() async throws -> Dataset {
    try await Dataset.load(
      name: "d", from: FolderSource(root: folder.url.appending(path: "images")), seed: 0,
      facts: FactsCache(root: facts)
    ) { _, _ in }
  }

  private func tables() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: facts, includingPropertiesForKeys: nil)
  }

  @Test func knownFilesGiveTheFactsOfTheirFirstReading() async throws {
    let first = try await load()
    let second = try await load()
    #expect(second.fingerprint == first.fingerprint && second.unreadable == first.unreadable)
    #expect(second.facts.map(\.width) == [3, 3, 3, 3, 3])
    #expect(second.facts.map(\.fileDigest) == first.facts.map(\.fileDigest))
    #expect(try tables().isEmpty == false)
  }

  @Test func damagedTablesArePassedOver() async throws {
    let first = try await load()
    let table = try #require(try tables().first)
    var bytes = try Data(contentsOf: table)
    // A width of 30 instead of 3, as a cache would lie.
    let line = try #require(String(data: bytes, encoding: .utf8)).replacing(
      "\t3\t1\t", with: "\t30\t1\t")
    bytes = Data(line.utf8)
    try bytes.write(to: table)
    let again = try await load()
    #expect(again.facts.map(\.width) == first.facts.map(\.width))
  }

  @Test func aCacheThatCannotBeWrittenCostsNothingElse() async throws {
    try folder.write("a file in its place", to: "facts")
    #expect(try await load().samples.count == 5)
  }
}

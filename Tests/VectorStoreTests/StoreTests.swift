import Foundation
import GRDB
import Images
import TestSupport
import Testing

@testable import VectorStore

@Suite struct StoreTests {
  private let store: SmallStore

  init() throws { store = try SmallStore() }

  @Test func whatIsSaidLaterCompletesWhatWasSaidBefore() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    try await writer.add(SmallStore.encoder("b"), dimension: 1)
    let first = StoredItem(
      id: "x", picture: SmallStore.picture(1), label: "cat", attributes: ["age": "3"])
    #expect(try await writer.append([NewItem(first, vectors: ["a": [1, 2]])]).added == 1)
    #expect(try await writer.append([NewItem(first, vectors: ["a": [1, 2]])]).unchanged == 1)
    let second = StoredItem(id: "x", split: "test", attributes: ["camera": "k"])
    #expect(try await writer.append([NewItem(second, vectors: ["b": [7]])]).changed == 1)
    let reader = try store.reader()
    let found = try #require(try await reader.item("x"))
    #expect(found.label == "cat" && found.split == "test" && found.width == 4)
    #expect(found.attributes == ["age": "3", "camera": "k"])
    #expect(try await reader.vector(of: "x", encoder: "a") == [1, 2])
    #expect(try await reader.vector(of: "x", encoder: "b") == [7])
    #expect(try await reader.item("y") == nil)
  }

  @Test func itemsOfOnePictureShareTheirVectorsAndAreAllFound() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    let items = ["c", "a", "b"].map { StoredItem(id: $0, picture: SmallStore.picture(1)) }
    try await writer.append([NewItem(items[0], vectors: ["a": [1, 0]])])
    #expect(
      try await writer.lacking([SmallStore.pixels(1), SmallStore.pixels(2)], by: "a") == [
        SmallStore.pixels(2)
      ])
    try await writer.append([NewItem(items[1], vectors: [:]), NewItem(items[2], vectors: [:])])
    let reader = try store.reader()
    let answer = try await reader.search([1, 0], SearchSettings())
    #expect(answer.results.map(\.id) == ["a", "b", "c"] && answer.searched == 1)
    #expect(try await reader.statistics().encoders[0].rows == 1)
    #expect(try await reader.ids(of: SmallStore.pixels(1)) == ["a", "b", "c"])
    try await writer.remove(["a", "c"])
    #expect(try await reader.search([1, 0], SearchSettings()).results.map(\.id) == ["b"])
    try await writer.remove(["b"])
    #expect(try await reader.search([1, 0], SearchSettings()).results.isEmpty)
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func anItemWithAnotherPictureLosesTheVectorsOfTheFormer() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 1)
    try await writer.add(SmallStore.encoder("b"), dimension: 1)
    try await writer.append([
      NewItem(StoredItem(id: "x", picture: SmallStore.picture(1)), vectors: ["a": [1], "b": [2]])
    ])
    try await writer.append([
      NewItem(StoredItem(id: "x", picture: SmallStore.picture(2)), vectors: ["a": [5]])
    ])
    let reader = try store.reader()
    #expect(try await reader.vector(of: "x", encoder: "a") == [5])
    #expect(try await reader.vector(of: "x", encoder: "b") == nil)
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func vectorsThatAreNoneAreRefusedAndNothingIsAdded() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    for vector: [Float] in [[1], [1, .nan], [1e20, 0], [1e-20, 0]] {
      await #expect(throws: StoreError.self) {
        try await writer.append([
          NewItem(StoredItem(id: "good"), vectors: ["a": [1, 1]]),
          NewItem(StoredItem(id: "bad"), vectors: ["a": vector]),
        ])
      }
    }
    await #expect(throws: StoreError.self) {
      try await writer.append([NewItem(StoredItem(id: "x"), vectors: ["c": [1, 1]])])
    }
    #expect(try await store.reader().count() == 0)
  }

  /// SQLite hands back what stands before it, which no checksum fits.
  @Test func textsWithANULAreRefusedAndNothingIsDamaged() async throws {
    let writer = try await store.fill([[1]]).writer()
    let cut = "a\0b"
    for item in [
      StoredItem(id: cut), StoredItem(id: "x", label: cut), StoredItem(id: "x", split: cut),
      StoredItem(id: "x", site: cut), StoredItem(id: "x", group: cut),
      StoredItem(id: "x", attributes: [cut: "1"]), StoredItem(id: "x", attributes: ["q": cut]),
    ] {
      let error = await #expect(throws: StoreError.self) {
        try await writer.append([NewItem(item, vectors: [:])])
      }
      #expect("\(try #require(error))".contains("NUL character"))
    }
    await #expect(throws: StoreError.self) { try await writer.review([.label(["0000": cut])]) }
    let reader = try store.reader()
    #expect(try await reader.count() == 1)
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func encodersOfOneNameHaveToBeTheSame() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a", weights: "1"), dimension: 2)
    try await writer.add(SmallStore.encoder("a", weights: "1"), dimension: 2)
    await #expect(throws: StoreError.self) {
      try await writer.add(SmallStore.encoder("a", weights: "2"), dimension: 2)
    }
    await #expect(throws: StoreError.self) {
      try await writer.add(SmallStore.encoder("a", weights: "1"), dimension: 3)
    }
  }

  @Test func aSecondWriterIsTurnedAway() async throws {
    let writer = try store.writer()
    #expect(throws: StoreError.busy(folder: store.url.path)) { try store.writer() }
    try await writer.add(SmallStore.encoder("a"), dimension: 1)
  }

  @Test func foldersOfOtherThingsAreLeftAlone() throws {
    #expect(throws: StoreError.missing(folder: store.url.path)) { try StoreWriter(at: store.url) }
    #expect(throws: StoreError.missing(folder: store.url.path)) { try store.reader() }
    try store.folder.write("text", to: "store/notes.txt")
    #expect(throws: StoreError.self) { try store.writer() }
    try store.folder.write("text", to: "store/store.sqlite")
    #expect(throws: StoreError.self) { try store.writer() }
    #expect(throws: StoreError.self) { try store.reader() }
  }

  @Test func readersSeeWhatOthersCommit() async throws {
    try await store.fill([[1, 0]])
    let reader = try store.reader()
    #expect(try await reader.search([0, 1], SearchSettings()).results.count == 1)
    try await StoreWriter(at: store.url).append([
      NewItem(StoredItem(id: "new"), vectors: ["a": [0, 1]])
    ])
    #expect(
      try await reader.search([0, 1], SearchSettings()).results.map(\.id) == ["new", "0000"])
  }

  @Test func compactionKeepsEveryAnswer() async throws {
    try await store.fill((0..<3_000).map { [1, Float($0)] })
    let (reader, writer) = (try store.reader(), try store.writer())
    try await writer.append(thumbnails: [SmallStore.pixels(9): [1, 2, 3]])
    try await writer.remove(where: try ItemFilter(["split == test"]))
    let before = try await reader.search([1, 1_000], SearchSettings(count: 50))
    #expect(before.searched == 1_500 && before.results.allSatisfy { $0.split == "train" })
    #expect(try await writer.removedShare == 0.5)
    try await writer.compact()
    #expect(try await reader.search([1, 1_000], SearchSettings(count: 50)) == before)
    let statistics = try await reader.statistics()
    #expect(statistics.encoders[0].removedRows == 0 && statistics.thumbnails == 0)
    #expect(try await reader.verify().damage.isEmpty)
    #expect(try await writer.removedShare == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: store.url.path)
    #expect(files.filter { $0.hasPrefix("vectors") } == ["vectors-1-2.bin"])
  }

  @Test func unknownIdsAreNamedWhenRemoving() async throws {
    let writer = try await store.fill([[1], [2]]).writer()
    let removal = try await writer.remove(["0001", "nobody", "0001"])
    #expect(removal == StoreWriter.Removal(removed: 1, unknown: ["nobody", "0001"]))
  }

  @Test(arguments: [(99, "newer version"), (1, "build the store anew")])
  func storesOfAnotherFormatAreNotTouched(_ format: Int, remedy: String) async throws {
    try await store.fill([[1]])
    // Format 1 was before there were masks.
    try await store.writer().commit {
      try $0.execute(
        sql: "DROP TABLE item_masks; DROP TABLE masks; PRAGMA user_version = \(format)")
    }
    for open in [{ _ = try store.reader() }, { _ = try store.writer() }] {
      let error = try #require(throws: StoreError.self) { try open() }
      for part in [store.url.path, "has format \(format),", remedy] {
        #expect("\(error)".contains(part), "\(error)")
      }
    }
  }

  /// A store of other tables has to be refused by its format. Where this fails, raise the format with the
  /// tables, and put the new digest here.
  @Test(arguments: [
    (
      StoreSchema.tables, StoreSchema.format, 3,
      "4e630dc90c64db2f8e418108f186c4e8a4e3e22daee50022301f184dfe06234f"
    ),
    (
      ServerSchema.tables, ServerSchema.format, 3,
      "925b3e3977a05f65f727914883a16f2bb3d79f739e5e231a010ba6f389b79682"
    ),
  ])
  func anotherFormatGoesWithOtherTables(
    _ tables: String, format: Int, known: Int, digest: String
  ) {
    let words = tables.split(separator: "\n").filter { !$0.contains("-- ") }.joined(separator: "\n")
    #expect(format == known && ContentDigest(of: Array(words.utf8)).hex == digest)
  }
}

import Foundation
import Images
import PostgreSQL
import TestSupport
import Testing

@testable import VectorStore

/// What holds for a store in a folder holds on a server.
@Suite struct ServerStoreTests {
  @Test(arguments: ServerStore.Kind.allCases)
  func whatIsSaidLaterCompletesWhatWasSaidBefore(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    try await writer.add(SmallStore.encoder("b"), dimension: 1)
    let first = StoredItem(
      id: "x", picture: SmallStore.picture(1), label: "cat", attributes: ["age": "3"])
    #expect(try await writer.append([NewItem(first, vectors: ["a": [1, 2]])]).added == 1)
    #expect(try await writer.append([NewItem(first, vectors: ["a": [1, 2]])]).unchanged == 1)
    let second = StoredItem(id: "x", split: "test", attributes: ["camera": "k"])
    #expect(try await writer.append([NewItem(second, vectors: ["b": [7]])]).changed == 1)
    let reader = try await store.reader()
    let found = try #require(try await reader.item("x"))
    #expect(found.label == "cat" && found.split == "test" && found.width == 4)
    #expect(found.attributes == ["age": "3", "camera": "k"])
    #expect(try await reader.vector(of: "x", encoder: "a") == [1, 2])
    #expect(try await reader.vector(of: "x", encoder: "b") == [7])
    #expect(try await reader.item("y") == nil)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func itemsOfOnePictureShareTheirVectorsAndAreAllFound(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    let items = ["c", "a", "b"].map { StoredItem(id: $0, picture: SmallStore.picture(1)) }
    try await writer.append([NewItem(items[0], vectors: ["a": [1, 0]])])
    #expect(
      try await writer.lacking([SmallStore.pixels(1), SmallStore.pixels(2)], by: "a") == [
        SmallStore.pixels(2)
      ])
    try await writer.append([NewItem(items[1], vectors: [:]), NewItem(items[2], vectors: [:])])
    let reader = try await store.reader()
    let answer = try await reader.search([1, 0], SearchSettings())
    #expect(answer.results.map(\.id) == ["a", "b", "c"] && answer.searched == 1)
    #expect(try await reader.statistics().encoders[0].rows == 1)
    #expect(try await reader.ids(of: SmallStore.pixels(1), where: .all) == ["a", "b", "c"])
    try await writer.remove(["a", "c"])
    #expect(try await reader.search([1, 0], SearchSettings()).results.map(\.id) == ["b"])
    try await writer.remove(["b"])
    #expect(try await reader.search([1, 0], SearchSettings()).results.isEmpty)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func anItemWithAnotherPictureLosesTheVectorsOfTheFormer(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 1)
    try await writer.add(SmallStore.encoder("b"), dimension: 1)
    try await writer.append([
      NewItem(StoredItem(id: "x", picture: SmallStore.picture(1)), vectors: ["a": [1], "b": [2]])
    ])
    try await writer.append([
      NewItem(StoredItem(id: "x", picture: SmallStore.picture(2)), vectors: ["a": [5]])
    ])
    let reader = try await store.reader()
    #expect(try await reader.vector(of: "x", encoder: "a") == [5])
    #expect(try await reader.vector(of: "x", encoder: "b") == nil)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func vectorsThatAreNoneAreRefusedAndNothingIsAdded(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
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
      try await writer.append([
        NewItem(StoredItem(id: "good"), vectors: [:]),
        NewItem(StoredItem(id: "bad", label: "a\u{0}b"), vectors: [:]),
      ])
    }
    #expect(try await store.reader().count(where: .all) == 0)
    await #expect(throws: StoreError.self) {
      try await writer.add(SmallStore.encoder("a", weights: "2"), dimension: 2)
    }
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func thumbnailsAreKeptOnceAndGoWithTheirPictures(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
    try await writer.append([
      NewItem(StoredItem(id: "x", picture: SmallStore.picture(1)), vectors: [:])
    ])
    try await writer.append(thumbnails: [SmallStore.pixels(1): [1, 2], SmallStore.pixels(2): [3]])
    try await writer.append(thumbnails: [SmallStore.pixels(1): [9, 0]])
    let reader = try await store.reader()
    #expect(try await reader.thumbnail(of: "x") == Data([9, 0]))
    #expect(
      try await writer.withoutThumbnail([1, 2, 3, 3].map(SmallStore.pixels)) == [
        SmallStore.pixels(3)
      ])
    try await writer.compact()
    #expect(try await reader.statistics().thumbnails == 1)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  /// Two processes may well embed the same folder.
  @Test(arguments: ServerStore.Kind.allCases)
  func writersOfTheSameItemsFollowEachOther(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    try await withThrowingTaskGroup(of: StoreWriter.Addition.self) { group in
      for first in 0..<4 {
        group.addTask {
          let writer = try await store.writer()
          try await writer.add(SmallStore.encoder("a"), dimension: 2)
          var addition = StoreWriter.Addition()
          for step in 0..<5 {
            let numbers = (first * 5 + step * 7)..<(first * 5 + step * 7 + 20)
            addition =
              addition
              + (try await writer.append(
                numbers.map {
                  NewItem(StoredItem(id: "\($0)"), vectors: ["a": [Float($0), 1]])
                }))
          }
          return addition
        }
      }
      let total = try await group.reduce(StoreWriter.Addition()) { $0 + $1 }
      #expect(total.added == 63 && total.changed == 0)
    }
    let reader = try await store.reader()
    #expect(try await reader.count(where: .all) == 63)
    #expect(try await reader.statistics().encoders[0].rows == 63)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  /// What is changed behind the store's back is named.
  @Test(arguments: ServerStore.Kind.allCases)
  func damageIsNamedByItsItems(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    let writer = try await store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 2)
    try await writer.append(
      (0..<5).map {
        NewItem(
          StoredItem(id: "\($0)", picture: SmallStore.picture($0), label: "l"),
          vectors: ["a": [Float($0), 1]])
      })
    try await writer.append(thumbnails: [SmallStore.pixels(4): [1, 2, 3]])
    let reader = try await store.reader()
    try await store.run(
      "UPDATE rows_1 SET vector = replace(vector::text, '1', '2')::\(kind == .vectors ? "vector" : "real[]") WHERE row = 2"
    )
    try await store.run("UPDATE items SET label = 'm' WHERE id = '3'")
    try await store.run("UPDATE items SET attributes = '{\"a\": 1}' WHERE id = '0'")
    try await store.run("UPDATE thumbnails SET jpeg = '\\x00'")
    let found = try await reader.verify { _, _ in }
    #expect(found.damage.map(\.file) == ["items", "rows_1", "thumbnails"])
    #expect(found.damage.map(\.items) == [["0", "3"], ["2"], ["4"]])
    #expect(found.items == 5 && found.vectors == 5 && found.thumbnails == 1)
    try await writer.remove(["0", "2", "3", "4"])
    try await writer.compact()
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
    try await store.run("DELETE FROM rows_1")
    #expect(try await reader.verify { _, _ in }.damage.count == 2)
  }

  /// Kills a writing process again and again, at moments of its own choosing.
  @Test(arguments: [ServerStore.Kind.arrays, .vectors])
  func noAcknowledgedWriteIsLostWhenTheWriterIsKilled(_ kind: ServerStore.Kind) async throws {
    let store = try ServerStore(kind)
    var account = FillerAccount()
    for round in 0..<4 {
      let filler = try FillerProcess(store.address, first: round * 1_000_000 + 1)
      account.take(filler.killed(afterLines: 5 + 9 * round))
      let reader = try await store.reader()
      #expect(try await reader.verify { _, _ in }.damage.isEmpty)
      let present = Set(try await reader.items(where: .all, from: 0, limit: .max).map(\.id))
      #expect(account.agrees(with: Set(present.compactMap { Int($0) })))
    }
    #expect(account.added.count > 100 && !account.removed.isEmpty)
  }
}

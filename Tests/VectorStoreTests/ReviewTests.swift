import Foundation
import GRDB
import Images
import LinearAlgebra
import Testing

@testable import VectorStore

@Suite struct ReviewTests {
  private let store: SmallStore

  /// Items a to d; a and b are of one picture, d has no label.
  init() async throws {
    store = try SmallStore()
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("e"), dimension: 2)
    for (number, id) in ["a", "b", "c", "d"].enumerated() {
      let picture = SmallStore.picture(UInt8(max(1, number)))
      try await writer.append([
        NewItem(
          StoredItem(id: id, picture: picture, label: id == "d" ? nil : "cat"),
          vectors: ["e": [1, Float(number)]])
      ])
    }
  }

  private func review(_ steps: ReviewStep...) async throws {
    try await store.writer().review(steps)
  }

  @Test func decisionsOutliveTheirWriterAndAreTakenBack() async throws {
    try await review(
      .accept([ItemPair("b", "a")]), .decide(.keep, ["a"]), .decide(.remove, ["b", "c"]))
    let reader = try store.reader()
    let reviews = try await reader.reviews()
    let digests = [SmallStore.pixels(1).hex, SmallStore.pixels(1).hex].sorted()
    #expect(reviews.accepted == [AcceptedItemPair(pair: ItemPair("a", "b"), pixels: digests)])
    #expect(reviews.decisions == ["a": .keep, "b": .remove, "c": .remove])
    #expect(reviews.removed == ["b", "c"])
    try await review(.question([ItemPair("a", "b")]), .decide(nil, ["a", "b", "c"]))
    #expect(try await reader.reviews() == StoreReviews(accepted: [], decisions: [:]))
  }

  @Test func aDecisionSaysNothingOfAnotherPictureAndGoesWithItsItem() async throws {
    try await review(.accept([ItemPair("a", "c"), ItemPair("a", "b")]), .decide(.remove, ["c"]))
    let changed = StoredItem(id: "c", picture: SmallStore.picture(9))
    try await store.writer().append([NewItem(changed, vectors: ["e": [4, 4]])])
    let reader = try store.reader()
    var reviews = try await reader.reviews()
    #expect(reviews.accepted.map(\.pair) == [ItemPair("a", "b")] && reviews.removed.isEmpty)
    try await store.writer().remove(["b"])
    reviews = try await reader.reviews()
    #expect(reviews.accepted.isEmpty)
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func anAcceptedLabelIsToldFromAGivenOneAndTakenBack() async throws {
    try await review(.label(["d": "dog", "a": "dog"]))
    try await review(.label(["a": "owl"]))
    let reader = try store.reader()
    #expect(try await reader.items(["a", "d"]).map(\.label) == ["owl", "dog"])
    #expect(
      try await reader.acceptedLabels(limit: 9) == [
        AcceptedLabel(id: "a", label: "owl", former: "cat"),
        AcceptedLabel(id: "d", label: "dog", former: nil),
      ])
    #expect(try await reader.acceptedLabel(of: "c") == nil)
    #expect(try await reader.verify().damage.isEmpty)
    try await review(.unlabel(["a", "d", "c"]))
    #expect(try await reader.items(["a", "c", "d"]).map(\.label) == ["cat", "cat", nil])
    #expect(try await reader.acceptedLabelCount() == 0)
  }

  @Test func aLabelThatIsGivenSinceIsNoAcceptedOneAndStays() async throws {
    try await review(.label(["d": "dog"]))
    try await store.writer().append([NewItem(StoredItem(id: "d", label: "fox"), vectors: [:])])
    let reader = try store.reader()
    #expect(try await reader.acceptedLabel(of: "d") == nil)
    try await review(.unlabel(["d"]))
    #expect(try await reader.item("d")?.label == "fox")
  }

  @Test func allStepsAreTakenOrNone() async throws {
    await #expect(throws: StoreError.self) { try await review(.decide(.keep, ["a", "z"])) }
    await #expect(throws: StoreError.self) { try await review(.accept([ItemPair("a", "a")])) }
    await #expect(throws: StoreError.self) { try await review(.label(["a": ""])) }
    #expect(try await store.reader().reviews().decisions.isEmpty)
  }

  @Test func reviewsChangeTheStoreAndNotItsContent() async throws {
    let reader = try store.reader()
    let before = try await reader.version()
    try await review(.decide(.keep, ["a"]))
    let after = try await reader.version()
    #expect(after.content == before.content && after.commits == before.commits + 1)
    try await store.writer().remove(["c"])
    #expect(try await reader.version().content == before.content + 1)
  }

  @Test func aDecisionThatRottedIsFound() async throws {
    try await review(.decide(.keep, ["a"]), .accept([ItemPair("a", "b")]), .label(["d": "dog"]))
    let database = try DatabaseQueue(path: store.url.appending(path: "store.sqlite").path)
    try await database.write { database in
      try database.execute(
        sql: """
          UPDATE item_reviews SET decision = 'remove'; UPDATE accepted_pairs SET b = 3;
          UPDATE accepted_labels SET former = 'x';
          """)
    }
    #expect(try await store.reader().verify().damage.count == 3)
  }

  @Test func pagesOfAListFollowEachOther() async throws {
    let reader = try store.reader()
    let first = try await reader.items(where: .all, after: nil, limit: 2)
    #expect(first.map(\.id) == ["a", "b"])
    #expect(try await reader.items(where: .all, after: "b", limit: 9).map(\.id) == ["c", "d"])
    #expect(try await reader.items(where: .all, before: "d", limit: 2).map(\.id) == ["b", "c"])
    let filter = try ItemFilter(["label == cat"])
    #expect(try await reader.items(where: filter, after: "a", limit: 9).map(\.id) == ["b", "c"])
    #expect(try await reader.count(where: filter, atMost: 2) == 2)
    let values = try await reader.values(of: "label", limit: 5)
    #expect(values.map(\.value) == ["cat"] && values.map(\.items) == [3])
  }

  @Test func aSampleIsTheSameForASeedAndWholeWhereItFits() async throws {
    let reader = try store.reader()
    let all = try await reader.sample(of: nil, limit: 9, seed: 1)
    #expect(all.items.map(\.id) == ["a", "b", "c", "d"] && all.total == 4)
    #expect(Array(all.vectors.row(3)) == [1, 3])
    let some = try await reader.sample(of: "e", limit: 2, seed: 1)
    #expect(some.items.count == 2 && some.total == 4 && some.vectors.rows == 2)
    #expect(try await reader.sample(of: "e", limit: 2, seed: 1).items == some.items)
    let none = try await reader.sample(
      of: "e", where: try ItemFilter(["label == owl"]), limit: 2, seed: 1)
    #expect(none.items.isEmpty && none.vectors.rows == 0)
  }
}

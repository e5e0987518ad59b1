import Foundation
import GRDB
import Images
import LinearAlgebra
import Testing

@testable import VectorStore

/// A store with four items, in a folder or on a server.
private struct ReviewedStore {
  enum Kind: CaseIterable {
    case folder, server
  }

  let folder: SmallStore
  private let server: ServerStore?

  /// Items a to d; a and b are of one picture, d has no label.
  init(_ kind: Kind) async throws {
    folder = try SmallStore()
    server = kind == .server ? try ServerStore(.arrays) : nil
    let writer = try await writer()
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

  func writer() async throws -> any WritableStore {
    if let server { try await server.writer() } else { try folder.writer() }
  }

  func reader() async throws -> any ReadableStore {
    if let server { try await server.reader() } else { try folder.reader() }
  }

  func review(_ steps: ReviewStep...) async throws { try await writer().review(steps) }

  /// Behind the store's back.
  func run(_ statement: String) async throws {
    if let server { return try await server.run(statement) }
    let database = try DatabaseQueue(path: folder.url.appending(path: "store.sqlite").path)
    try await database.write { try $0.execute(sql: statement) }
  }
}

@Suite struct ReviewTests {
  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func decisionsOutliveTheirWriterAndAreTakenBack(_ kind: ReviewedStore.Kind)
    async throws
  {
    let store = try await ReviewedStore(kind)
    try await store.review(
      .accept([ItemPair("b", "a")]), .decide(.keep, ["a"]), .decide(.remove, ["b", "c"]))
    let reader = try await store.reader()
    let reviews = try await reader.reviews()
    let digests = [SmallStore.pixels(1).hex, SmallStore.pixels(1).hex].sorted()
    #expect(reviews.accepted == [AcceptedItemPair(pair: ItemPair("a", "b"), pixels: digests)])
    #expect(reviews.decisions == ["a": .keep, "b": .remove, "c": .remove])
    #expect(reviews.removed == ["b", "c"])
    try await store.review(.question([ItemPair("a", "b")]), .decide(nil, ["a", "b", "c"]))
    #expect(try await reader.reviews() == StoreReviews(accepted: [], decisions: [:]))
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func aDecisionSaysNothingOfAnotherPictureAndGoesWithItsItem(
    _ kind: ReviewedStore.Kind
  ) async throws {
    let store = try await ReviewedStore(kind)
    try await store.review(
      .accept([ItemPair("a", "c"), ItemPair("a", "b")]), .decide(.remove, ["c"]))
    let changed = StoredItem(id: "c", picture: SmallStore.picture(9))
    try await store.writer().append([NewItem(changed, vectors: ["e": [4, 4]])])
    let reader = try await store.reader()
    var reviews = try await reader.reviews()
    #expect(reviews.accepted.map(\.pair) == [ItemPair("a", "b")] && reviews.removed.isEmpty)
    try await store.writer().remove(["b"])
    reviews = try await reader.reviews()
    #expect(reviews.accepted.isEmpty)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func anAcceptedLabelIsToldFromAGivenOneAndTakenBack(_ kind: ReviewedStore.Kind)
    async throws
  {
    let store = try await ReviewedStore(kind)
    try await store.review(.label(["d": "dog", "a": "dog"]))
    try await store.review(.label(["a": "owl"]))
    let reader = try await store.reader()
    #expect(try await reader.items(["a", "d"]).map(\.label) == ["owl", "dog"])
    #expect(
      try await reader.acceptedLabels() == [
        AcceptedLabel(id: "a", label: "owl", former: "cat"),
        AcceptedLabel(id: "d", label: "dog", former: nil),
      ])
    #expect(try await reader.acceptedLabel(of: "c") == nil)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
    try await store.review(.unlabel(["a", "d", "c"]))
    #expect(try await reader.items(["a", "c", "d"]).map(\.label) == ["cat", "cat", nil])
    #expect(try await reader.acceptedLabelCount() == 0)
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func aLabelThatIsGivenSinceIsNoAcceptedOneAndStays(_ kind: ReviewedStore.Kind)
    async throws
  {
    let store = try await ReviewedStore(kind)
    try await store.review(.label(["d": "dog"]))
    try await store.writer().append([NewItem(StoredItem(id: "d", label: "fox"), vectors: [:])])
    let reader = try await store.reader()
    #expect(try await reader.acceptedLabel(of: "d") == nil)
    try await store.review(.unlabel(["d"]))
    #expect(try await reader.item("d")?.label == "fox")
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func allStepsAreTakenOrNone(_ kind: ReviewedStore.Kind) async throws {
    let store = try await ReviewedStore(kind)
    await #expect(throws: StoreError.self) { try await store.review(.decide(.keep, ["a", "z"])) }
    await #expect(throws: StoreError.self) { try await store.review(.accept([ItemPair("a", "a")])) }
    await #expect(throws: StoreError.self) { try await store.review(.label(["a": ""])) }
    #expect(try await store.reader().reviews().decisions.isEmpty)
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func reviewsChangeTheStoreAndNotItsContent(_ kind: ReviewedStore.Kind) async throws {
    let store = try await ReviewedStore(kind)
    let reader = try await store.reader()
    let before = try await reader.version()
    try await store.review(.decide(.keep, ["a"]))
    let after = try await reader.version()
    #expect(after.content == before.content && after.commits == before.commits + 1)
    try await store.writer().remove(["c"])
    #expect(try await reader.version().content == before.content + 1)
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func aDecisionThatRottedIsFound(_ kind: ReviewedStore.Kind) async throws {
    let store = try await ReviewedStore(kind)
    try await store.review(
      .decide(.keep, ["a"]), .accept([ItemPair("a", "b")]), .label(["d": "dog"]))
    for statement in [
      "UPDATE item_reviews SET decision = 'remove'", "UPDATE accepted_pairs SET b = 3",
      "UPDATE accepted_labels SET former = 'x'",
    ] { try await store.run(statement) }
    #expect(try await store.reader().verify { _, _ in }.damage.count == 3)
  }

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func pagesOfAListFollowEachOther(_ kind: ReviewedStore.Kind) async throws {
    let store = try await ReviewedStore(kind)
    let reader = try await store.reader()
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

  @Test(arguments: ReviewedStore.Kind.allCases)
  fileprivate func aSampleIsTheSameForASeedAndWholeWhereItFits(_ kind: ReviewedStore.Kind)
    async throws
  {
    let store = try await ReviewedStore(kind)
    let reader = try await store.reader()
    let all = try await reader.sample(of: nil, where: .all, limit: 9, seed: 1)
    #expect(all.items.map(\.id) == ["a", "b", "c", "d"] && all.total == 4)
    #expect(Array(all.vectors.row(3)) == [1, 3])
    let some = try await reader.sample(of: "e", where: .all, limit: 2, seed: 1)
    #expect(some.items.count == 2 && some.total == 4 && some.vectors.rows == 2)
    #expect(try await reader.sample(of: "e", where: .all, limit: 2, seed: 1).items == some.items)
    let none = try await reader.sample(
      of: "e", where: try ItemFilter(["label == owl"]), limit: 2, seed: 1)
    #expect(none.items.isEmpty && none.vectors.rows == 0)
  }
}

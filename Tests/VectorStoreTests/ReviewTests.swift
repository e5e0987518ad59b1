import Foundation
import GRDB
import Images
import LinearAlgebra
import PostgreSQL
import Testing

@testable import VectorStore

/// Items a to d, in a folder or on a server; a and b are of one picture, d has no label.
private struct ReviewedStore {
  enum Place: String, CaseIterable {
    case folder, server
  }

  let address: StoreAddress
  private let folder: SmallStore

  init(_ place: Place) async throws {
    folder = try SmallStore()
    address = place == .folder ? .folder(folder.url) : try ServerStore(.arrays).address
    let writer = try await address.writer(makingMissing: true)
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

  func review(_ steps: ReviewStep...) async throws { try await address.writer().review(steps) }

  func writer() async throws -> any WritableStore { try await address.writer() }

  func reader() async throws -> any ReadableStore {
    try await address.reader(cache: folder.url.appending(path: "cache"))
  }

  /// Spoils what people decided.
  func spoil() async throws {
    let statements = [
      "UPDATE item_reviews SET decision = 'remove'", "UPDATE accepted_pairs SET b = 3",
      "UPDATE accepted_labels SET former = 'x'",
    ]
    guard case .server(let server) = address else {
      let database = try DatabaseQueue(path: folder.url.appending(path: "store.sqlite").path)
      return try await database.write { database in
        for statement in statements { try database.execute(sql: statement) }
      }
    }
    let session = try await ServerSession(server.connection)
    try await session.run("SET search_path = \(server.schema)")
    for statement in statements { try await session.run(statement) }
  }
}

@Suite struct ReviewTests {
  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func decisionsOutliveTheirWriterAndAreTakenBack(_ place: ReviewedStore.Place)
    async throws
  {
    let store = try await ReviewedStore(place)
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

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func aDecisionSaysNothingOfAnotherPictureAndGoesWithItsItem(
    _ place: ReviewedStore.Place
  ) async throws {
    let store = try await ReviewedStore(place)
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

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func anAcceptedLabelIsToldFromAGivenOneAndTakenBack(_ place: ReviewedStore.Place)
    async throws
  {
    let store = try await ReviewedStore(place)
    try await store.review(.label(["d": "dog", "a": "dog"]))
    try await store.review(.label(["a": "owl"]))
    let reader = try await store.reader()
    #expect(try await reader.items(["a", "d"]).map(\.label) == ["owl", "dog"])
    #expect(
      try await reader.acceptedLabels(limit: 9) == [
        AcceptedLabel(id: "a", label: "owl", former: "cat"),
        AcceptedLabel(id: "d", label: "dog", former: nil),
      ])
    #expect(try await reader.acceptedLabel(of: "c") == nil)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
    try await store.review(.unlabel(["a", "d", "c"]))
    #expect(try await reader.items(["a", "c", "d"]).map(\.label) == ["cat", "cat", nil])
    #expect(try await reader.acceptedLabelCount() == 0)
  }

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func aLabelThatIsGivenSinceIsNoAcceptedOneAndStays(_ place: ReviewedStore.Place)
    async throws
  {
    let store = try await ReviewedStore(place)
    try await store.review(.label(["d": "dog"]))
    try await store.writer().append([NewItem(StoredItem(id: "d", label: "fox"), vectors: [:])])
    let reader = try await store.reader()
    #expect(try await reader.acceptedLabel(of: "d") == nil)
    try await store.review(.unlabel(["d"]))
    #expect(try await reader.item("d")?.label == "fox")
  }

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func allStepsAreTakenOrNone(_ place: ReviewedStore.Place) async throws {
    let store = try await ReviewedStore(place)
    await #expect(throws: StoreError.self) { try await store.review(.decide(.keep, ["a", "z"])) }
    await #expect(throws: StoreError.self) { try await store.review(.accept([ItemPair("a", "a")])) }
    await #expect(throws: StoreError.self) { try await store.review(.label(["a": ""])) }
    #expect(try await store.reader().reviews().decisions.isEmpty)
  }

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func reviewsChangeTheStoreAndNotItsContent(_ place: ReviewedStore.Place) async throws
  {
    let store = try await ReviewedStore(place)
    let reader = try await store.reader()
    let before = try await reader.version()
    try await store.review(.decide(.keep, ["a"]))
    let after = try await reader.version()
    #expect(after.content == before.content && after.commits == before.commits + 1)
    try await store.writer().remove(["c"])
    #expect(try await reader.version().content == before.content + 1)
  }

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func aDecisionThatRottedIsFound(_ place: ReviewedStore.Place) async throws {
    let store = try await ReviewedStore(place)
    try await store.review(
      .decide(.keep, ["a"]), .accept([ItemPair("a", "b")]), .label(["d": "dog"]))
    try await store.spoil()
    #expect(try await store.reader().verify { _, _ in }.damage.count == 3)
  }

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func pagesOfAListFollowEachOther(_ place: ReviewedStore.Place) async throws {
    let store = try await ReviewedStore(place)
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

  @Test(arguments: ReviewedStore.Place.allCases)
  fileprivate func aSampleIsTheSameForASeedAndWholeWhereItFits(_ place: ReviewedStore.Place)
    async throws
  {
    let store = try await ReviewedStore(place)
    let reader = try await store.reader()
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

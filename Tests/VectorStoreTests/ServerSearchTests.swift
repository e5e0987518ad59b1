import Foundation
import LinearAlgebra
import PostgreSQL
import Statistics
import TestSupport
import Testing

@testable import VectorStore

@Suite struct ServerSearchTests {
  private static let dimension = 24

  private static func vectors(_ count: Int) -> [[Float]] {
    var random = SeededGenerator(seed: 8, stream: "server")
    return (0..<count).map { number in
      // Some are zero, some many times there, some long.
      if number % 97 == 0 { return [Float](repeating: 0, count: dimension) }
      if number % 50 == 1 { return (0..<dimension).map { Float($0 % 3) - 1 } }
      let scale: Float = number % 31 == 0 ? 1_000 : 1
      return (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) * scale }
    }
  }

  /// Items 0000, 0001, … with metadata of all kinds.
  private static func fill(_ writer: any WritableStore, _ vectors: [[Float]]) async throws {
    try await writer.add(SmallStore.encoder("a"), dimension: vectors[0].count)
    try await writer.append(
      vectors.enumerated().map { number, vector in
        NewItem(
          StoredItem(
            id: SmallStore.id(number),
            picture: number % 3 == 0
              ? .init(pixels: nil, width: number, height: number % 7) : nil,
            split: number % 2 == 0 ? "train" : "test",
            label: number % 5 == 0 ? nil : "l\(number % 5)", site: number % 10 == 0 ? "" : "s",
            attributes: ["age": texts[number % texts.count], "it's \"odd\"": "\(number % 4)"]),
          vectors: ["a": vector])
      })
  }

  private static let texts = [
    "1", "12", "-3.5", "1e2", "1e400", "1e-400", "old", "", " 7", ".5", "5.", "+8", "inf", "nan",
  ]

  private static let filters = [
    [], ["split == train"], ["label != l2"], ["label =="], ["label !="], ["site =="], ["site != s"],
    ["width == 30"], ["width != 30"], ["width =="], ["width !="], ["height >= 5"], ["age >= 1"],
    ["age < 13"], ["age == "], ["age != 12"], ["age <= 0"], ["it's \"odd\" == 2"],
    ["it's \"odd\" == 2", "id < 100"], ["id == 0003"],
    ["id > 150", "split == test", "label == l1"],
    ["width == wide"], ["label == '; DROP TABLE items; --"],
  ]

  /// The same items in a folder and on a server.
  private struct Both {
    let folder: SmallStore
    let server: ServerStore
    let here: any ReadableStore
    let there: any ReadableStore

    init(_ kind: ServerStore.Kind, _ vectors: [[Float]]) async throws {
      (folder, server) = (try SmallStore(), try ServerStore(kind))
      try await fill(folder.writer(), vectors)
      try await fill(server.writer(), vectors)
      (here, there) = (try folder.reader(), try await server.reader())
    }
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func filtersTakeTheSameItemsAsInAFolder(_ kind: ServerStore.Kind) async throws {
    let both = try await Both(kind, Self.vectors(200))
    for texts in Self.filters {
      let filter = try ItemFilter(texts)
      let expected = try await both.here.items(where: filter, from: 0, limit: .max)
      #expect(
        try await both.there.items(where: filter, from: 0, limit: .max) == expected, "\(texts)")
      #expect(try await both.there.count(where: filter) == expected.count)
    }
    #expect(
      try await both.there.items(where: .all, from: 7, limit: 3).map(\.id) == [
        "0007", "0008", "0009",
      ])
    let odd = try ItemFilter(["it's \"odd\" == 2"])
    #expect(try await both.here.count(where: odd) == 50)
    await #expect(throws: StoreError.self) {
      try await both.there.count(where: try ItemFilter(["nothing == 1"]))
    }
  }

  @Test(arguments: ServerStore.Kind.allCases, [SearchMetric.cosine, .dot, .euclidean])
  func answersAreThoseOfAFolderToTheBit(
    _ kind: ServerStore.Kind, _ metric: SearchMetric
  ) async throws {
    let vectors = Self.vectors(400)
    let both = try await Both(kind, vectors)
    let queries = Matrix([vectors[1], vectors[2], vectors[62], vectors[399]])
    for texts in Self.filters {
      for count in [1, 10, 500] {
        var settings = SearchSettings(
          count: count, metric: metric, filter: try ItemFilter(texts))
        settings.limit = count == 10 ? 0.2 : nil
        let expected = try await both.here.search(all: queries, settings)
        #expect(
          try await both.there.search(all: queries, settings) == expected, "\(texts) \(count)")
      }
    }
  }

  @Test(arguments: ServerStore.Kind.allCases)
  func removedItemsAndLaterOnesAreSeen(_ kind: ServerStore.Kind) async throws {
    let vectors = Self.vectors(300)
    let both = try await Both(kind, vectors)
    let settings = SearchSettings(count: 20)
    _ = try await both.there.search(vectors[2], settings)
    for store in [try both.folder.writer(), try await both.server.writer()] as [any WritableStore] {
      try await store.remove(where: try ItemFilter(["split == train"]))
      try await store.append([NewItem(StoredItem(id: "new"), vectors: ["a": vectors[2]])])
      #expect(try await store.remove(["nobody", "0001", "0001"]).unknown == ["nobody", "0001"])
    }
    let expected = try await both.here.search(vectors[2], settings)
    #expect(expected.results[0].id == "new" && expected.searched == 150)
    #expect(try await both.there.search(vectors[2], settings) == expected)
    let fresh = try await both.server.reader()
    #expect(try await fresh.search(vectors[2], settings) == expected)
    let (here, there) = (
      try await both.here.vectors(of: nil), try await both.there.vectors(of: nil)
    )
    #expect(here.items == there.items && here.items.count == 150)
    #expect(here.items.indices.allSatisfy { here.vector($0) == there.vector($0) })
  }

  @Test func copyingTellsHowFarItIs() async throws {
    // A few more than are fetched at once.
    let vectors = (0..<70).map { number in [Float](repeating: Float(number + 1), count: 1 << 16) }
    let store = try ServerStore(.arrays)
    try await Self.fill(try await store.writer(), vectors)
    let (told, telling) = AsyncStream<[Int]>.makeStream()
    let reader = try await store.address.reader(cache: store.cache.url) { telling.yield([$0, $1]) }
    _ = try await reader.search(vectors[0], SearchSettings())
    _ = try await reader.search(vectors[1], SearchSettings())
    try await store.writer().append([NewItem(StoredItem(id: "new"), vectors: ["a": vectors[7]])])
    _ = try await reader.search(vectors[0], SearchSettings())
    telling.finish()
    let steps = await told.reduce(into: []) { $0.append($1) }
    #expect(steps == [[0, 70], [64, 70], [70, 70], [0, 1], [1, 1]])
  }

  /// What was fetched once is not fetched again, and what is damaged is.
  @Test func copiesOfRowsAreKeptAndChecked() async throws {
    let vectors = Self.vectors(2_000)
    let store = try ServerStore(.arrays)
    try await Self.fill(try await store.writer(), vectors)
    let expected = try await store.reader().search(vectors[5], SearchSettings())
    // Rows never change; that of item 5 is made to, and the copy does not know.
    try await store.run("UPDATE rows_1 SET vector = array_fill(1::real, ARRAY[24]) WHERE row = 5")
    #expect(try await store.reader().verify { _, _ in }.damage.map(\.items) == [["0005"]])
    try await store.writer().append([NewItem(StoredItem(id: "new"), vectors: ["a": vectors[7]])])
    let again = try await store.reader().search(vectors[5], SearchSettings())
    #expect(again.results == expected.results && again.searched == expected.searched + 1)
    try await store.run(
      "UPDATE rows_1 SET vector = '{\(vectors[5].map { "\($0)" }.joined(separator: ","))}' WHERE row = 5"
    )
    let files = FileManager.default.enumerator(at: store.cache.url, includingPropertiesForKeys: nil)
    let copy = try #require(
      files?.compactMap { $0 as? URL }.first { $0.lastPathComponent.hasPrefix("vectors-") })
    var bytes = try Data(contentsOf: copy)
    bytes[VectorLayout(dimension: Self.dimension).rowOffset(5)] ^= 1
    try bytes.write(to: copy)
    #expect(
      try await store.reader().search(vectors[5], SearchSettings()).results == expected.results)
  }

  /// As when the database was restored to a former state, and filled with other things since.
  @Test func copiesOfAnotherPastAreFetchedAnew() async throws {
    let store = try ServerStore(.arrays)
    let vectors = Self.vectors(30)
    let writer = try await store.writer()
    try await Self.fill(writer, vectors)
    let reader = try await store.reader()
    _ = try await reader.search(vectors[5], SearchSettings())
    try await store.run("DELETE FROM items")
    try await store.run("DELETE FROM vectors")
    try await store.run("DELETE FROM rows_1")
    // The checksum of an encoder is over its rows, too.
    let former = StoredEncoder(
      id: SmallStore.encoder("a"), dimension: Self.dimension, number: 1, generation: 1, rows: 0)
    try await store.run(
      "UPDATE encoders SET rows = 0, held = 0, checksum = \(try former.checksum)")
    try await Self.fill(writer, Array(vectors.reversed().prefix(20)))
    for reader in [reader, try await store.reader()] {
      let found = try await reader.search(vectors[25], SearchSettings(count: 1))
      #expect(found.results.map(\.id) == ["0004"] && found.results[0].score == 1)
    }
  }

  @Test func theIndexOfPgvectorFindsMostAndSaysHowMuch() async throws {
    let vectors = Self.vectors(3_000)
    let both = try await Both(.vectors, vectors)
    let writer = try await both.server.writer()
    var settings = SearchSettings(count: 10)
    settings.method = .graph(width: 80)
    await #expect(throws: StoreError.self) { try await both.there.search(vectors[2], settings) }
    let facts = try await writer.buildGraph(
      of: "a", degree: 12, width: 60, startingAnew: false
    ) { _, _ in }
    #expect(facts.added == 3_000 && facts.recall.value > 0.8 && facts.recall.queries == 200)
    let answer = try await both.there.search(vectors[2], settings)
    let recall = try #require(answer.recall)
    #expect(!answer.exact && recall.at == 10 && recall.width == 80 && recall.value > 0.8)
    let exact = try await both.here.search(vectors[2], SearchSettings(count: 10))
    #expect(Set(answer.results.map(\.id)).intersection(exact.results.map(\.id)).count >= 8)
    #expect(answer.results[0] == exact.results[0])
    settings.filter = try ItemFilter(["split == test"])
    let filtered = try await both.there.search(vectors[2], settings)
    #expect(!filtered.exact && filtered.results.allSatisfy { $0.split == "test" })
    #expect(filtered.results.count == 10)
    settings.filter = try ItemFilter(["id < 100"])
    #expect(try await both.there.search(vectors[2], settings).exact)
    #expect(
      try await writer.buildGraph(of: "a", degree: 12, width: 60, startingAnew: false) { _, _ in }
        .added == 0)
    settings.metric = .dot
    await #expect(throws: StoreError.self) { try await both.there.search(vectors[2], settings) }
  }

  @Test func indexesThatCannotBeAreRefused() async throws {
    let plain = try ServerStore(.arrays)
    try await plain.writer().add(SmallStore.encoder("a"), dimension: 2)
    await #expect(throws: StoreError.self) {
      try await plain.writer().buildGraph(of: "a", degree: 4, width: 8, startingAnew: false) {
        _, _ in
      }
    }
    let long = try ServerStore(.vectors)
    let writer = try await long.writer()
    for (name, dimension) in [("b", 2_001), ("c", 16_001)] {
      try await writer.add(SmallStore.encoder(name), dimension: dimension)
      let vector = (0..<dimension).map { Float($0 % 7) - 3 }
      try await writer.append([NewItem(StoredItem(id: "x"), vectors: [name: vector])])
      let found = try await long.reader().search(vector, SearchSettings(encoder: name))
      #expect(found.results.map(\.id) == ["x"] && found.results[0].score == 1)
      await #expect(throws: StoreError.self) {
        try await writer.buildGraph(of: name, degree: 4, width: 8, startingAnew: false) { _, _ in }
      }
    }
  }
}

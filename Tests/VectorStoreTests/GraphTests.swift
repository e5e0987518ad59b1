import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import VectorStore

@Suite struct GraphTests {
  private let store: SmallStore

  init() throws { store = try SmallStore() }

  /// Clusters, as embeddings have them.
  private func vectors(_ count: Int, seed: UInt64 = 1) -> [[Float]] {
    var random = SeededGenerator(seed: seed, stream: "graph")
    func numbers(_ size: Float) -> [Float] {
      (0..<12).map { _ in Float.random(in: -size...size, using: &random) }
    }
    let centres = (0..<20).map { _ in numbers(1) }
    return (0..<count).map { zip(centres[$0 % 20], numbers(0.6)).map { $0 + $1 } }
  }

  private func approximate(_ width: Int = 60, _ conditions: String...) throws -> SearchSettings {
    var settings = SearchSettings(count: 10, filter: try ItemFilter(conditions))
    settings.method = .graph(width: width)
    return settings
  }

  /// The part of the exact answers that the graph finds.
  private func recall(_ queries: [[Float]], _ settings: SearchSettings) async throws -> Double {
    let reader = try store.reader()
    let found = try await reader.search(all: Matrix(queries), settings)
    var exact = settings
    exact.method = .exact
    let expected = try await reader.search(all: Matrix(queries), exact)
    let parts = zip(found, expected).map { found, expected in
      Double(Set(found.results.map(\.id)).intersection(expected.results.map(\.id)).count)
        / Double(expected.results.count)
    }
    return parts.reduce(0, +) / Double(parts.count)
  }

  @Test func theGraphFindsWhatItSaysItFinds() async throws {
    try await store.fill(vectors(1_500))
    let facts = try await store.writer().buildGraph(of: "a", degree: 8, width: 60)
    #expect(facts.rows == 1_500 && facts.recall.value > 0.97)
    let queries = Array(vectors(1_700)[1_500...])
    for width in [10, 60] {
      let answer = try await store.reader().search(queries[0], approximate(width))
      let claimed = try #require(answer.recall)
      #expect(!answer.exact && claimed.at == 10 && claimed.queries == 200)
      // Two samples of 200 queries.
      let found = try await recall(queries, approximate(width))
      #expect(agrees(claimed.value, found, absolute: 0.05), "\(width): \(claimed.value), \(found)")
    }
    let (narrow, wide) = (
      try await recall(queries, approximate(10)), try await recall(queries, approximate(200))
    )
    #expect(narrow < wide)
  }

  @Test func scoresAndTiesAreThoseOfTheExactSearch() async throws {
    let rows = vectors(500)
    try await store.fill(rows + rows)
    try await store.writer().buildGraph(of: "a", degree: 8, width: 60)
    let answer = try await store.reader().search(rows[7], approximate())
    let exact = try await store.reader().search(rows[7], SearchSettings(count: 10))
    #expect(answer.results == exact.results)
    #expect(answer.results.prefix(2).map(\.id) == [SmallStore.id(7), SmallStore.id(507)])
  }

  @Test func theGraphIsTheSameHoweverItIsBuilt() async throws {
    try await store.fill(vectors(400) + [Array(repeating: 0, count: 12)])
    let rows = try VectorRows(
      store.url.appending(path: "vectors-1-1.bin"), VectorLayout(dimension: 12), count: 401)
    func graph(threads: Int) -> NeighborGraph {
      let before = BLAS.threads
      BLAS.useThreads(threads)
      defer { BLAS.useThreads(before) }
      var graph = NeighborGraph(degree: 6)
      graph.grow(to: 401, in: rows.rounded, width: 40)
      return graph
    }
    let one = graph(threads: 1)
    #expect(one == graph(threads: 3))
    #expect(one.levels[400] == -1 && one.levels.max() ?? 0 >= 1)
    for row in 0..<Int32(400) {
      let links = one.neighbors(of: row, level: 0).filter { $0 >= 0 }
      #expect(!links.isEmpty && Set(links).count == links.count && !links.contains(row))
    }
  }

  @Test func filtersAndRemovedItemsHoldInTheGraphToo() async throws {
    try await store.fill(vectors(2_000)) { $0 % 40 == 0 ? "rare" : nil }
    let writer = try store.writer()
    try await writer.buildGraph(of: "a", degree: 8, width: 60)
    try await writer.remove(where: try ItemFilter(["id < 500"]))
    let queries = Array(vectors(2_050)[2_000...])
    let answers = try await store.reader().search(
      all: Matrix(queries), approximate(60, "split == test"))
    #expect(answers.allSatisfy { !$0.exact && $0.searched == 750 })
    #expect(answers.map(\.results.count) == Array(repeating: 10, count: 50))
    #expect(answers.joinedResults.allSatisfy { $0.split == "test" && $0.id >= "0500" })
    #expect(try await recall(queries, approximate(60, "split == test")) > 0.95)
    // Few are compared one by one.
    let rare = try await store.reader().search(queries[0], approximate(60, "label == rare"))
    #expect(rare.exact && rare.recall == nil && rare.results.allSatisfy { $0.label == "rare" })
  }

  @Test func whatCameLaterIsFoundAndThenLinked() async throws {
    let rows = vectors(1_200)
    try await store.fill(Array(rows[..<1_000]))
    let writer = try store.writer()
    try await writer.buildGraph(of: "a", degree: 8, width: 60)
    try await writer.append(
      rows[1_000...].enumerated().map { number, vector in
        NewItem(StoredItem(id: "new \(number)"), vectors: ["a": vector])
      })
    let before = try await store.reader().search(rows[1_050], approximate())
    #expect(before.results.first?.id == "new 50")
    let facts = try await writer.buildGraph(of: "a", degree: 8, width: 60)
    #expect(facts.added == 200 && facts.rows == 1_200 && facts.recall.value > 0.95)
    #expect(
      try await store.reader().search(rows[1_050], approximate()).results.first?.id == "new 50")
    let files = try FileManager.default.contentsOfDirectory(atPath: store.url.path)
    #expect(files.filter { $0.hasPrefix("graph") } == ["graph-1-2.bin"])
    #expect(try await store.reader().verify().damage.isEmpty)
  }

  @Test func withoutAGraphOrTheCosineTheReasonIsGiven() async throws {
    try await store.fill(vectors(30))
    let (reader, query, settings) = (try store.reader(), vectors(1)[0], try approximate())
    await #expect(throws: StoreError.self) { try await reader.search(query, settings) }
    try await store.writer().buildGraph(of: "a")
    #expect(try await reader.search(query, settings).results.count == 10)
    var other = settings
    other.metric = .dot
    let byProduct = other
    await #expect(throws: StoreError.self) { try await reader.search(query, byProduct) }
    try await store.writer().compact()
    await #expect(throws: StoreError.self) { try await reader.search(query, settings) }
  }

  @Test func damagedGraphsAreReportedAndLeadNobodyAstray() async throws {
    try await store.fill(vectors(300))
    try await store.writer().buildGraph(of: "a", degree: 4, width: 20)
    let file = store.url.appending(path: "graph-1-1.bin")
    let sound = try Data(contentsOf: file)
    var random = SeededGenerator(seed: 9, stream: "flips")
    for _ in 0..<25 {
      var bytes = sound
      bytes[Int.random(in: 0..<sound.count, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
      try bytes.write(to: file)
      let damage = try await store.reader().verify().damage
      #expect(damage.map(\.file) == ["graph-1-1.bin"])
      // Refused, or a walk that stays within the rows.
      _ = try? await store.reader().search(vectors(1)[0], approximate())
    }
    try sound.prefix(1_000).write(to: file)
    let (reader, query, settings) = (try store.reader(), vectors(1)[0], try approximate())
    await #expect(throws: StoreError.self) { try await reader.search(query, settings) }
  }
}

extension [SearchAnswer] {
  fileprivate var joinedResults: [FoundItem] { flatMap(\.results) }
}

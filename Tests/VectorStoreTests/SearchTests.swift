import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import VectorStore

@Suite struct SearchTests {
  private let store: SmallStore

  init() throws { store = try SmallStore() }

  private struct Reference: Decodable {
    struct Nearest: Decodable {
      let rows: [Int]
      let scores: [Double]
    }

    let rows: [[Float]]
    let queries: [[Float]]
    let nearest: [String: [Nearest]]
  }

  private func reference() throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "search", withExtension: "json", subdirectory: "References"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  @Test(arguments: [SearchMetric.cosine, .dot, .euclidean])
  func theNearestAreThoseOfNumPy(metric: SearchMetric) async throws {
    let reference = try reference()
    let reader = try await store.fill(reference.rows).reader()
    for (query, expected) in zip(reference.queries, try #require(reference.nearest["\(metric)"])) {
      let answer = try await reader.search(query, SearchSettings(count: 7, metric: metric))
      #expect(answer.results.map(\.id) == expected.rows.map(SmallStore.id))
      // Both sum in double precision, in another order.
      for (found, score) in zip(answer.results, expected.scores) {
        #expect(agrees(found.score, score, absolute: 1e-9, relative: 1e-12))
      }
      #expect(answer.exact && answer.metric == metric && answer.searched == 150)
    }
  }

  @Test(arguments: [SearchMetric.cosine, .dot, .euclidean])
  func queriesTogetherAreAnsweredAsEachAlone(metric: SearchMetric) async throws {
    let reference = try reference()
    let reader = try await store.fill(reference.rows).reader()
    let settings = SearchSettings(count: 9, metric: metric)
    let together = try await reader.search(all: Matrix(reference.queries), settings)
    for (query, answer) in zip(reference.queries, together) {
      #expect(try await reader.search(query, settings) == answer)
    }
  }

  /// More rows than blocks and batches have, against all scores in double precision.
  @Test(arguments: [SearchMetric.cosine, .dot, .euclidean])
  func nothingIsLostBetweenBlocksAndBatches(metric: SearchMetric) async throws {
    var random = SeededGenerator(seed: 3, stream: "blocks")
    let rows = (0..<2_500).map { _ in (0..<6).map { _ in Float.random(in: -1...1, using: &random) }
    }
    let queries = (0..<150).map { _ in (0..<6).map { _ in Float.random(in: -1...1, using: &random) }
    }
    let reader = try await store.fill(rows).reader()
    let answers = try await reader.search(
      all: Matrix(queries), SearchSettings(count: 11, metric: metric))
    for (query, answer) in zip(queries, answers) {
      let scores = rows.map { Self.score($0, query, metric) }
      let order = scores.indices.sorted {
        scores[$0] == scores[$1] ? $0 < $1 : metric.isNearer(scores[$0], scores[$1])
      }
      #expect(answer.results.map(\.id) == order.prefix(11).map(SmallStore.id))
    }
  }

  private static func score(_ x: [Float], _ y: [Float], _ metric: SearchMetric) -> Double {
    let (x, y) = (x.map { Double($0) }, y.map { Double($0) })
    let product = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    switch metric {
    case .dot, .hamming: return product
    case .cosine:
      let squares = [x, y].map { $0.reduce(0) { $0 + $1 * $1 } }
      return product / (squares[0] * squares[1]).squareRoot()
    case .euclidean:
      return zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
  }

  /// Float products cannot tell these rows apart.
  @Test func rowsCloserThanFloatCanTellAreInOrder() async throws {
    let rows: [[Float]] = (0..<40).map { [1, 1e-4 * Float($0 % 7), 1e-5 * Float($0)] }
    let reader = try await store.fill(rows).reader()
    let answer = try await reader.search([1, 0, 0], SearchSettings(count: 40))
    let scores = rows.map { Self.score($0, [1, 0, 0], .cosine) }
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    #expect(answer.results.map(\.id) == order.map(SmallStore.id))
  }

  @Test func tiesStandByIdAndAreNotCutAtRandom() async throws {
    let reader = try await store.fill(Array(repeating: [3, 4], count: 30) + [[4, 3]])
      .reader()
    let answer = try await reader.search([3, 4], SearchSettings(count: 5))
    #expect(answer.results.map(\.id) == (0..<5).map(SmallStore.id))
    #expect(answer.results.allSatisfy { $0.score == 1 })
  }

  @Test func zeroVectorsHaveNoCosineAndADistance() async throws {
    let reader = try await store.fill([[0, 0], [1, 1], [-1, 0]]).reader()
    let byCosine = try await reader.search([1, 0], SearchSettings(count: 5))
    #expect(byCosine.results.map(\.id) == ["0001", "0002"])
    let byDistance = try await reader.search([0, 0], SearchSettings(metric: .euclidean))
    #expect(byDistance.results.map(\.id) == ["0000", "0002", "0001"])
    await #expect(throws: StoreError.self) { try await reader.search([0, 0], SearchSettings()) }
  }

  @Test func queriesThatDoNotFitAreRefusedWithTheReason() async throws {
    let reader = try await store.fill([[1, 2]]).reader()
    for query: [Float] in [[1], [1, .nan], [.infinity, 0], [1e30, 1e30]] {
      await #expect(throws: StoreError.self) { try await reader.search(query, SearchSettings()) }
    }
    await #expect(throws: StoreError.self) {
      try await reader.search([1, 2], SearchSettings(encoder: "b"))
    }
  }

  /// A filter that leaves few leaves exactly those, however far they are.
  @Test func filtersChooseBeforeTheNearestAreTaken() async throws {
    let rows: [[Float]] = (0..<3_000).map { [1, Float($0) / 3_000] }
    try await store.fill(rows) { $0 % 1_000 == 999 ? "rare" : nil }
    let reader = try store.reader()
    func ids(_ conditions: String..., count: Int = 3) async throws -> [String] {
      let settings = SearchSettings(count: count, filter: try ItemFilter(conditions))
      return try await reader.search([1, 0], settings).results.map(\.id)
    }
    #expect(try await ids("label == rare", count: 10) == ["0999", "1999", "2999"])
    #expect(try await ids("split=test") == ["0001", "0003", "0005"])
    #expect(try await ids("split == train", "age >= 100") == ["0100", "0102", "0104"])
    #expect(try await ids("age<=2", "id != 0001") == ["0000", "0002"])
    #expect(try await ids("label != rare", "age > 998") == ["1000", "1001", "1002"])
    #expect(try await ids("age > 5000") == [])
    #expect(try await ids("label !=", count: 10) == ["0999", "1999", "2999"])
    #expect(try await ids("label==", "age > 998") == ["1000", "1001", "1002"])
    await #expect(throws: StoreError.self) { try await ids("colour == red") }
  }

  @Test func nothingBeyondTheLimitIsFound() async throws {
    try await store.fill([[1, 0], [1, 1], [0, 1], [-1, 0]])
    let reader = try store.reader()
    for (metric, limit, expected) in [
      (SearchMetric.cosine, 0.5, ["0000", "0001"]), (.dot, 1, ["0000", "0001"]),
      (.euclidean, 1, ["0000", "0001"]), (.euclidean, 1.5, ["0000", "0001", "0002"]),
      (.cosine, 2, []),
    ] {
      var settings = SearchSettings(metric: metric)
      settings.limit = limit
      #expect(try await reader.search([1, 0], settings).results.map(\.id) == expected)
    }
  }

  @Test func hashesAreComparedByTheBitsInWhichTheyDiffer() async throws {
    var random = SeededGenerator(seed: 2, stream: "hashes")
    let hashes = (0..<300).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
    func signs(_ hash: UInt64) -> [Float] { (0..<64).map { hash >> UInt64($0) & 1 == 1 ? 1 : -1 } }
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("phash"), dimension: 64)
    try await writer.append(
      hashes.enumerated().map { number, hash in
        NewItem(StoredItem(id: SmallStore.id(number)), vectors: ["phash": signs(hash)])
      })
    var settings = SearchSettings(count: 300, metric: .hamming)
    settings.limit = 26
    let query = hashes[9] ^ 0b1011
    let answer = try await store.reader().search(signs(query), settings)
    let distances = hashes.map { ($0 ^ query).nonzeroBitCount }
    let expected = distances.indices.filter { distances[$0] <= 26 }
      .sorted { (distances[$0], $0) < (distances[$1], $1) }
    #expect(answer.results.map(\.id) == expected.map(SmallStore.id))
    #expect(answer.results.map(\.score) == expected.map { Double(distances[$0]) })
    #expect(answer.results.first?.score == 3 && answer.results.count > 3)
  }

  @Test func vectorsThatAreNoBitsHaveNoHammingDistance() async throws {
    try await store.fill([[1, 2]])
    let reader = try store.reader()
    await #expect(throws: StoreError.self) {
      try await reader.search([1, 1], SearchSettings(metric: .hamming))
    }
  }

  @Test func textsThatAreNoConditionsAreRefused() {
    for text in ["", "split", "== train", "age > old", "age >= nan"] {
      #expect(throws: StoreError.self, "\(text)") { try ItemCondition(text) }
    }
  }

  @Test func conditionsAreTakenApartAtTheFirstComparison() throws {
    let condition = try ItemCondition(" camera == a<b=c ")
    #expect(condition.column == "camera" && condition.value == "a<b=c")
    #expect(try ItemCondition("age>=5").comparison == .atLeast)
    #expect(try ItemCondition("label=").value == "")
  }
}

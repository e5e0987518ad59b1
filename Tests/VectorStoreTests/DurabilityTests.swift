import Foundation
import Images
import Statistics
import TestSupport
import Testing

@testable import VectorStore

@Suite struct DurabilityTests {
  private let store: SmallStore

  init() throws { store = try SmallStore() }

  /// What a store says of everything.
  private struct Content: Equatable {
    let items: [StoredItem]
    let vectors: [[Float]?]
    let thumbnails: [Data?]
    let nearest: [String]

    init(_ reader: StoreReader) async throws {
      items = try await reader.items()
      var (vectors, thumbnails): ([[Float]?], [Data?]) = ([], [])
      for item in items {
        vectors.append(try await reader.vector(of: item.id))
        thumbnails.append(try await reader.thumbnail(of: item.id))
      }
      (self.vectors, self.thumbnails) = (vectors, thumbnails)
      nearest = try await reader.search([1, 2, 3], SearchSettings()).results.map(\.id)
    }
  }

  private func fill() async throws {
    let writer = try store.writer()
    try await writer.add(SmallStore.encoder("a"), dimension: 3)
    try await writer.append(
      (0..<20).map { number in
        NewItem(
          StoredItem(
            id: "item \(number)", picture: SmallStore.picture(UInt8(number)),
            label: "l\(number % 3)",
            attributes: ["camera": "c\(number)"]),
          vectors: ["a": [Float(number), 1, 2]])
      })
    let thumbnails = (0..<20).map { (SmallStore.pixels($0), [UInt8](repeating: $0, count: 300)) }
    try await writer.append(thumbnails: Dictionary(uniqueKeysWithValues: thumbnails))
    try await writer.remove(["item 3"])
  }

  /// A flipped bit is found, or changes nothing that anybody can ask for.
  @Test func noFlippedBitChangesAnAnswerUnseen() async throws {
    try await fill()
    let expected = try await Content(try store.reader())
    var random = SeededGenerator(seed: 1, stream: "flips")
    var seen = 0
    for name in ["store.sqlite", "vectors-1-1.bin"] {
      let file = store.url.appending(path: name)
      let sound = try Data(contentsOf: file)
      for _ in 0..<70 {
        var bytes = sound
        bytes[Int.random(in: 0..<sound.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
        try bytes.write(to: file)
        if try await isSound(store, expected) == false { seen += 1 }
      }
      try sound.write(to: file)
    }
    #expect(seen > 20)
    #expect(try await store.reader().verify().damage.isEmpty)
  }

  /// Whether nothing is reported; then everything has to be as expected.
  private func isSound(_ store: SmallStore, _ expected: Content) async throws -> Bool {
    do {
      guard try await store.reader().verify().damage.isEmpty else { return false }
    } catch is StoreError {
      return false
    }
    #expect(try await Content(try store.reader()) == expected)
    return true
  }

  @Test func damagedVectorsAreNamedByTheirItems() async throws {
    try await fill()
    let file = store.url.appending(path: "vectors-1-1.bin")
    var bytes = try Data(contentsOf: file)
    bytes[VectorLayout(dimension: 3).rowOffset(7)] ^= 1
    try bytes.write(to: file)
    let damage = try #require(try await store.reader().verify().damage.first)
    #expect(damage.items == ["item 7"] && damage.file == "vectors-1-1.bin")
    // Removed and added again, all is well.
    let writer = try store.writer()
    try await writer.remove(["item 7"])
    #expect(try await store.reader().verify().damage.isEmpty)
  }

  @Test(arguments: [-1, 20, 1 << 40])
  func vectorsOutsideOfTheirFileAreReported(_ row: Int) async throws {
    try await fill()
    try await store.run("UPDATE vectors SET row = \(row) WHERE item = 8")
    let damage = try await store.reader().verify().damage
    #expect(damage.first?.items == ["item 7"])
    let reader = try store.reader()
    await #expect(throws: StoreError.self) { try await reader.vector(of: "item 7") }
    await #expect(throws: StoreError.self) { try await reader.vectors() }
    await #expect(throws: StoreError.self) {
      try await reader.search(
        [1, 2, 3], SearchSettings(filter: ItemFilter(["id != x"])))
    }
    let writer = try store.writer()
    await #expect(throws: StoreError.self) { try await writer.compact() }
    // Removed, all is well but for the row that nobody has.
    try await writer.remove(["item 7"])
    try await writer.compact()
    #expect(try await store.reader().verify().damage.isEmpty)
  }

  @Test func removedRowsOutsideOfTheFileLeadNobodyAstray() async throws {
    try await fill()
    try await store.run("INSERT INTO removed_rows VALUES (1, -70), (1, 4000)")
    _ = try await store.reader().verify()
    #expect(try await store.reader().search([1, 2, 3], SearchSettings()).searched == 19)
  }

  @Test func filesThatAreTooShortAreReported() async throws {
    try await fill()
    let file = store.url.appending(path: "vectors-1-1.bin")
    try Data(contentsOf: file).dropLast(1).write(to: file)
    await #expect(throws: StoreError.self) { try await store.reader().verify() }
    try FileManager.default.removeItem(at: file)
    await #expect(throws: StoreError.self) {
      try await store.reader().search([1, 2, 3], SearchSettings())
    }
  }

  /// Rows that no commit knows of are nobody's, and the next take their place.
  @Test func whatAProcessLeftIsWrittenOver() async throws {
    try await fill()
    let expected = try await Content(try store.reader())
    let file = store.url.appending(path: "vectors-1-1.bin")
    try (try Data(contentsOf: file) + Data(repeating: 0xFF, count: 1_000)).write(to: file)
    try Data("left".utf8).write(to: store.url.appending(path: "vectors-1-2.bin"))
    let writer = try store.writer()
    #expect(try await Content(try store.reader()) == expected)
    try await writer.append([NewItem(StoredItem(id: "z"), vectors: ["a": [9, 9, 9]])])
    #expect(try await store.reader().vector(of: "z") == [9, 9, 9])
    #expect(try await store.reader().verify().damage.isEmpty)
    #expect(
      !FileManager.default.fileExists(atPath: store.url.appending(path: "vectors-1-2.bin").path))
  }

  /// Kills a writing process again and again, at moments of its own choosing.
  @Test func noAcknowledgedWriteIsLostWhenTheWriterIsKilled() async throws {
    var random = SeededGenerator(seed: 5, stream: "kills")
    var account = FillerAccount()
    for round in 0..<12 {
      let filler = try FillerProcess(.folder(store.url), first: round * 1_000_000 + 1)
      account.take(filler.killed(afterLines: Int.random(in: 1...40, using: &random)))
      let reader = try store.reader()
      #expect(try await reader.verify().damage.isEmpty)
      let present = Set(try await reader.items().compactMap { Int($0.id) })
      #expect(account.agrees(with: present))
      for number in present.sorted().suffix(50) {
        let found = try await reader.vector(of: "\(number)")
        #expect(found == (0..<5).map { Float((number * 31 + $0 * 17) % 101) + 1 })
      }
    }
    #expect(account.added.count > 500 && !account.removed.isEmpty)
  }
}

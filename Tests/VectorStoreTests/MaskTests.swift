import Foundation
import GRDB
import Images
import Testing

@testable import VectorStore

/// What holds for masks in a store, wherever it lies.
@Suite struct MaskTests {
  /// A store in a folder, or on a server.
  private enum Place {
    case folder(SmallStore)
    case server(ServerStore)

    init(_ kind: ServerStore.Kind?) throws {
      self = try kind.map { .server(try ServerStore($0)) } ?? .folder(try SmallStore())
    }

    func writer() async throws -> any WritableStore {
      switch self {
      case .folder(let store): try store.writer()
      case .server(let store): try await store.writer()
      }
    }

    func reader() async throws -> any ReadableStore {
      switch self {
      case .folder(let store): try store.reader()
      case .server(let store): try await store.reader()
      }
    }

    func run(_ statement: String) async throws {
      switch self {
      case .folder(let store):
        try await store.run(statement)
      case .server(let store): try await store.run(statement)
      }
    }

    /// A blob in the words of the database.
    var zero: String {
      switch self {
      case .folder: "X'00'"
      case .server: "'\\x00'"
      }
    }
  }

  private static let places: [ServerStore.Kind?] = [nil, .arrays]

  private static func mask(_ number: UInt8, of item: String) -> ItemMask {
    ItemMask(item: item, digest: SmallStore.pixels(100 + number), png: [number, 1, 2])
  }

  /// Items a, b and c of pictures 1, 2 and 3.
  private static func fill(_ writer: any WritableStore) async throws {
    try await writer.append(
      zip(["a", "b", "c"], UInt8(1)...3).map { id, number in
        NewItem(StoredItem(id: id, picture: SmallStore.picture(number)), vectors: [:])
      })
  }

  @Test(arguments: places)
  func masksAreKeptOnceAndGoWithTheirLastItem(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    do {
      let writer = try await place.writer()
      try await Self.fill(writer)
      let masks = ["a", "b", "nobody"].map { Self.mask(1, of: $0) } + [Self.mask(2, of: "c")]
      #expect(try await writer.append(masks: masks) == 3)
      #expect(
        try await writer.masks(of: ["a", "c", "nobody"]) == [
          "a": SmallStore.pixels(101), "c": SmallStore.pixels(102),
        ])
      let reader = try await place.reader()
      #expect(try await reader.mask(of: "b") == Data([1, 1, 2]))
      #expect(try await reader.mask(of: "nobody") == nil)
      #expect(try await reader.statistics().masks == 2)
      try await writer.remove(["a", "c"])
      try await writer.compact()
      #expect(try await reader.statistics().masks == 1)
      #expect(try await reader.mask(of: "b") == Data([1, 1, 2]))
      let found = try await reader.verify { _, _ in }
      #expect(found.damage.isEmpty && found.masks == 1)
    }
  }

  @Test(arguments: places)
  func vectorsTellTheMasksOfTheirItems(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    let writer = try await place.writer()
    try await Self.fill(writer)
    try await writer.add(SmallStore.encoder("e"), dimension: 2)
    try await writer.append(
      ["a", "b", "c"].map { NewItem(StoredItem(id: $0), vectors: ["e": [1, 2]]) })
    try await writer.append(masks: [Self.mask(1, of: "a"), Self.mask(2, of: "c")])
    // c's mask is of its former picture.
    try await writer.append([
      NewItem(StoredItem(id: "c", picture: SmallStore.picture(9)), vectors: ["e": [2, 1]])
    ])
    let reader = try await place.reader()
    let vectors = try await reader.vectors(of: nil)
    #expect(vectors.items.map(\.id) == ["a", "b", "c"])
    #expect(vectors.masks == [SmallStore.pixels(101), nil, nil])
    let unknown = SmallStore.pixels(50)
    #expect(
      try await reader.masks([SmallStore.pixels(101), unknown, SmallStore.pixels(102)]) == [
        SmallStore.pixels(101): Data([1, 1, 2]), SmallStore.pixels(102): Data([2, 1, 2]),
      ])
  }

  @Test(arguments: places)
  func anotherPictureOrAnotherMaskTakesThePlaceOfTheFormer(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    let writer = try await place.writer()
    try await Self.fill(writer)
    try await writer.append(masks: [Self.mask(1, of: "a"), Self.mask(1, of: "b")])
    try await writer.append(masks: [Self.mask(2, of: "a")])
    try await writer.append([
      NewItem(StoredItem(id: "a", label: "said later"), vectors: [:]),
      NewItem(StoredItem(id: "b", picture: SmallStore.picture(9)), vectors: [:]),
    ])
    let reader = try await place.reader()
    #expect(try await reader.mask(of: "a") == Data([2, 1, 2]))
    #expect(try await reader.mask(of: "b") == nil)
    #expect(try await writer.masks(of: ["a", "b"]) == ["a": SmallStore.pixels(102)])
    try await writer.compact()
    #expect(try await reader.statistics().masks == 1)
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
  }

  @Test(arguments: places)
  func damagedMasksAreNamedByTheirItemsAndHealed(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    let masks = [Self.mask(1, of: "a"), Self.mask(2, of: "b"), Self.mask(3, of: "c")]
    do {
      let writer = try await place.writer()
      try await Self.fill(writer)
      try await writer.append(masks: masks)
    }
    try await place.run(
      """
      UPDATE masks SET png = \(place.zero)
      WHERE digest = (SELECT mask FROM item_masks WHERE item = 1)
      """)
    try await place.run("UPDATE item_masks SET checksum = checksum + 1 WHERE item = 3")
    let found = try await place.reader().verify { _, _ in }
    #expect(found.damage.map(\.items) == [["a", "c"]] && found.masks == 3)
    try await place.writer().append(masks: masks)
    #expect(try await place.reader().verify { _, _ in }.damage.isEmpty)
  }
}

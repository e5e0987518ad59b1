import Foundation
import GRDB
import Images
import Statistics
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

    /// What makes the tables those of format 2; item_masks had the same columns but the method.
    var formatTwo: [String] {
      let former = [
        "CREATE TABLE former AS SELECT item, pixels, mask, checksum FROM item_masks",
        "DROP TABLE item_masks",
      ]
      switch self {
      case .folder:
        return former + [
          """
          CREATE TABLE item_masks (
            item INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE, pixels BLOB,
            mask BLOB NOT NULL REFERENCES masks, checksum INTEGER NOT NULL) STRICT
          """,
          "CREATE INDEX item_masks_mask ON item_masks(mask)",
          "INSERT INTO item_masks SELECT * FROM former", "DROP TABLE former",
          "ALTER TABLE masks DROP COLUMN runs", "PRAGMA user_version = 2",
        ]
      case .server:
        return former + [
          """
          CREATE TABLE item_masks (
            item bigint PRIMARY KEY, pixels bytea, mask bytea NOT NULL, checksum bigint NOT NULL)
          """,
          "INSERT INTO item_masks SELECT * FROM former", "DROP TABLE former",
          "ALTER TABLE masks DROP COLUMN runs", "UPDATE state SET format = 2",
        ]
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
        try await writer.masks(of: ["a", "c", "nobody"], by: "truth") == [
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
    #expect(try await writer.masks(of: ["a", "b"], by: "truth") == ["a": SmallStore.pixels(102)])
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

  @Test(arguments: places)
  func anItemHasAMaskOfEachMethod(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    let writer = try await place.writer()
    try await Self.fill(writer)
    let drawn = SmallStore.pixels(101)
    let found = SmallStore.pixels(102)
    func mask(_ item: String, _ method: String, _ digest: ContentDigest) -> ItemMask {
      ItemMask(item: item, method: method, digest: digest, png: [7], runs: "[\(method.count)]")
    }
    try await writer.append(masks: [
      Self.mask(1, of: "a"), mask("a", "unet", found), mask("b", "unet", found),
      mask("a", "Otsu's", drawn),
    ])
    try await writer.append(masks: [mask("b", "unet", drawn)])
    let reader = try await place.reader()
    #expect(
      try await reader.storedMasks() == [
        StoredMask(item: "a", method: "Otsu's", digest: drawn),
        StoredMask(item: "a", method: "truth", digest: drawn),
        StoredMask(item: "a", method: "unet", digest: found),
        StoredMask(item: "b", method: "unet", digest: drawn),
      ])
    #expect(try await writer.masks(of: ["a", "b"], by: "unet") == ["a": found, "b": drawn])
    #expect(try await reader.mask(of: "a") == Data([7]))
    #expect(try await reader.mask(of: "b") == nil)
    #expect(try await reader.mask(of: "b", by: "unet") == Data([7]))
    #expect(try await reader.statistics().maskMethods == ["truth": 1, "unet": 2, "Otsu's": 1])
    #expect(try await reader.maskRuns([drawn, SmallStore.pixels(9)]) == [drawn: "[4]"])
    #expect(try await reader.verify { _, _ in }.damage.isEmpty)
    try await writer.remove(["b"])
    try await writer.compact()
    #expect(try await reader.storedMasks().map(\.method) == ["Otsu's", "truth", "unet"])
  }

  /// `index export` once wrote a table wherever a store from elsewhere said.
  @Test(arguments: places)
  func methodsWhoseNamesLeadElsewhereAreRefused(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    do {
      let writer = try await place.writer()
      try await Self.fill(writer)
      try await writer.append(masks: [Self.mask(1, of: "a")])
    }
    try await place.run("UPDATE item_masks SET method = '../../a'")
    let reader = try await place.reader()
    let error = try await #require(throws: StoreError.self) { try await reader.storedMasks() }
    #expect("\(error)".contains("\"../../a\", which is no name"))
  }

  @Test func theVectorsOfAnItemWithSeveralMasksStandOnce() async throws {
    for place in try Self.places.map({ try Place($0) }) {
      let writer = try await place.writer()
      try await Self.fill(writer)
      try await writer.add(SmallStore.encoder("e"), dimension: 2)
      try await writer.append([NewItem(StoredItem(id: "a"), vectors: ["e": [1, 2]])])
      try await writer.append(masks: [
        Self.mask(1, of: "a"),
        ItemMask(item: "a", method: "unet", digest: SmallStore.pixels(105), png: [5]),
      ])
      let vectors = try await place.reader().vectors(of: nil)
      #expect(vectors.items.map(\.id) == ["a"] && vectors.masks == [SmallStore.pixels(101)])
    }
  }

  /// The tables of format 2, in which an item had one mask.
  @Test(arguments: places)
  func writersBringStoresOfTheFormatBeforeUpToDate(_ kind: ServerStore.Kind?) async throws {
    let place = try Place(kind)
    do {
      let writer = try await place.writer()
      try await Self.fill(writer)
      try await writer.append(masks: [Self.mask(1, of: "a"), Self.mask(2, of: "c")])
    }
    for statement in place.formatTwo { try await place.run(statement) }
    let error = try await #require(throws: StoreError.self) { try await place.reader() }
    #expect("\(error)".contains("has format 2,") && "\(error)".contains("index compact"))
    do {
      let writer = try await place.writer()
      #expect(
        try await writer.masks(of: ["a", "c"], by: "truth") == [
          "a": SmallStore.pixels(101), "c": SmallStore.pixels(102),
        ])
      try await writer.append(masks: [
        ItemMask(item: "a", method: "unet", digest: SmallStore.pixels(105), png: [5])
      ])
    }
    let reader = try await place.reader()
    #expect(try await reader.storedMasks().count == 3)
    let found = try await reader.verify { _, _ in }
    #expect(found.damage.isEmpty && found.masks == 3)
  }

  @Test func runsTellALabelsPixels() throws {
    let mask = Image(width: 3, height: 2, channels: 1, samples: [0, 2, 2, 5, 2, 0])
    let file = try MaskFile(mask)
    let runs = try JSONDecoder().decode(
      [MaskRuns].self, from: Data(try #require(file.runs).utf8))
    #expect(runs.map(\.label) == [2, 5] && runs.allSatisfy { $0.size == [2, 3] })
    let two = try RunLengthMask(width: 3, height: 2, text: runs[0].counts)
    #expect(two.mask.pixels == [false, true, true, false, true, false])
    let colours = Image(width: 1, height: 1, channels: 3, samples: [1, 2, 3])
    #expect(try MaskFile(colours).runs == nil)
  }

  @Test(arguments: [
    ("unet", true), ("Otsu's, σ = 2", true), ("", false), ("a/b", false), (".a", false),
    ("a\nb", false),
  ])
  func namesOfMethodsCanBeThoseOfFiles(name: String, isValid: Bool) {
    #expect(MaskMethodName.isValid(name) == isValid)
  }
}

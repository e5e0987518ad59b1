import Crypto
import Foundation
import GRDB
public import Statistics

/// What reading a whole store found.
public struct StoreVerification: Sendable, Codable, Equatable {
  public let items: Int
  public let vectors: Int
  public let thumbnails: Int
  public let masks: Int
  /// None in a sound store.
  public let damage: [Damage]

  /// A place that is not as it was written.
  public struct Damage: Sendable, Codable, Equatable {
    public let file: String
    public let finding: String
    /// Ids of items that are concerned, where they are known; at most a hundred.
    public let items: [String]
    public let remedy: String
  }
}

extension StoreReader {
  /// Reads everything and holds it against its checksums: the database's structure, what it says of items,
  /// every vector, every thumbnail and mask, and that every row of a file has an item or was removed.
  ///
  /// - Throws: `StoreError.damaged` where not even the list of encoders can be read.
  public func verify(
    progress: @escaping WorkProgress = { _, _ in }
  ) async throws -> StoreVerification {
    let folder = folder
    return try await read { database, snapshot in
      var check = StoreCheck(folder: folder)
      try check.structure(database)
      let items = try check.items(database)
      var vectors = 0
      for encoder in snapshot.encoders {
        guard let rows = snapshot.uncheckedRows(of: encoder) else { continue }
        vectors += try check.vectors(of: encoder, rows, database, progress)
      }
      try check.graphs(database)
      let thumbnails = try check.thumbnails(database)
      let masks = try check.masks(database)
      try check.reviews(database)
      return StoreVerification(
        items: items, vectors: vectors, thumbnails: thumbnails, masks: masks, damage: check.damage)
    }
  }
}

/// Collects what is wrong in a store.
struct StoreCheck {
  let folder: StoreFolder
  private(set) var damage: [StoreVerification.Damage] = []

  private static let namedItems = 100

  init(folder: StoreFolder) {
    self.folder = folder
  }

  mutating func structure(_ database: Database) throws {
    let findings = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
    for finding in findings where finding != "ok" {
      add(
        folder.database.lastPathComponent, "SQLite says: \(finding)", [],
        remedy: "restore the store from a copy, or build it anew")
    }
  }

  /// - Returns: how many there are.
  mutating func items(_ database: Database) throws -> Int {
    var (count, wrong) = (0, [String]())
    let rows = try Row.fetchCursor(database, sql: "SELECT \(StoredItem.columns) FROM items i")
    while let row = try rows.next() {
      count += 1
      let item = StoredItem(row)
      let isSound =
        row["checksum"] == item.checksum(number: row["number"])
        && row["attributes"] == item.attributesText
      if !isSound { wrong.append(item.id) }
    }
    if !wrong.isEmpty {
      add(
        folder.database.lastPathComponent, "what it says of \(wrong.count) items is damaged", wrong,
        remedy: "remove these items and add them again")
    }
    return count
  }

  /// - Returns: how many there are.
  mutating func vectors(
    of encoder: StoredEncoder, _ rows: VectorRows, _ database: Database,
    _ progress: @escaping WorkProgress
  ) throws -> Int {
    let held = try HeldVector.all(of: encoder, database)
    let parts = stride(from: 0, to: held.count, by: 256).map {
      held[$0..<min($0 + 256, held.count)]
    }
    let wrong = onAllCores(parts.count, each: [HeldVector](), progress: progress) { wrong, part in
      wrong += parts[part].filter { !$0.isSound(in: rows, encoder) }
    }.flatMap(\.self).sorted { $0.item < $1.item }
    if !wrong.isEmpty {
      let places = wrong.map { rows.layout.rowOffset($0.row) }
      add(
        encoder.file(in: folder).lastPathComponent,
        "\(wrong.count) vectors of \(encoder.name) are damaged, between byte "
          + "\(places.min() ?? 0) and byte \((places.max() ?? 0) + encoder.dimension * 4)",
        try Self.ids(of: wrong, database), remedy: "remove these items and add them again")
    }
    try places(of: encoder, Set(held.map(\.row)), database)
    return held.count
  }

  /// Every row of the file has an item, or was removed, and not both.
  private mutating func places(
    of encoder: StoredEncoder, _ held: Set<Int>, _ database: Database
  ) throws {
    let removed = Set(
      try Int.fetchAll(
        database, sql: "SELECT row FROM removed_rows WHERE encoder = ?", arguments: [encoder.number]
      ))
    let lost = (0..<encoder.rows).count { held.contains($0) == removed.contains($0) }
    guard lost > 0 else { return }
    add(
      folder.database.lastPathComponent,
      "\(lost) vectors of \(encoder.name) belong to no item, or to one that was removed", [],
      remedy: "`semblance index compact` drops them")
  }

  mutating func graphs(_ database: Database) throws {
    for graph in try GraphRecord.all(database) {
      let file = graph.file(in: folder)
      // What cannot be read is not as it was written.
      let digest = (try? Data(contentsOf: file)).map { Data(SHA256.hash(data: $0)) }
      guard digest != graph.digest else { continue }
      add(
        file.lastPathComponent, "the graph is damaged", [],
        remedy: "build it anew with `semblance index hnsw --anew`; an exact search does without")
    }
  }

  /// - Returns: how many there are.
  mutating func thumbnails(_ database: Database) throws -> Int {
    var (count, wrong) = (0, [String]())
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM thumbnails")
    while let row = try rows.next() {
      count += 1
      let (pixels, jpeg): (Data, Data) = (row["pixels"], row["jpeg"])
      guard row["checksum"] != RowChecksum.ofThumbnail(pixels, jpeg) else { continue }
      wrong += try String.fetchAll(
        database, sql: "SELECT id FROM items WHERE pixels = ?", arguments: [pixels])
      if wrong.isEmpty { wrong.append("(no item)") }
    }
    if !wrong.isEmpty {
      add(
        folder.database.lastPathComponent, "small pictures of \(wrong.count) items are damaged",
        wrong,
        remedy: "remove these items and add them again")
    }
    return count
  }

  mutating func add(
    _ file: String, _ finding: String, _ items: [String], remedy: String
  ) {
    damage.append(
      StoreVerification.Damage(
        file: file, finding: finding, items: Array(items.prefix(Self.namedItems)), remedy: remedy))
  }

  private static func ids(of vectors: [HeldVector], _ database: Database) throws -> [String] {
    try vectors.prefix(namedItems).map { vector in
      try String.fetchOne(
        database, sql: "SELECT id FROM items WHERE number = ?", arguments: [vector.item])
        ?? "(item \(vector.item))"
    }
  }
}

/// That an item has a vector, and where it lies.
private struct HeldVector: Sendable {
  let item: Int64
  let row: Int
  let checksum: Int64

  /// In the order of the file.
  static func all(of encoder: StoredEncoder, _ database: Database) throws -> [HeldVector] {
    var found: [HeldVector] = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT item, row, checksum FROM vectors WHERE encoder = ? ORDER BY row",
      arguments: [encoder.number])
    while let row = try rows.next() {
      found.append(HeldVector(item: row["item"], row: row["row"], checksum: row["checksum"]))
    }
    return found
  }

  func isSound(in rows: VectorRows, _ encoder: StoredEncoder) -> Bool {
    guard (0..<rows.count).contains(row) else { return false }
    return checksum == encoder.checksum(item: item, row: row, rows.rowBytes(row))
      && rows.lengths(row..<(row + 1)) == [Float(rows.row(row).euclideanLength)]
  }
}

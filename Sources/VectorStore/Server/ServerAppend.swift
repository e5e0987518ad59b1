import Foundation
import Images
import PostgreSQL

/// What one call adds to a store on a server: made out in memory from what the store has of these items
/// and pictures, then sent at once. The rules are those of `AppendPlan`.
struct ServerAppend: Sendable {
  private(set) var addition = StoreWriter.Addition()
  private let encoders: [ServerEncoder]
  /// By the bytes of the id: texts that look alike may be two.
  private var items: [[UInt8]: Known] = [:]
  private var changed: [Int: StoredItem] = [:]
  private var columns: Set<String> = []
  private var nextNumber: Int
  private let firstNumber: Int
  /// What the store had.
  private var before: [Place: Held] = [:]
  /// Rows by encoder and item, as they will be.
  private var held: [Place: Int] = [:]
  /// Items with their rows, by encoder and picture.
  private var sharing: [SharedPicture: [Int: Int]] = [:]
  /// Vectors that follow those in the tables, by encoder.
  private var appended: [Int: [[Float]]] = [:]

  private struct Known {
    let number: Int
    let item: StoredItem
  }

  private struct Place: Hashable {
    let encoder: Int
    let item: Int
  }

  private struct Held {
    let row: Int
    let checksum: Int64
  }

  private struct SharedPicture: Hashable {
    let encoder: Int
    let pixels: String
  }

  /// Asks what the store has.
  init(
    _ new: [NewItem], to encoders: [ServerEncoder], _ session: isolated ServerSession
  ) throws {
    self.encoders = encoders
    firstNumber =
      try session.query("SELECT coalesce(max(number), 0) + 1 FROM items")[0].integer(0)
    nextNumber = firstNumber
    let found = try session.query(
      "SELECT \(StoredItem.serverColumns) FROM items i WHERE i.id = ANY($1)",
      .texts(new.map(\.item.id)))
    for row in found {
      let item = StoredItem(row)
      items[Array(item.id.utf8)] = Known(number: row.integer(0), item: item)
    }
    try findVectors(session)
    try findPictures(new, session)
  }

  private mutating func findVectors(_ session: isolated ServerSession) throws {
    let rows = try session.query(
      "SELECT encoder, item, row, checksum FROM vectors WHERE item = ANY($1)",
      .integers(items.values.map(\.number)))
    for row in rows {
      let place = Place(encoder: row.integer(0), item: row.integer(1))
      before[place] = Held(row: row.integer(2), checksum: Int64(row.integer(3)))
      held[place] = row.integer(2)
    }
  }

  private mutating func findPictures(_ new: [NewItem], _ session: isolated ServerSession) throws {
    let pixels = new.compactMap(\.item.pixelBytes) + items.values.compactMap(\.item.pixelBytes)
    let rows = try session.query(
      """
      SELECT v.encoder, i.number, v.row, i.pixels FROM items i
      JOIN vectors v ON v.item = i.number WHERE i.pixels = ANY($1)
      """, .blobs(Set(pixels).map { Array($0) }))
    for row in rows {
      guard let pixels = row.pixels(3) else { continue }
      let picture = SharedPicture(encoder: row.integer(0), pixels: pixels.hex)
      sharing[picture, default: [:]][row.integer(1)] = row.integer(2)
    }
  }

  mutating func take(_ new: NewItem) {
    let key = Array(new.item.id.utf8)
    let known = items[key]
    let item = known.map { new.item.completed(by: $0.item) } ?? new.item
    let number = known?.number ?? nextNumber
    if known == nil { nextNumber += 1 }
    var isChanged = known?.item != item
    if isChanged {
      items[key] = Known(number: number, item: item)
      changed[number] = item
      columns.formUnion(item.attributes.keys)
    }
    if let pixels = known?.item.pixels, pixels != item.pixels {
      for encoder in encoders { release(number, pixels, encoder) }
    }
    for encoder in encoders {
      if keepVector(new.vectors[encoder.stored.name], of: item, number, encoder) {
        isChanged = true
      }
    }
    if known == nil {
      addition.added += 1
    } else if isChanged {
      addition.changed += 1
    } else {
      addition.unchanged += 1
    }
  }

  /// - Returns: whether the item's vector is another than before.
  private mutating func keepVector(
    _ vector: [Float]?, of item: StoredItem, _ number: Int, _ encoder: ServerEncoder
  ) -> Bool {
    let place = Place(encoder: encoder.stored.number, item: number)
    if let row = held[place] {
      guard let vector, !isKept(vector, at: row, place, encoder) else { return false }
      release(number, item.pixels, encoder)
    }
    let picture = item.pixels.map {
      SharedPicture(encoder: encoder.stored.number, pixels: $0)
    }
    let shared = picture.flatMap { sharing[$0]?.values.min() }
    guard let row = shared ?? vector.map({ append($0, to: encoder) }) else { return false }
    held[place] = row
    if let picture { sharing[picture, default: [:]][number] = row }
    return true
  }

  /// Rows of the tables are known by their checksums.
  private func isKept(
    _ vector: [Float], at row: Int, _ place: Place, _ encoder: ServerEncoder
  ) -> Bool {
    if let new = newVector(row, encoder) { return new == vector }
    return before[place]?.checksum
      == encoder.stored.checksum(
        item: Int64(place.item), row: row, Data(littleEndian: vector[...]))
  }

  private func newVector(_ row: Int, _ encoder: ServerEncoder) -> [Float]? {
    row < encoder.stored.rows
      ? nil : appended[encoder.stored.number]?[row - encoder.stored.rows]
  }

  private mutating func append(_ vector: [Float], to encoder: ServerEncoder) -> Int {
    appended[encoder.stored.number, default: []].append(vector)
    return encoder.stored.rows + (appended[encoder.stored.number]?.count ?? 1) - 1
  }

  private mutating func release(_ number: Int, _ pixels: String?, _ encoder: ServerEncoder) {
    held[Place(encoder: encoder.stored.number, item: number)] = nil
    guard let pixels else { return }
    sharing[SharedPicture(encoder: encoder.stored.number, pixels: pixels)]?[number] = nil
  }

  /// Sends all of it.
  func finish(_ session: isolated ServerSession) throws {
    try finishItems(session)
    let gone = before.filter { held[$0.key] != $0.value.row }
    if !gone.isEmpty {
      try session.query(
        """
        DELETE FROM vectors v USING unnest($1::bigint[], $2::bigint[]) AS gone (encoder, item)
        WHERE v.encoder = gone.encoder AND v.item = gone.item
        """, .integers(gone.keys.map(\.encoder)), .integers(gone.keys.map(\.item)))
    }
    for encoder in encoders {
      let released = gone.filter { $0.key.encoder == encoder.stored.number }.map(\.value.row)
      try finishVectors(of: encoder, releasing: released, session)
    }
    for column in columns.sorted() {
      try session.query("INSERT INTO columns VALUES ($1) ON CONFLICT DO NOTHING", .text(column))
    }
  }

  private func finishItems(_ session: isolated ServerSession) throws {
    let replaced = changed.keys.filter { $0 < firstNumber }
    if !replaced.isEmpty {
      try session.query("DELETE FROM items WHERE number = ANY($1)", .integers(Array(replaced)))
    }
    var message = CopyMessage()
    for (number, item) in changed.sorted(by: { $0.key < $1.key }) {
      message.append(item.values(number: number))
    }
    try session.copy(into: StoredItem.copiedColumns, message)
  }

  private func finishVectors(
    of encoder: ServerEncoder, releasing released: [Int], _ session: isolated ServerSession
  ) throws {
    let number = encoder.stored.number
    let new = held.filter { $0.key.encoder == number && before[$0.key]?.row != $0.value }
    let rows = Set(new.values).filter { $0 >= encoder.stored.rows }.sorted()
    guard !new.isEmpty || !released.isEmpty else { return }
    var message = CopyMessage()
    for row in rows {
      guard let vector = newVector(row, encoder) else { continue }
      message.append([.integer(row), .number(vector.euclideanLength), encoder.value(vector)])
    }
    try session.copy(into: "\(encoder.table) (row, length, vector)", message)
    let adopted = try vectors(
      of: Set(new.values).filter { $0 < encoder.stored.rows }, encoder, session)
    var places = CopyMessage()
    for (place, row) in new.sorted(by: { ($0.value, $0.key.item) < ($1.value, $1.key.item) }) {
      let vector = newVector(row, encoder) ?? adopted[row] ?? []
      let checksum = encoder.stored.checksum(
        item: Int64(place.item), row: row, Data(littleEndian: vector[...]))
      places.append(
        [.integer(number), .integer(place.item), .integer(row), .integer(Int(checksum))])
    }
    try session.copy(into: "vectors (encoder, item, row, checksum)", places)
    let freed = try encoder.free(released, session)
    try encoder.update(
      rows: (rows.last ?? encoder.stored.rows - 1) + 1, held: encoder.held + rows.count - freed,
      session)
  }

  /// Of rows in the table, which further items share now.
  private func vectors(
    of rows: Set<Int>, _ encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws -> [Int: [Float]] {
    guard !rows.isEmpty else { return [:] }
    let found = try session.query(
      "SELECT row, vector FROM \(encoder.table) WHERE row = ANY($1)", .integers(Array(rows)))
    return Dictionary(
      found.map { ($0.integer(0), encoder.vector($0, 1)) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ServerEncoder {
  /// Drops those of some rows that no item has any more.
  ///
  /// - Returns: how many.
  func free(_ rows: [Int], _ session: isolated ServerSession) throws -> Int {
    guard !rows.isEmpty else { return 0 }
    return try session.query(
      """
      DELETE FROM \(table) r WHERE r.row = ANY($1) AND NOT EXISTS (
        SELECT 1 FROM vectors v WHERE v.encoder = $2 AND v.row = r.row)
      """, .integers(rows), .integer(stored.number)
    ).changed
  }
}

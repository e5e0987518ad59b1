public import Embeddings
import Foundation
import GRDB

/// An encoder whose vectors a store has.
public struct StoredEncoder: Sendable, Hashable {
  public let id: EncoderID
  /// Numbers in each vector.
  public let dimension: Int
  let number: Int
  /// Which file has its vectors; every compaction makes a new one.
  let generation: Int
  /// Rows in the file, those of removed items among them.
  let rows: Int

  public var name: String { id.name }
  var layout: VectorLayout { VectorLayout(dimension: dimension) }

  func file(in folder: StoreFolder) -> URL {
    folder.vectors(encoder: number, generation: generation)
  }

  init(id: EncoderID, dimension: Int, number: Int, generation: Int, rows: Int) {
    (self.id, self.dimension, self.number) = (id, dimension, number)
    (self.generation, self.rows) = (generation, rows)
  }

  func with(generation: Int? = nil, rows: Int) -> StoredEncoder {
    StoredEncoder(
      id: id, dimension: dimension, number: number, generation: generation ?? self.generation,
      rows: rows)
  }

  /// In the order in which they came.
  static func all(_ database: Database, _ folder: StoreFolder) throws -> [StoredEncoder] {
    try Row.fetchAll(database, sql: "SELECT * FROM encoders ORDER BY number").map { row in
      let text: String = row["identity"]
      guard let id = try? JSONDecoder().decode(EncoderID.self, from: Data(text.utf8)) else {
        throw damage(row["name"], folder)
      }
      let encoder = StoredEncoder(
        id: id, dimension: row["dimension"], number: row["number"], generation: row["generation"],
        rows: row["rows"])
      guard try encoder.checksum == row["checksum"], encoder.name == row["name"] else {
        throw damage(row["name"], folder)
      }
      return encoder
    }
  }

  private static func damage(_ name: String, _ folder: StoreFolder) -> StoreError {
    .damaged(
      file: folder.database.path, finding: "what it says of encoder \(name) is damaged",
      remedy: "restore the store from a copy, or build it anew")
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO encoders VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [number, name, try identity, dimension, generation, rows, try checksum])
  }

  var identity: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(id), as: UTF8.self)
    }
  }

  var checksum: Int64 {
    get throws {
      var checksum = RowChecksum()
      for number in [number, dimension, generation, rows] { checksum.add(number) }
      checksum.add(name)
      checksum.add(try identity)
      return checksum.value
    }
  }

  /// Of a vector, with the item that it is of and where it lies.
  func checksum(item: Int64, row: Int, _ bytes: Data) -> Int64 {
    var checksum = RowChecksum()
    for number in [number, Int(item), row] { checksum.add(number) }
    checksum.add(bytes)
    return checksum.value
  }
}

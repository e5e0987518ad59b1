import Embeddings
import Foundation
import PostgreSQL

/// An encoder whose vectors a store on a server has, in the table `rows_N`.
struct ServerEncoder: Sendable {
  /// Rows are counted from the first that there ever was.
  let stored: StoredEncoder
  let storage: Storage
  /// Rows that some item has.
  let held: Int

  /// How the table has the vectors.
  enum Storage: String, Sendable {
    /// pgvector's type, which the server compares.
    case vector
    /// `real[]`, which whoever asks compares.
    case arrays
  }

  var table: String { "rows_\(stored.number)" }

  /// pgvector holds no more numbers in a vector.
  static let mostNumbers = 16_000
  /// Nor links more by an index.
  static let mostIndexedNumbers = 2_000

  /// Vectors stay beside their row numbers where a page holds them, so that a search need not look them up.
  private var isPlain: Bool { stored.dimension <= 1_900 }

  var tableDefinition: [String] {
    let type = storage == .vector ? "vector(\(stored.dimension))" : "real[]"
    return [
      """
      CREATE TABLE \(table) (
        row bigint PRIMARY KEY, length double precision NOT NULL, vector \(type) NOT NULL)
      """,
      "ALTER TABLE \(table) ALTER vector SET STORAGE \(isPlain ? "PLAIN" : "EXTERNAL")",
    ]
  }

  func value(_ vector: [Float]) -> ServerValue {
    storage == .vector ? .vector(vector) : .reals(vector)
  }

  /// The vector in a column.
  func vector(_ row: ServerRow, _ column: Int) -> [Float] {
    storage == .vector ? row.vector(column) : row.reals(column)
  }

  /// In the order in which they came.
  static func all(
    _ session: isolated ServerSession, _ address: ServerAddress
  ) throws -> [ServerEncoder] {
    try session.query(
      """
      SELECT number, name, identity, dimension, storage, rows, held, checksum FROM encoders
      ORDER BY number
      """
    ).map { row in
      guard
        let id = try? JSONDecoder().decode(EncoderID.self, from: Data(row.text(2).utf8)),
        let storage = Storage(rawValue: row.text(4))
      else { throw damage(row.text(1), address) }
      let stored = StoredEncoder(
        id: id, dimension: row.integer(3), number: row.integer(0), generation: 1,
        rows: row.integer(5))
      guard try stored.checksum == Int64(row.integer(7)), stored.name == row.text(1) else {
        throw damage(row.text(1), address)
      }
      return ServerEncoder(stored: stored, storage: storage, held: row.integer(6))
    }
  }

  private static func damage(_ name: String, _ address: ServerAddress) -> StoreError {
    .damaged(
      file: address.text, finding: "what the store says of encoder \(name) is damaged",
      remedy: "restore the database from a copy, or build the store anew")
  }

  func insert(_ session: isolated ServerSession) throws {
    try session.query(
      "INSERT INTO encoders VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", .integer(stored.number),
      .text(stored.name), .text(try stored.identity), .integer(stored.dimension),
      .text(storage.rawValue), .integer(stored.rows), .integer(held),
      .integer(Int(try stored.checksum)))
  }

  /// Says how many rows there are now.
  ///
  /// - Parameters:
  ///   - rows: that there ever were.
  ///   - held: that some item has.
  func update(rows: Int, held: Int, _ session: isolated ServerSession) throws {
    let checksum = Int(try stored.with(rows: rows).checksum)
    try session.query(
      "UPDATE encoders SET rows = $1, held = $2, checksum = $3 WHERE number = $4", .integer(rows),
      .integer(held), .integer(checksum), .integer(stored.number))
  }
}

extension [ServerEncoder] {
  var stored: [StoredEncoder] { map(\.stored) }

  /// - Throws: as of `[StoredEncoder]`.
  func named(_ name: String?, in address: ServerAddress) throws(StoreError) -> ServerEncoder {
    let found = try stored.named(name, in: address.text)
    return first { $0.stored.number == found.number } ?? self[0]
  }
}

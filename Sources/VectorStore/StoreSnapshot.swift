import Foundation
import GRDB

/// What a store's vectors are as of one commit.
struct StoreSnapshot: Sendable {
  let commits: Int
  let encoders: [StoredEncoder]
  /// By encoder.
  private let rows: [Int: VectorRows]
  /// Rows that some item has, by encoder; none where all are.
  private let held: [Int: RowSet]
  private let graphs: [GraphRecord]

  init(_ database: Database, _ folder: StoreFolder) throws {
    commits = try Self.commits(database)
    encoders = try StoredEncoder.all(database, folder)
    graphs = try GraphRecord.all(database)
    var (rows, held) = ([Int: VectorRows](), [Int: RowSet]())
    for encoder in encoders {
      rows[encoder.number] = try VectorRows(
        encoder.file(in: folder), encoder.layout, count: encoder.rows)
      held[encoder.number] = try Self.held(encoder, database)
    }
    (self.rows, self.held) = (rows, held)
  }

  static func commits(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT commits FROM state") ?? 0
  }

  private static func held(_ encoder: StoredEncoder, _ database: Database) throws -> RowSet? {
    let removed = try Int.fetchAll(
      database, sql: "SELECT row FROM removed_rows WHERE encoder = ?", arguments: [encoder.number])
    guard !removed.isEmpty else { return nil }
    var held = RowSet(all: encoder.rows)
    for row in removed where row < encoder.rows { held.remove(row) }
    return held
  }

  func rows(of encoder: StoredEncoder) -> VectorRows? { rows[encoder.number] }
  /// Nil: all.
  func held(of encoder: StoredEncoder) -> RowSet? { held[encoder.number] }

  /// The graph of an encoder's vectors as they lie now.
  func graph(of encoder: StoredEncoder) -> GraphRecord? {
    graphs.first { $0.encoder == encoder.number && $0.generation == encoder.generation }
  }
}

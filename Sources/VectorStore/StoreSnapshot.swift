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
  /// Encoders that some item has a vector of outside of their file.
  private let misplaced: Set<Int>
  private let folder: StoreFolder

  init(_ database: Database, _ folder: StoreFolder) throws {
    commits = try Self.commits(database)
    encoders = try StoredEncoder.all(database, folder)
    graphs = try GraphRecord.all(database)
    misplaced = Set(try encoders.filter { try !$0.isPlaced(database) }.map(\.number))
    self.folder = folder
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
    for row in removed where (0..<encoder.rows).contains(row) { held.remove(row) }
    return held
  }

  /// - Throws: `StoreError.damaged` where an item's vector is said to be outside of the file.
  func rows(of encoder: StoredEncoder) throws(StoreError) -> VectorRows? {
    guard !misplaced.contains(encoder.number) else { throw encoder.misplaced(in: folder) }
    return rows[encoder.number]
  }

  /// To be held against what the database says of them.
  func uncheckedRows(of encoder: StoredEncoder) -> VectorRows? { rows[encoder.number] }

  /// Nil: all.
  func held(of encoder: StoredEncoder) -> RowSet? { held[encoder.number] }

  /// The graph of an encoder's vectors as they lie now.
  func graph(of encoder: StoredEncoder) -> GraphRecord? {
    graphs.first { $0.encoder == encoder.number && $0.generation == encoder.generation }
  }
}

extension StoredEncoder {
  /// Whether all vectors that items have lie within the file.
  func isPlaced(_ database: Database) throws -> Bool {
    for condition in ["row < 0", "row >= \(rows)"] {
      let isOutside = try Bool.fetchOne(
        database,
        sql: "SELECT EXISTS(SELECT 1 FROM vectors WHERE encoder = ? AND \(condition))",
        arguments: [number])
      if isOutside ?? false { return false }
    }
    return true
  }

  func misplaced(in folder: StoreFolder) -> StoreError {
    .damaged(
      file: folder.database.path,
      finding: "says that vectors of \(name) lie outside of their file",
      remedy: "`semblance index verify` names their items; remove these and add them again")
  }
}

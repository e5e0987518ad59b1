import Foundation
import GRDB

/// What the database knows of a graph.
struct GraphRecord: Sendable, Hashable {
  /// Its number.
  let encoder: Int
  let generation: Int
  let version: Int
  /// SHA-256 of the file.
  let digest: Data

  func file(in folder: StoreFolder) -> URL { folder.graph(encoder: encoder, version: version) }

  static func all(_ database: Database) throws -> [GraphRecord] {
    try Row.fetchAll(database, sql: "SELECT * FROM graphs ORDER BY encoder").map { row in
      GraphRecord(
        encoder: row["encoder"], generation: row["generation"], version: row["version"],
        digest: row["digest"])
    }
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO graphs VALUES (?, ?, ?, ?)",
      arguments: [encoder, generation, version, digest])
  }
}

/// A graph in memory, with the rows that it links.
struct LoadedGraph: Sendable {
  let stored: StoredGraph
  let space: CosineRows
}

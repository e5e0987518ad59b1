public import Embeddings
import Foundation
import GRDB

/// What a store has, in numbers.
public struct StoreStatistics: Sendable, Codable, Equatable {
  public let format: Int
  public let items: Int
  /// Different pictures among them.
  public let pictures: Int
  public let thumbnails: Int
  /// Different ones; one that several items have counts once.
  public let masks: Int
  /// Items that have one, by what found it.
  public let maskMethods: [String: Int]
  /// By value; "" where none is known.
  public let splits: [String: Int]
  public let labels: [String: Int]
  public let sites: [String: Int]
  /// Further columns, ascending.
  public let columns: [String]
  public let encoders: [Vectors]
  /// Of all files.
  public let bytes: Int
  /// Changes with every commit.
  public let commits: Int

  /// The vectors of an encoder.
  public struct Vectors: Sendable, Codable, Equatable {
    public let name: String
    public let identity: EncoderID
    public let dimension: Int
    /// Items that have one.
    public let items: Int
    /// Rows that items have; those of one picture share theirs.
    public let rows: Int
    /// Rows that nobody has any more.
    public let removedRows: Int
  }
}

extension StoreReader {
  public func statistics() async throws -> StoreStatistics {
    let folder = folder
    return try await read { database, snapshot in
      StoreStatistics(
        format: StoreSchema.format,
        items: try Self.number(database, "SELECT count(*) FROM items"),
        pictures: try Self.number(database, "SELECT count(DISTINCT pixels) FROM items"),
        thumbnails: try Self.number(database, "SELECT count(*) FROM thumbnails"),
        masks: try Self.number(database, "SELECT count(*) FROM masks"),
        maskMethods: try Self.counts(
          database,
          "SELECT m.method AS value, count(*) AS n FROM \(StoreSchema.maskedItems) GROUP BY 1"),
        splits: try Self.counts(of: "split", database),
        labels: try Self.counts(of: "label", database),
        sites: try Self.counts(of: "site", database),
        columns: try String.fetchAll(database, sql: "SELECT name FROM columns ORDER BY name"),
        encoders: try snapshot.encoders.map { try Self.vectors(of: $0, database) },
        bytes: folder.bytes, commits: snapshot.commits)
    }
  }

  private static func number(_ database: Database, _ query: String) throws -> Int {
    try Int.fetchOne(database, sql: query) ?? 0
  }

  private static func counts(of column: String, _ database: Database) throws -> [String: Int] {
    try counts(
      database, "SELECT coalesce(\(column), '') AS value, count(*) AS n FROM items GROUP BY 1")
  }

  private static func counts(_ database: Database, _ query: String) throws -> [String: Int] {
    let rows = try Row.fetchAll(database, sql: query)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["value"], $0["n"]) })
  }

  private static func vectors(
    of encoder: StoredEncoder, _ database: Database
  ) throws -> StoreStatistics.Vectors {
    let removed = try number(
      database, "SELECT count(*) FROM removed_rows WHERE encoder = \(encoder.number)")
    return StoreStatistics.Vectors(
      name: encoder.name, identity: encoder.id, dimension: encoder.dimension,
      items: try number(database, "SELECT count(*) FROM vectors WHERE encoder = \(encoder.number)"),
      rows: encoder.rows - removed, removedRows: removed)
  }
}

extension StoreFolder {
  fileprivate var bytes: Int {
    // A file that goes away meanwhile counts nothing.
    let files = try? FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: [.fileSizeKey])
    return (files ?? []).reduce(0) { sum, file in
      sum + ((try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
    }
  }
}

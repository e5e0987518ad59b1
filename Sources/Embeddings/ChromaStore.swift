import Foundation
import LinearAlgebra

/// A collection of a Chroma store on disk.
///
/// Chroma keeps what was added in its log, the table `embeddings_queue`, until it has moved a thousand
/// entries to an index in a folder of its own; a vector in the log is the newer one. Source: chromadb
/// 1.5, `embeddings_queue` and `metadb` schemas.
enum ChromaStore {
  /// The file in a store's folder.
  static let fileName = "chroma.sqlite3"

  private static let tables = [
    "collections", "segments", "embeddings", "embeddings_queue", "embedding_metadata",
    "embedding_metadata_array",
  ]

  /// - Parameter collection: its name; needed where there are several.
  static func read(_ url: URL, collection: String?) throws(EmbeddingError) -> ImportedVectors {
    let database = try SQLiteFile(url)
    try database.requireTables(tables)
    let chosen = try self.collection(collection, in: database, url)
    let ids = try ids(of: chosen, in: database)
    let indexed = try ChromaIndex.vectors(in: indexFolder(of: chosen, in: database, url))
    let logged = try vectors(of: chosen, in: database, file: url.path)
    let vectors = indexed.merging(logged) { _, newer in newer }
    let lost = ids.filter { vectors[$0] == nil }
    guard lost.isEmpty, let dimension = ids.first.flatMap({ vectors[$0]?.count }) else {
      throw .malformed(
        file: url.path,
        finding: ids.isEmpty
          ? "collection \(chosen.name) is empty"
          : "\(lost.count) of \(ids.count) vectors of \(chosen.name) are neither in the log nor in the "
            + "index beside it",
        remedy:
          "name the whole folder of the store, or export the collection from Python as JSON: ids "
          + "and embeddings of collection.get()")
    }
    let rows = ids.compactMap { vectors[$0] }
    if let other = rows.first(where: { $0.count != dimension }) {
      throw .malformed(
        file: url.path, finding: "vectors of \(dimension) and of \(other.count) numbers",
        remedy: "the store is damaged; export it anew")
    }
    var metadata = try metadata(of: chosen, ids, database)
    let (labels, groups) = (
      metadata.take(VectorColumn.labels), metadata.take(VectorColumn.groups)
    )
    var imported = try ImportedVectors(
      .float(Matrix(rows: rows.count, columns: dimension, elements: rows.flatMap(\.self))),
      ids: ids, labels: labels, groups: groups, file: url.path)
    imported.further = metadata
    return imported
  }

  private struct Collection {
    let id: String
    let name: String
  }

  private static func collection(
    _ name: String?, in database: borrowing SQLiteFile, _ url: URL
  ) throws(EmbeddingError) -> Collection {
    var found: [Collection] = []
    try database.forEachRow("SELECT id, name FROM collections ORDER BY name") { row in
      if let id = row.text(0), let name = row.text(1) {
        found.append(Collection(id: id, name: name))
      }
    }
    if let name, let chosen = found.first(where: { $0.name == name }) { return chosen }
    if name == nil, found.count == 1 { return found[0] }
    throw .malformed(
      file: url.path,
      finding: name.map { "has no collection \($0)" } ?? "has \(found.count) collections",
      remedy: "name one with --collection: " + found.map(\.name).joined(separator: ", "))
  }

  private static let members = """
    FROM embeddings AS e JOIN segments AS s ON s.id = e.segment_id
    WHERE s.collection = ?1 AND s.scope = 'METADATA'
    """

  /// In the order in which they were added.
  private static func ids(
    of collection: Collection, in database: borrowing SQLiteFile
  ) throws(EmbeddingError) -> [String] {
    var ids: [String] = []
    try database.forEachRow("SELECT e.embedding_id \(members) ORDER BY e.id", [collection.id]) {
      ids.append($0.text(0) ?? "")
    }
    return ids
  }

  /// Beside the database, under the name of the collection's segment of vectors.
  private static func indexFolder(
    of collection: Collection, in database: borrowing SQLiteFile, _ url: URL
  ) throws(EmbeddingError) -> URL {
    var name = ""
    let query = "SELECT id FROM segments WHERE collection = ?1 AND scope = 'VECTOR'"
    try database.forEachRow(query, [collection.id]) { name = $0.text(0) ?? "" }
    // The database is a stranger's: its names are no paths.
    let isName = UUID(uuidString: name) != nil
    return url.deletingLastPathComponent().appending(path: isName ? name : "no index")
  }

  /// The last vector that the log has for each id.
  private static func vectors(
    of collection: Collection, in database: borrowing SQLiteFile, file: String
  ) throws(EmbeddingError) -> [String: [Float]] {
    var vectors: [String: [Float]] = [:]
    let query = """
      SELECT id, vector, encoding FROM embeddings_queue
      WHERE topic LIKE '%/' || ?1 AND vector IS NOT NULL ORDER BY seq_id
      """
    try database.forEachRow(query, [collection.id]) { row throws(EmbeddingError) in
      guard let id = row.text(0), let bytes = row.bytes(1), row.text(2) == "FLOAT32",
        bytes.count % 4 == 0
      else {
        throw .malformed(
          file: file, finding: "has a vector that is not of float32",
          remedy: "export the store anew")
      }
      vectors[id] = bytes.scalars(as: Float.self)
    }
    return vectors
  }

  /// Everything that is said of the ids, by its key, an entry an id; documents under `document`.
  private static func metadata(
    of collection: Collection, _ ids: [String], _ database: borrowing SQLiteFile
  ) throws(EmbeddingError) -> [String: [String?]] {
    let places = Dictionary(
      ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var columns: [String: [String?]] = [:]
    let lists = try hasLists(database) ? "UNION ALL \(listedMetadata)" : ""
    try database.forEachRow("\(plainMetadata) \(lists)", [collection.id]) { row in
      guard let place = row.text(0).flatMap({ places[$0] }), let key = row.text(1),
        let value = row.text(2)
      else { return }
      // Chroma's own keys are `chroma:document` and `chroma:uri`.
      let name = key.hasPrefix("chroma:") ? String(key.dropFirst("chroma:".count)) : key
      columns[name, default: Array(repeating: nil, count: ids.count)][place] = value
    }
    return columns
  }

  private static let value = """
    coalesce(m.string_value, m.int_value, m.float_value,
      CASE m.bool_value WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)
    """

  private static let plainMetadata = """
    SELECT e.embedding_id, m.key, \(value)
    FROM embedding_metadata AS m JOIN embeddings AS e ON e.id = m.id
    JOIN segments AS s ON s.id = e.segment_id
    WHERE s.collection = ?1 AND s.scope = 'METADATA'
    """

  /// Lists as JSON.
  private static let listedMetadata = """
    SELECT e.embedding_id, m.key, json_group_array(\(value))
    FROM embedding_metadata_array AS m JOIN embeddings AS e ON e.id = m.id
    JOIN segments AS s ON s.id = e.segment_id
    WHERE s.collection = ?1 AND s.scope = 'METADATA' GROUP BY e.id, m.key
    """

  /// Since chromadb 1.4.
  private static func hasLists(_ database: borrowing SQLiteFile) throws(EmbeddingError) -> Bool {
    var isThere = false
    try database.forEachRow(
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'embedding_metadata_array'"
    ) { _ in isThere = true }
    return isThere
  }
}

extension [String: [String?]] {
  /// Takes out the first of some columns in which every vector has a value.
  fileprivate mutating func take(_ names: [String]) -> [String]? {
    for name in names {
      guard let values = self[name], !values.contains(nil) else { continue }
      self[name] = nil
      return values.compactMap(\.self)
    }
    return nil
  }
}

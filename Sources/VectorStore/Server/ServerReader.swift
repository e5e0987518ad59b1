import Foundation
import Images
import LinearAlgebra
import PostgreSQL
import Statistics

/// Asks a store on a PostgreSQL server.
///
/// Each question is a transaction that reads one state of the store.
final class ServerReader: ReadableStore {
  let server: ServerAddress
  let pool: ServerPool
  /// Copies of rows, for what the server does not do.
  let mirrors: VectorMirrors
  let recalls = MeasuredRecalls()

  var address: StoreAddress { .server(server) }

  /// - Parameters:
  ///   - cache: a folder for copies of rows.
  ///   - copied: is told of rows while they are copied.
  /// - Throws: `StoreError`; `missing` where no store is in the schema.
  init(_ server: ServerAddress, cache: URL, copied: @escaping WorkProgress) async throws {
    self.server = server
    mirrors = VectorMirrors(folder: cache, copied: copied)
    pool = ServerPool(server.connection) { try ServerSchema.prepare($0, server.schema) }
    try await read { session in
      guard try ServerSchema.check(session, server) else {
        throw StoreError.missing(folder: server.text)
      }
    }
  }

  /// Answers a question from the store's last state.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (isolated ServerSession) throws -> Value
  ) async throws -> Value {
    let pool = pool
    return try await server.reporting {
      try await pool.run { session in
        try session.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY") { try body($0) }
      }
    }
  }

  func item(_ id: String) async throws -> StoredItem? {
    try await read { session in
      try session.query(
        "SELECT \(StoredItem.serverColumns) FROM items i WHERE id = $1", .text(id)
      ).first.map { StoredItem($0) }
    }
  }

  func items(
    where filter: ItemFilter, from offset: Int, limit: Int
  ) async throws -> [StoredItem] {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.integer(limit), .integer(offset)]
      let condition = filter.condition(&values)
      return try session.query(
        """
        SELECT \(StoredItem.serverColumns) FROM items i WHERE \(condition)
        ORDER BY i.id LIMIT $1 OFFSET $2
        """, all: values
      ).map { StoredItem($0) }
    }
  }

  func count(where filter: ItemFilter) async throws -> Int {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = []
      let condition = filter.condition(&values)
      return try session.query("SELECT count(*) FROM items i WHERE \(condition)", all: values)[0]
        .integer(0)
    }
  }

  func ids(of pixels: ContentDigest, where filter: ItemFilter) async throws -> [String] {
    try await read { session in
      try filter.requireColumns(session)
      var values: [ServerValue?] = [.bytes(pixels.bytes)]
      let condition = filter.condition(&values)
      return try session.query(
        "SELECT i.id FROM items i WHERE i.pixels = $1 AND \(condition) ORDER BY i.id", all: values
      ).map { $0.text(0) }
    }
  }

  func encoders() async throws -> [StoredEncoder] {
    let server = server
    return try await read { try ServerEncoder.all($0, server).stored }
  }

  func vector(of id: String, encoder name: String?) async throws -> [Float]? {
    let server = server
    return try await read { session in
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      return try session.query(
        """
        SELECT r.vector FROM items i JOIN vectors v ON v.encoder = $1 AND v.item = i.number
        JOIN \(encoder.table) r ON r.row = v.row WHERE i.id = $2
        """, .integer(encoder.stored.number), .text(id)
      ).first.map { encoder.vector($0, 0) }
    }
  }

  func vectors(of name: String?) async throws -> StoredVectors {
    let (server, mirrors) = (server, mirrors)
    return try await read { session in
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      let copy = try mirrors.copy(of: encoder, session)
      let rows = try session.query(
        """
        SELECT \(StoredItem.serverColumns), v.row, m.mask FROM items i
        JOIN vectors v ON v.encoder = $1 AND v.item = i.number
        LEFT JOIN \(ServerSchema.trueMask) ORDER BY i.id
        """, .integer(encoder.stored.number))
      let (row, mask) = (StoredItem.serverColumnCount, StoredItem.serverColumnCount + 1)
      return StoredVectors(
        encoder: encoder.stored, items: rows.map { StoredItem($0) },
        masks: rows.map { $0.pixels(mask) },
        places: try rows.map { try copy.place($0.integer(row), server) }, rows: copy.rows)
    }
  }

  func thumbnail(of id: String) async throws -> Data? {
    try await read { session in
      try session.query(
        "SELECT t.jpeg FROM items i JOIN thumbnails t ON t.pixels = i.pixels WHERE i.id = $1",
        .text(id)
      ).first?.bytes(0).map { Data($0) }
    }
  }
}

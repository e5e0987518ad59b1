import Embeddings
import Foundation
import Images
import PostgreSQL

/// Fills a store on a PostgreSQL server.
///
/// Any number of processes write; each step is a transaction that waits for those of others. What a call
/// has returned from is on the server's disk.
struct ServerWriter: WritableStore {
  let server: ServerAddress
  private let session: ServerSession

  var address: StoreAddress { .server(server) }

  /// - Throws: `StoreError`; `missing` where no store is in the schema and none is to be made.
  init(_ server: ServerAddress, makingMissing makesMissing: Bool) async throws {
    self.server = server
    session = try await server.reporting { try await ServerSession(server.connection) }
    let session = session
    try await server.reporting {
      try await session.prepared(for: server, makingMissing: makesMissing)
    }
  }

  /// One step, which begins when no other process is within one.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (isolated ServerSession) throws -> Value
  ) async throws -> Value {
    let session = session
    return try await server.reporting {
      try await session.transaction("ISOLATION LEVEL READ COMMITTED READ WRITE") { session in
        try session.query("UPDATE state SET commits = commits + 1")
        return try body(session)
      }
    }
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (isolated ServerSession) throws -> Value
  ) async throws -> Value {
    let session = session
    return try await server.reporting {
      try await session.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }
  }

  /// Statements that no transaction may hold.
  func maintain(_ statements: [String]) async throws {
    let session = session
    try await server.reporting { try await session.run(statements) }
  }

  var encoderNames: [String] {
    get async throws {
      let server = server
      return try await read { try ServerEncoder.all($0, server).stored.map(\.name) }
    }
  }

  func add(_ id: EncoderID, dimension: Int) async throws {
    precondition(dimension >= 1)
    let server = server
    // Nothing is locked where all is there.
    let isKnown = try await read { session in
      guard
        let known = try ServerEncoder.all(session, server).stored.first(where: {
          $0.name == id.name
        })
      else { return false }
      try known.requireLike(id, dimension)
      return true
    }
    guard !isKnown else { return }
    try await write { session in
      let encoders = try ServerEncoder.all(session, server).stored
      if let known = encoders.first(where: { $0.name == id.name }) {
        return try known.requireLike(id, dimension)
      }
      let encoder = ServerEncoder(
        stored: StoredEncoder(
          id: id, dimension: dimension, number: (encoders.map(\.number).max() ?? 0) + 1,
          generation: 1, rows: 0),
        storage: try session.storage(of: dimension, in: server), held: 0)
      for statement in encoder.tableDefinition { try session.query(statement) }
      try encoder.insert(session)
    }
  }

  @discardableResult
  func append(_ items: [NewItem]) async throws -> StoreWriter.Addition {
    let server = server
    return try await write { session in
      let encoders = try ServerEncoder.all(session, server)
      for item in items { try encoders.stored.requireUsable(item, in: server.text) }
      var plan = try ServerAppend(items, to: encoders, session)
      for item in items { plan.take(item) }
      try plan.finish(session)
      return plan.addition
    }
  }

  func append(thumbnails: [ContentDigest: [UInt8]]) async throws {
    try await write { session in
      var new = CopyMessage()
      for (pixels, jpeg) in thumbnails {
        let checksum = RowChecksum.ofThumbnail(Data(pixels.bytes), Data(jpeg))
        new.append([.bytes(pixels.bytes), .bytes(jpeg), .integer(Int(checksum))])
      }
      try session.query(
        "DELETE FROM thumbnails WHERE pixels = ANY($1)", .blobs(thumbnails.keys.map(\.bytes)))
      try session.copy(into: "thumbnails (pixels, jpeg, checksum)", new)
    }
  }

  func lacking(_ pixels: [ContentDigest], by name: String) async throws -> [ContentDigest] {
    let server = server
    let known = try await read { session in
      let encoder = try ServerEncoder.all(session, server).named(name, in: server)
      return Set(
        try session.query(
          """
          SELECT DISTINCT i.pixels FROM items i
          JOIN vectors v ON v.encoder = $1 AND v.item = i.number WHERE i.pixels = ANY($2)
          """, .integer(encoder.stored.number), .blobs(pixels.map(\.bytes))
        ).compactMap { $0.pixels(0) })
    }
    return pixels.withoutRepetitions(or: known)
  }

  func withoutThumbnail(_ pixels: [ContentDigest]) async throws -> [ContentDigest] {
    let known = try await read { session in
      Set(
        try session.query(
          "SELECT pixels FROM thumbnails WHERE pixels = ANY($1)", .blobs(pixels.map(\.bytes))
        ).compactMap { $0.pixels(0) })
    }
    return pixels.withoutRepetitions(or: known)
  }
}

extension [ContentDigest] {
  fileprivate func withoutRepetitions(or known: Set<ContentDigest>) -> [ContentDigest] {
    var seen = known
    return filter { seen.insert($0).inserted }
  }
}

extension ServerSession {
  fileprivate func run(_ statements: [String]) throws {
    for statement in statements { try query(statement) }
  }

  fileprivate func prepared(
    for server: ServerAddress, makingMissing makesMissing: Bool
  ) throws {
    try ServerSchema.prepare(self, server.schema)
    try ServerSchema.bringUpToDate(self, server)
    if try ServerSchema.check(self, server) { return }
    guard makesMissing else { throw StoreError.missing(folder: server.text) }
    try transaction("READ WRITE") { try ServerSchema.create($0, server) }
  }

  /// How vectors are kept: by pgvector where the server has it.
  fileprivate func storage(
    of dimension: Int, in server: ServerAddress
  ) throws -> ServerEncoder.Storage {
    guard !server.prefersArrays, dimension <= ServerEncoder.mostNumbers else { return .arrays }
    let found = try query(
      """
      SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'vector'),
        (SELECT count(*) FROM pg_available_extensions WHERE name = 'vector')
      """)[0]
    if found.integer(0) == 0 {
      guard found.integer(1) > 0 else { return .arrays }
      try makeExtension(server)
    }
    // Another session may have made it since this one was prepared.
    try ServerSchema.prepare(self, server.schema)
    return .vector
  }

  private func makeExtension(_ server: ServerAddress) throws {
    do {
      // PostgreSQL looks for it before it waits for a session that makes it at the same time.
      try query("SELECT pg_advisory_xact_lock(hashtext('semblance'), hashtext('pgvector'))")
      try query("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
    } catch let problem as ServerProblem where problem.state == "42501" {
      throw StoreError.server(
        address: server.text,
        finding: "the server has pgvector, and this user may not switch it on (\(problem.message))",
        remedy:
          "ask the administrator for CREATE EXTENSION vector in this database, or do without by adding "
          + "vectors=arrays to the address")
    }
  }
}

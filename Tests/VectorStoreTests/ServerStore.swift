import Foundation
import PostgreSQL
import TestSupport

@testable import VectorStore

/// A store of its own on a server of the tests.
struct ServerStore {
  /// How the server keeps vectors.
  enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
    case arrays
    case vectors
    /// By choice, on a server with pgvector.
    case arraysBesidePgvector

    var server: PostgreSQLServer.Kind { self == .arrays ? .plain : .pgvector }
    var description: String { rawValue }
  }

  let address: StoreAddress
  let server: ServerAddress
  let connection: String
  let cache: TemporaryFolder

  init(_ kind: Kind) throws {
    let running = try PostgreSQLServer.running(kind.server)
    address = try StoreAddress(
      running.address(kind == .arraysBesidePgvector ? "&vectors=arrays" : ""))
    guard case .server(let server) = address else { throw CancellationError() }
    self.server = server
    connection = running.connection
    cache = try TemporaryFolder()
  }

  func writer() async throws -> any WritableStore { try await address.writer(makingMissing: true) }

  func reader() async throws -> any ReadableStore { try await address.reader(cache: cache.url) }

  /// Runs a statement behind the store's back.
  func run(_ statement: String) async throws {
    let session = try await ServerSession(connection)
    try await session.run("SET search_path = \(server.schema), public")
    try await session.run(statement)
  }
}

extension ServerSession {
  func run(_ statement: String) throws { try query(statement) }
}

import Foundation
import PostgreSQL
import TestSupport
import Testing

@testable import VectorStore

@Suite struct ServerProblemTests {
  private static let folder = FileManager.default.temporaryDirectory

  private func problem(of address: String, writing: Bool = true) async throws -> String {
    do {
      let address = try StoreAddress(address)
      if writing {
        let writer = try await address.writer(makingMissing: true)
        try await writer.add(SmallStore.encoder("a"), dimension: 2)
      } else {
        _ = try await address.reader(cache: Self.folder)
      }
    } catch let error as StoreError {
      return "\(error)"
    }
    return ""
  }

  @Test(arguments: [
    "postgres://me:secret@host/db", "postgres://me:se/cret@host/db",
    "postgresql:///db?password=secret",
    "POSTGRES://me:secret@host/db", "postgres:///db?p%61ssword=secret",
  ])
  func passwordsInAddressesAreRefusedAndNotShown(_ address: String) async throws {
    let problem = try await problem(of: address)
    #expect(problem.contains("PGPASSWORD") && !problem.contains("secret"))
  }

  @Test func addressesAreReadAsLibpqReadsThem() throws {
    let address = try ServerAddress("postgres://me@host:5433/db?sslmode=require&schema=p_1")
    #expect(address.connection == "postgres://me@host:5433/db?sslmode=require")
    #expect(address.schema == "p_1" && !address.prefersArrays)
    #expect(address.text == "postgres://me@host:5433/db?sslmode=require&schema=p_1")
    #expect(try ServerAddress("postgresql://host").text == "postgresql://host?schema=semblance")
    #expect(try ServerAddress("postgres:///?vectors=arrays").prefersArrays)
    for text in ["?schema=a b", "?schema=\"x\"", "?schema=pg_x", "?schema=", "?vectors=halves"] {
      #expect(throws: StoreError.self) { try ServerAddress("postgres://host/db" + text) }
    }
    #expect(try StoreAddress("photos.store").name == "photos.store")
  }

  @Test func problemsComeWithTheirRemedies() async throws {
    let server = try PostgreSQLServer.running(.plain)
    try await ServerSession(server.connection).run(
      "DO $$ BEGIN CREATE ROLE locked LOGIN PASSWORD 'wrong'; EXCEPTION WHEN duplicate_object THEN END $$"
    )
    try await ServerSession(server.connection).run(
      "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    #expect(
      try await problem(of: "postgres://me@/db?host=/nowhere&schema=x").contains(
        "check that the server runs"))
    #expect(try await problem(of: server.address(user: "locked")).contains("PGPASSWORD"))
    #expect(try await problem(of: server.address(user: "nobody_at_all")).contains("check the user"))
    #expect(try await problem(of: server.address(database: "nothing")).contains("createdb"))
    #expect(try await problem(of: server.address(user: "guest")).contains("GRANT CREATE"))
    #expect(try await problem(of: server.address(), writing: false).contains("index build"))
  }

  @Test func schemasOfOtherThingsAreLeftAlone() async throws {
    let store = try ServerStore(.arrays)
    let session = try await ServerSession(store.connection)
    try await session.run("CREATE SCHEMA \(store.server.schema)")
    // An empty one will do.
    _ = try await store.writer()
    try await store.run("UPDATE state SET format = 99")
    #expect(try await problem(of: store.address.description).contains("format 99"))
    // Format 1 was before there were masks.
    for statement in ["DROP TABLE item_masks", "DROP TABLE masks", "UPDATE state SET format = 1"] {
      try await store.run(statement)
    }
    for isWriting in [true, false] {
      let problem = try await problem(of: store.address.description, writing: isWriting)
      for part in [store.address.description, "has format 1,", "DROP SCHEMA"] {
        #expect(problem.contains(part), "\(problem)")
      }
    }
    try await store.run("DROP TABLE state")
    #expect(try await problem(of: store.address.description).contains("no store"))
  }

  /// pgvector is there, and the user may not switch it on.
  @Test func extensionsThatAreNotPermittedAreSaidToBe() async throws {
    let server = try PostgreSQLServer.running(.pgvector)
    let database = PostgreSQLServer.freshSchema()
    let session = try await ServerSession(server.connection)
    try await session.run("CREATE ROLE r\(database) LOGIN")
    try await session.run("CREATE DATABASE \(database) OWNER r\(database)")
    let address = { server.address(user: "r\(database)", database: database, $0) }
    #expect(try await problem(of: address("")).contains("vectors=arrays"))
    #expect(try await problem(of: address("&vectors=arrays")) == "")
  }

  @Test func aCancelledQuestionIsCutShort() async throws {
    let server = try PostgreSQLServer.running(.plain)
    let session = try await ServerSession(server.connection)
    let asking = Task { try await session.run("SELECT pg_sleep(600)") }
    asking.cancel()
    await #expect(throws: CancellationError.self) { try await asking.value }
    try await session.run("SELECT 1")
  }

  /// As when the server was started anew.
  @Test func lostConnectionsAreReplaced() async throws {
    let server = try PostgreSQLServer.running(.plain)
    let name = PostgreSQLServer.freshSchema()
    let address = try StoreAddress(server.address("&application_name=\(name)"))
    try await address.writer(makingMissing: true).add(SmallStore.encoder("a"), dimension: 2)
    let reader = try await address.reader(cache: Self.folder)
    #expect(try await reader.encoders().count == 1)
    try await ServerSession(server.connection).run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
    #expect(try await reader.encoders().count == 1)
  }
}

import PostgreSQL

extension ServerAddress {
  /// What a server reports, in the words of a store.
  func reporting<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch let problem as ServerProblem {
      throw storeError(problem)
    }
  }

  private func storeError(_ problem: ServerProblem) -> StoreError {
    if problem.lacksPassword {
      return .server(
        address: text, finding: "the server asks for a password and none was found",
        remedy: "set PGPASSWORD, or add a line for this server to ~/.pgpass")
    }
    switch problem.state ?? "" {
    case "28P01", "28000":
      return server(problem, "check the user, the password and what pg_hba.conf lets in")
    case "3D000":
      return server(problem, "make it with createdb, or name another")
    case "42501", "25006":
      return server(
        problem,
        "ask the database's owner for the right (GRANT CREATE ON DATABASE … TO …), or name a schema of "
          + "your own with ?schema=NAME")
    case "0A000", "58P01": return server(problem, "look at the server's extensions")
    case "22021", "22P05":
      return .refused(
        subject: text,
        finding: "a text has a character that the server cannot keep (\(problem.message))",
        remedy: "change it in what is added; a database in UTF-8 keeps all but NUL")
    case "40001", "40P01", "55P03": return .busy(folder: text)
    case "42P01", "42703", "42883", "3F000", "XX001", "XX002":
      return .damaged(
        file: text, finding: "the server says: \(problem.message)",
        remedy: "restore the database from a copy, or build the store anew")
    case "": break
    default: return server(problem, "look into the server's log")
    }
    return problem.isLost
      ? server(problem, "check that the server runs, and host, port and network")
      : server(problem, "try again")
  }

  private func server(_ problem: ServerProblem, _ remedy: String) -> StoreError {
    .server(address: text, finding: problem.message, remedy: remedy)
  }
}

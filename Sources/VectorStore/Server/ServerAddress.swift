import Foundation

/// A schema in a database of a PostgreSQL server, as `postgres://user@host/database?schema=photos`.
///
/// What is not said is as libpq has it: `PGHOST`, `PGUSER` and so on; other parameters, as `sslmode`, go to
/// it as they stand. Passwords are in `PGPASSWORD`, `~/.pgpass` or a service file, never in the address,
/// which everybody sees who lists processes.
public struct ServerAddress: Sendable, Hashable {
  /// What libpq gets.
  let connection: String
  /// Lower-case letters, digits and underscores.
  let schema: String
  /// Whether vectors are arrays though the server has pgvector.
  let prefersArrays: Bool

  private static let standardSchema = "semblance"

  static func isOne(_ text: String) -> Bool {
    ["postgres://", "postgresql://"].contains { text.lowercased().hasPrefix($0) }
  }

  /// - Throws: `StoreError.refused`; nothing of the address is in the error.
  init(_ text: String) throws(StoreError) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parameters = (parts.count > 1 ? parts[1] : "").split(separator: "&")
    guard !Self.hasPassword(parts[0]),
      !parameters.contains(where: { Self.name(of: $0).hasSuffix("password") })
    else {
      throw Self.refusal(
        "there is a password in it", "leave it out, and give it by PGPASSWORD or in ~/.pgpass")
    }
    let own = ["schema", "vectors"]
    let others = parameters.filter { !own.contains(Self.name(of: $0)) }
    connection = String(parts[0]) + (others.isEmpty ? "" : "?" + others.joined(separator: "&"))
    let values = Dictionary(
      parameters.map { (Self.name(of: $0), String($0.drop { $0 != "=" }.dropFirst())) },
      uniquingKeysWith: { _, last in last })
    schema = values["schema"] ?? Self.standardSchema
    guard schema.wholeMatch(of: #/[a-z_][a-z0-9_]{0,62}/#) != nil, !schema.hasPrefix("pg_") else {
      throw Self.refusal(
        "its schema is no plain name",
        "use lower-case letters, digits and underscores, as ?schema=plankton_2026")
    }
    guard ["arrays", nil].contains(values["vectors"]) else {
      throw Self.refusal(
        "vectors can only be told to be arrays", "give vectors=arrays, or leave it out")
    }
    prefersArrays = values["vectors"] != nil
  }

  /// As it may be shown.
  var text: String {
    connection + (connection.contains("?") ? "&" : "?") + "schema=\(schema)"
      + (prefersArrays ? "&vectors=arrays" : "")
  }

  private static func refusal(_ finding: String, _ remedy: String) -> StoreError {
    .refused(subject: "the address of the store", finding: finding, remedy: remedy)
  }

  private static func name(of parameter: Substring) -> String {
    let name = parameter.prefix { $0 != "=" }
    return name.removingPercentEncoding ?? String(name)
  }

  /// Between the scheme and the last @ before the path.
  private static func hasPassword(_ text: Substring) -> Bool {
    guard let scheme = text.range(of: "://") else { return false }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else {
      // A slash within a password would hide it.
      return text[scheme.upperBound...].contains("@")
    }
    return authority[..<at].contains(":")
  }
}

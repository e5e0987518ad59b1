import Foundation
import Synchronization

/// A PostgreSQL server of the tests, on a socket in a folder of its own; it ends, and the folder with it,
/// when the process of the tests does, however that ends.
public final class PostgreSQLServer: Sendable {
  /// Which server.
  public enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Debian's, which has no pgvector.
    case plain
    /// That of the package pgserver, which has.
    case pgvector

    public var description: String { rawValue }
  }

  private let folder: URL
  /// The server ends when this is closed.
  private let life: FileHandle

  private static let running = Mutex<[Kind: PostgreSQLServer]>([:])

  /// One of each kind for all tests, started when the first one asks.
  ///
  /// - Throws: `MissingServer` with what to do.
  public static func running(_ kind: Kind) throws -> PostgreSQLServer {
    try running.withLock { running in
      if let server = running[kind] { return server }
      let server = try PostgreSQLServer(kind)
      running[kind] = server
      return server
    }
  }

  /// The address of a store that no other test has.
  ///
  /// - Parameters:
  ///   - user: of the server; the standard one may do everything.
  ///   - parameters: further ones, behind &.
  public func address(
    schema: String = freshSchema(), user: String = "semblance", database: String = "postgres",
    _ parameters: String = ""
  ) -> String {
    "postgres://\(user)@/\(database)?host=\(folder.path)&schema=\(schema)\(parameters)"
  }

  /// As libpq takes it.
  public var connection: String { "postgres://semblance@/postgres?host=\(folder.path)" }

  public static func freshSchema() -> String {
    "t" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
  }

  /// Why no server could be started.
  public struct MissingServer: Error, CustomStringConvertible {
    public let description: String
  }

  private init(_ kind: Kind) throws {
    let programs = try Self.programs(of: kind)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", Self.script, "sh", programs.path]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    life = input.fileHandleForWriting
    var text = Data()
    while !text.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      text += more
    }
    let answer = String(decoding: text, as: UTF8.self).split(separator: "\n").first ?? ""
    guard answer.hasPrefix("/") else {
      throw MissingServer(
        description:
          "the \(kind) server in \(programs.path) did not start (\(answer)); run scripts/setup "
          + "--for test")
    }
    folder = URL(filePath: String(answer))
  }

  private static func programs(of kind: Kind) throws -> URL {
    let found =
      switch kind {
      case .plain:
        (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql"))?
          .sorted { $0.localizedStandardCompare($1) == .orderedAscending }
          .last.map { URL(filePath: "/usr/lib/postgresql/\($0)/bin") }
      case .pgvector:
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .deletingLastPathComponent().appending(path: ".semblance/pgvector/pgserver/pginstall/bin")
      }
    guard let found, FileManager.default.fileExists(atPath: found.appending(path: "initdb").path)
    else {
      throw MissingServer(description: "no \(kind) PostgreSQL server; run scripts/setup --for test")
    }
    return found
  }

  /// PostgreSQL refuses to run as root. Prints the folder of the socket when the server answers, and
  /// stops it when its own input ends. The role `locked` needs a password.
  private static let script = """
    exec 2> /dev/null
    folder=$(mktemp -d /tmp/semblance-pg.XXXXXX)
    as=
    if [ "$(id -u)" = 0 ]; then
      chown nobody "$folder"
      as="setpriv --reuid nobody --regid nogroup --clear-groups"
    fi
    chmod 755 "$folder"
    cd "$folder"
    fail() { echo "$1: $(tail -n 1 "$folder/log")"; rm -rf "$folder"; exit 1; }
    $as "$1/initdb" -D "$folder/data" -U semblance -A trust -E UTF8 --no-locale --no-sync \\
      > log 2>&1 || fail "initdb failed"
    { echo "local all locked scram-sha-256"; cat data/pg_hba.conf; } > hba && cat hba > data/pg_hba.conf
    $as "$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c shared_buffers=64MB \\
      > log 2>&1 &
    server=$!
    tries=0
    until "$1/pg_isready" -q -h "$folder"; do
      kill -0 $server || fail "postgres ended"
      tries=$((tries + 1))
      [ $tries -lt 300 ] || fail "postgres does not answer"
      sleep 0.1
    done
    echo "$folder"
    exec > /dev/null
    cat > /dev/null
    kill -INT $server
    wait $server
    rm -rf "$folder"
    """
}

import Dispatch

/// A connection to a PostgreSQL server, on a thread of its own while it waits.
public actor ServerSession {
  private let thread: SessionThread
  private let link: ServerLink
  private var heedsCancellation = true

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  /// - Parameter address: as libpq has it, e.g. `postgres://user@host/database`.
  /// - Throws: `ServerProblem`, `CancellationError`.
  public init(_ address: String) async throws {
    thread = SessionThread()
    link = try ServerLink.open(address)
  }

  public var isLost: Bool { link.isLost }

  /// Runs a statement.
  ///
  /// - Parameter values: of $1, $2, …; nil for NULL.
  /// - Throws: `ServerProblem`; `CancellationError`, and then nothing of the transaction is done.
  @discardableResult
  public func query(_ statement: String, _ values: ServerValue?...) throws -> ServerRows {
    try link.query(statement, values, heedingCancellation: heedsCancellation)
  }

  @discardableResult
  public func query(_ statement: String, all values: [ServerValue?]) throws -> ServerRows {
    try link.query(statement, values, heedingCancellation: heedsCancellation)
  }

  /// Puts rows into a table, where there are any.
  ///
  /// - Parameter target: a table and its columns.
  public func copy(into target: String, _ message: CopyMessage) throws {
    guard message.rows > 0 else { return }
    try link.copy(
      "COPY \(target) FROM STDIN (FORMAT binary)", message, heedingCancellation: heedsCancellation)
  }

  /// Runs statements as one: all of them are done when this returns, or none. What a task begins after it
  /// was cancelled, to put things in order, is brought to its end.
  ///
  /// - Parameter kind: words behind BEGIN.
  public func transaction<Value: Sendable>(
    _ kind: String, _ body: @Sendable (isolated ServerSession) throws -> Value
  ) throws -> Value {
    heedsCancellation = !Task.isCancelled
    defer { heedsCancellation = true }
    try link.query("BEGIN \(kind)", heedingCancellation: heedsCancellation)
    do {
      let value = try body(self)
      try link.query("COMMIT", heedingCancellation: false)
      return value
    } catch {
      // Of a connection that is gone, or cut off within a COPY, the server forgets the transaction.
      _ = try? link.query("ROLLBACK", heedingCancellation: false)
      throw error
    }
  }
}

private final class SessionThread: SerialExecutor {
  private let queue = DispatchQueue(label: "postgresql")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

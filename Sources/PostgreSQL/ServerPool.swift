import Synchronization

/// Connections to one server, taken up when they are needed and kept for the next question.
public final class ServerPool: Sendable {
  private let address: String
  private let prepare: @Sendable (isolated ServerSession) throws -> Void
  private let idle = Mutex<[ServerSession]>([])

  /// Connections that are kept when nobody needs them.
  private static let kept = 4

  /// - Parameters:
  ///   - address: as libpq has it.
  ///   - prepare: what each connection needs first.
  public init(
    _ address: String, prepare: @escaping @Sendable (isolated ServerSession) throws -> Void
  ) {
    (self.address, self.prepare) = (address, prepare)
  }

  /// Does something with a connection. A kept one that turns out to be gone, as after the server was
  /// started anew, is replaced once.
  ///
  /// - Throws: `ServerProblem`, `CancellationError`, and what the body throws.
  public func run<Value: Sendable>(
    _ body: @Sendable (isolated ServerSession) throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    guard let kept = idle.withLock({ $0.popLast() }) else {
      return try await run(on: try await opened(), body)
    }
    do {
      return try await run(on: kept, body)
    } catch let problem as ServerProblem where problem.isLost {
      idle.withLock { $0 = [] }
      return try await run(on: try await opened(), body)
    }
  }

  private func opened() async throws -> ServerSession {
    let session = try await ServerSession(address)
    try await prepare(session)
    return session
  }

  private func run<Value: Sendable>(
    on session: ServerSession, _ body: @Sendable (isolated ServerSession) throws -> Value
  ) async throws -> Value {
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(session))
    } catch {
      result = .failure(error)
    }
    // What was cut off may be in the middle of something.
    if !(result.isCancellation), await !session.isLost {
      idle.withLock { if $0.count < Self.kept { $0.append(session) } }
    }
    return try result.get()
  }
}

extension Result {
  fileprivate var isCancellation: Bool {
    if case .failure(let error) = self { error is CancellationError } else { false }
  }
}

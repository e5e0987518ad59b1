import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The body of a request, which counts among those that are held until nobody has it any more.
final class ReceivedBody: Sendable {
  let bytes: [UInt8]
  private let held: HeldBytes

  fileprivate init(_ bytes: [UInt8], _ held: HeldBytes) {
    (self.bytes, self.held) = (bytes, held)
  }

  deinit { held.giveBack(bytes.count) }
}

/// Memory that bodies of requests may take together.
final class HeldBytes: Sendable {
  private let maximum: Int
  private let held = Mutex(0)

  init(maximum: Int) {
    self.maximum = maximum
  }

  var count: Int { held.withLock { $0 } }

  /// Whether there was room.
  fileprivate func take(_ count: Int) -> Bool {
    held.withLock { held in
      guard held + count <= maximum else { return false }
      held += count
      return true
    }
  }

  fileprivate func giveBack(_ count: Int) { held.withLock { $0 -= count } }
}

/// A connection that ended or broke while a body was being read; nobody is left to be told.
struct InterruptedBody: Error {
  let cause: any Error
}

extension Request {
  /// Whether anything follows the head.
  var declaresBody: Bool {
    headers[.transferEncoding] != nil || (headers[.contentLength].map { $0 != "0" } ?? false)
  }

  /// Reads the body, of which no more is taken than may be and not for longer than may be.
  ///
  /// - Throws: `RequestProblem`, after which the connection has to end; `InterruptedBody`.
  func receivedBody(_ settings: ServiceSettings, _ held: HeldBytes) async throws -> ReceivedBody {
    if let declared = headers[.contentLength].flatMap({ Int($0) }) {
      try Self.check(declared, settings)
    }
    let body = body
    return try await withThrowingTaskGroup(of: ReceivedBody.self) { group in
      group.addTask { try await Self.read(body, settings, held) }
      group.addTask {
        try await Task.sleep(for: settings.timeout)
        throw RequestProblem(
          .tooSlow,
          "the request did not come in whole within \(settings.timeout.components.seconds) s",
          remedy: "send a smaller picture, or try a faster connection")
      }
      defer { group.cancelAll() }
      // There are two tasks, one of which ends.
      guard let received = try await group.next() else { throw CancellationError() }
      return received
    }
  }

  private static func check(_ count: Int, _ settings: ServiceSettings) throws(RequestProblem) {
    guard count > settings.maximumBody else { return }
    throw RequestProblem(
      .tooLarge, "the body is larger than \(settings.maximumBody) bytes",
      remedy: "send a smaller picture")
  }

  private static func read(
    _ body: RequestBody, _ settings: ServiceSettings, _ held: HeldBytes
  ) async throws -> ReceivedBody {
    var bytes: [UInt8] = []
    do {
      var chunks = body.makeAsyncIterator()
      while let chunk = try await next(&chunks) {
        try check(bytes.count + chunk.readableBytes, settings)
        guard held.take(chunk.readableBytes) else { throw RequestProblem.overloaded }
        bytes += chunk.readableBytesView
      }
    } catch {
      held.giveBack(bytes.count)
      throw error
    }
    return ReceivedBody(bytes, held)
  }

  private static func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
    do {
      return try await chunks.next()
    } catch {
      throw InterruptedBody(cause: error)
    }
  }
}

import CPostgreSQL
import Foundation

/// A connection of libpq, born and freed here, which waits so that a cancelled task is heard.
@safe struct ServerLink: ~Copyable {
  private let connection: OpaquePointer

  /// How long the server may take to answer at all.
  private static let patience = Duration.seconds(15)
  private static let step: Int32 = 100

  private init(_ connection: OpaquePointer) {
    unsafe self.connection = unsafe connection
  }

  /// - Parameter address: a URI or a list of keywords and values, as libpq has them; passwords come from
  ///   where libpq looks for them.
  /// - Throws: `ServerProblem` with `isLost`, `CancellationError`.
  static func open(_ address: String) throws -> ServerLink {
    let names = ["fallback_application_name", "client_encoding", "dbname"]
    let values = ["semblance", "UTF8", address]
    let made = unsafe withCStrings(names) { names in
      unsafe withCStrings(values) { unsafe PQconnectStartParams(names, $0, 1) }
    }
    guard let made = unsafe made else {
      throw ServerProblem(message: "no memory for a connection", isLost: true)
    }
    let link = unsafe ServerLink(made)
    try link.connect()
    return link
  }

  deinit {
    unsafe PQfinish(connection)
  }

  var isLost: Bool { unsafe PQstatus(connection) == CONNECTION_BAD }

  private func connect() throws {
    // States are in every language the same.
    unsafe PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    // What the server remarks beside its answers is for nobody.
    unsafe PQsetNoticeProcessor(connection, { _, _ in }, nil)
    let start = ContinuousClock.now
    var state = PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard state != PGRES_POLLING_FAILED, unsafe PQstatus(connection) != CONNECTION_BAD else {
        throw ServerProblem(
          connecting: message, lacksPassword: unsafe PQconnectionNeedsPassword(connection) == 1)
      }
      guard start.duration(to: .now) < Self.patience else {
        throw ServerProblem(
          message: "no answer within \(Self.patience.components.seconds) seconds", isLost: true)
      }
      try Task.checkCancellation()
      if pause(for: state == PGRES_POLLING_READING ? POLLIN : POLLOUT) {
        state = unsafe PQconnectPoll(connection)
      }
    }
    guard unsafe PQsetnonblocking(connection, 1) == 0 else { throw lost }
  }

  /// Sends a statement and waits for its answer.
  ///
  /// - Parameter heedsCancellation: whether a task that is cancelled waits no longer.
  /// - Throws: `ServerProblem`, `CancellationError`.
  @discardableResult
  func query(
    _ statement: String, _ values: [ServerValue?] = [],
    heedingCancellation heedsCancellation: Bool = true
  ) throws -> ServerRows {
    try send(statement, values)
    return try result(heeding: heedsCancellation)
  }

  /// Puts rows into a table.
  func copy(
    _ statement: String, _ message: CopyMessage, heedingCancellation heedsCancellation: Bool = true
  ) throws {
    try send(statement, [])
    let ready = try result(heeding: heedsCancellation)
    guard ready.status == PGRES_COPY_IN else { throw ready.problem }
    let bytes = message.finished
    for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
      let part = Array(bytes[start..<min(start + 1 << 20, bytes.count)])
      let sent = unsafe part.withUnsafeBytes { part in
        let start = unsafe part.bindMemory(to: CChar.self).baseAddress
        return put { unsafe PQputCopyData(connection, start, Int32(part.count)) }
      }
      guard sent else { throw lost }
    }
    guard put({ unsafe PQputCopyEnd(connection, nil) }) else { throw lost }
    _ = try result(heeding: heedsCancellation)
  }

  /// Repeats what has to wait for room; what has begun so is brought to its end.
  private func put(_ body: () -> Int32) -> Bool {
    while true {
      let status = body()
      guard status == 0 else { return status == 1 }
      pause(for: POLLOUT)
    }
  }

  private func send(_ statement: String, _ values: [ServerValue?]) throws {
    var (bytes, starts) = ([UInt8](), [Int]())
    for value in values {
      starts.append(bytes.count)
      value?.append(to: &bytes)
    }
    starts.append(bytes.count)
    let lengths = values.indices.map { Int32(starts[$0 + 1] - starts[$0]) }
    // Nothing is without address, and NULL has none.
    bytes.append(0)
    let sent = unsafe bytes.withUnsafeBytes { bytes in
      let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress
      let parameters = unsafe values.indices.map { place in
        values[place] == nil ? nil : unsafe start?.advanced(by: starts[place])
      }
      return unsafe PQsendQueryParams(
        connection, statement, Int32(values.count), values.map { Oid($0?.type ?? 0) }, parameters,
        lengths, values.map { _ in 1 }, 1)
    }
    guard sent == 1 else { throw lost }
  }

  /// The last answer to what was sent.
  private func result(heeding heedsCancellation: Bool) throws -> ServerRows {
    var last: ServerRows?
    var isCancelled = false
    while true {
      while unsafe PQflush(connection) == 1 || PQisBusy(connection) == 1 {
        if heedsCancellation, Task.isCancelled, !isCancelled {
          isCancelled = true
          cancel()
        }
        let isFlushed = unsafe PQflush(connection) == 0
        pause(for: isFlushed ? POLLIN : POLLIN | POLLOUT)
        guard unsafe PQconsumeInput(connection) == 1 else { throw lost }
      }
      guard let found = unsafe PQgetResult(connection) else { break }
      last = unsafe ServerRows(found)
      if last?.status == PGRES_COPY_IN { break }
    }
    guard let last else { throw lost }
    // Whatever came of it: the server may cancel late, and the connection is not used again.
    if isCancelled { throw CancellationError() }
    guard last.status != PGRES_FATAL_ERROR else { throw isLost ? lost : last.problem }
    return last
  }

  /// - Returns: whether something came, or may be sent.
  @discardableResult
  private func pause(for events: Int32) -> Bool {
    var wait = unsafe pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
    return unsafe poll(&wait, 1, Self.step) > 0
  }

  /// Asks the server to leave off what it does; it answers in the usual way.
  private func cancel() {
    guard let handle = unsafe PQgetCancel(connection) else { return }
    defer { unsafe PQfreeCancel(handle) }
    var reason = [CChar](repeating: 0, count: 256)
    _ = unsafe PQcancel(handle, &reason, Int32(reason.count))
  }

  private var message: String { unsafe String(cString: PQerrorMessage(connection)) }

  private var lost: ServerProblem { ServerProblem(message: message, isLost: true) }
}

/// An array of C strings, with a null pointer behind.
private func withCStrings<Value>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
) -> Value {
  let copies = unsafe texts.map { unsafe strdup($0) }
  defer { for place in texts.indices { unsafe free(copies[place]) } }
  let list = unsafe copies.map { unsafe $0.map { unsafe UnsafePointer($0) } } + [nil]
  return unsafe list.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}

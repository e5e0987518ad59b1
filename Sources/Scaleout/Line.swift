import Synchronization

/// What the link's thread and the others hand each other.
final class Line: Sendable {
  private let state = Mutex(State())

  private struct State: Sendable {
    var letters: [Letter] = []
    var broadcasts: [[UInt8]] = []
    /// Nil until somebody listens.
    var events: (any LinkEvents)?
    var end: End?
  }

  /// What the link's thread does when all has been said.
  enum End: Sendable {
    case stay
    case leave(@Sendable () -> Never)
  }

  func send(_ letter: Letter) { state.withLock { $0.letters.append(letter) } }

  /// The same bytes to all others, from rank 0.
  func broadcast(_ bytes: [UInt8]) { state.withLock { $0.broadcasts.append(bytes) } }

  /// What has been handed in is still sent.
  func end(_ end: End = .stay) { state.withLock { $0.end = $0.end ?? end } }

  var events: (any LinkEvents)? {
    get { state.withLock { $0.events } }
    set { state.withLock { $0.events = newValue } }
  }

  func takeAll() -> (letters: [Letter], broadcasts: [[UInt8]], end: End?) {
    state.withLock { state in
      defer { (state.letters, state.broadcasts) = ([], []) }
      return (state.letters, state.broadcasts, state.end)
    }
  }
}

/// Who is told what comes over the link, on its thread.
protocol LinkEvents: Sendable {
  func receive(_ letter: Letter)
  /// Of rank 0, in the order in which it sent them.
  func receive(broadcast bytes: [UInt8])
  /// Comes every second.
  ///
  /// - Parameter silence: seconds since each other rank was heard of.
  func tick(silence: [Int: Double])
}

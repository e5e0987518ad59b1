import Synchronization

/// Hands on the values of parts in order, whenever they come in.
final class OrderedParts: Sendable {
  private let state: Mutex<State>
  private let count: Int
  private let load: @Sendable (Int) -> [UInt8]?
  private let take: @Sendable ([UInt8]) -> Bool

  private struct State: Sendable {
    var next = 0
    /// Of parts that came before their turn.
    var waiting: [Int: [UInt8]] = [:]
    /// Parts that can be loaded when it is their turn.
    var kept: Set<Int>
  }

  /// What became of a part that was added.
  enum Progress {
    case waiting
    /// Every part has been handed on.
    case complete
    /// The value that was kept of this part is none; it has to be computed again.
    case damaged(part: Int)
    /// A value that was added is none: who computed it computes something else.
    case foreign(part: Int)
  }

  /// - Parameters:
  ///   - kept: parts that `load` has.
  ///   - take: is given the values; false where one is none.
  init(
    _ count: Int, kept: [Int], load: @escaping @Sendable (Int) -> [UInt8]?,
    take: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.count = count
    self.load = load
    self.take = take
    state = Mutex(State(kept: Set(kept)))
  }

  /// Hands on what is kept, up to the first part that is not.
  func start() -> Progress { state.withLock { advance(&$0) } }

  /// A part that has been there before is passed over.
  func add(_ part: Int, _ value: [UInt8]) -> Progress {
    state.withLock { state in
      guard part >= state.next, state.waiting[part] == nil, !state.kept.contains(part) else {
        return state.next == count ? .complete : .waiting
      }
      state.waiting[part] = value
      return advance(&state)
    }
  }

  private func advance(_ state: inout State) -> Progress {
    while state.next < count {
      let part = state.next
      let isKept = state.kept.remove(part) != nil
      guard let value = isKept ? load(part) : state.waiting.removeValue(forKey: part) else {
        return isKept ? .damaged(part: part) : .waiting
      }
      guard take(value) else { return isKept ? .damaged(part: part) : .foreign(part: part) }
      state.next += 1
    }
    return .complete
  }
}
